import { formatMs, formatPercent, NO_VALUE } from '../../../contract/format.ts';
import type { SeriesDocument } from '../../../contract/run-series-schema.ts';
import {
  cellChange,
  cellValues,
  cellWord,
  countedText,
  repeatedValues,
  SERIES_STATE_WORDS,
} from '../../../contract/series-text.ts';
import { inline } from './markdown-text.ts';

/** A series in a page of Markdown: the sentence, what else differs, what was odd, the verdicts, the runs. */
export function seriesMarkdown(document: SeriesDocument): string {
  const { series, lead, context, odd, verdict } = document;
  const judged = verdict?.cells.filter((cell) => cell.verdict !== 'not-judged') ?? [];
  const state = `${countedText(document)}; ${SERIES_STATE_WORDS[series.state]}.`;
  return [
    `# ${inline(series.name)}`,
    inline(lead === '' ? 'No run counts yet.' : lead),
    ...(series.sides.length > 1
      ? [series.sides.map(({ side, label }) => `**${side}** ${inline(label)}`).join(', ')]
      : []),
    inline(series.endReason === '' ? state : `${state} ${series.endReason}`),
    ...section(
      'What else differs',
      context.map(({ aspect, a, b }) => `- ${inline(aspect)}: ${inline(a)} → ${inline(b)}`),
    ),
    ...section(
      'What was odd',
      odd.map((sentence) => `- ${inline(sentence)}`),
    ),
    ...table(
      'Verdicts',
      ['Endpoint', 'Figure', 'A', 'B', 'Change', 'Verdict'],
      judged.map((cell) => [
        `${cell.service} ${cell.endpoint}`,
        cell.figure,
        ...cellValues(cell),
        cellChange(cell),
        cellWord(cell),
      ]),
    ),
    ...table(
      'Figures',
      ['Endpoint', 'Figure', 'Mean of the runs', '95% interval', 'Varies by'],
      document.repeated.map((figure) => [
        `${figure.service} ${figure.endpoint}`,
        figure.figure,
        ...repeatedValues(figure),
      ]),
    ),
    ...table(
      'Runs',
      ['Run', 'Side', 'p95', 'Failed', 'Trust', ''],
      document.runs.map(({ nth, runId, side, role, trust, p95Ms, errorRatePercent }) => [
        `${nth} ${runId}`,
        side,
        p95Ms === null ? NO_VALUE : formatMs(p95Ms),
        errorRatePercent === null ? NO_VALUE : formatPercent(errorRatePercent),
        trust ?? NO_VALUE,
        role === 'counted' ? '' : role,
      ]),
    ),
    '',
  ].join('\n\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(inline).join(' | ')} |`;
  return [`## ${title}`, [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n')];
}
