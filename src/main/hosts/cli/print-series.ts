import { showListedP95 } from '../../../contract/evidence.ts';
import { formatPercent, NO_VALUE } from '../../../contract/format.ts';
import type { SeriesRow } from '../../../contract/run-series.ts';
import type { SeriesDocument } from '../../../contract/run-series-schema.ts';
import {
  cellChange,
  cellValues,
  cellWord,
  countedText,
  moreRunsOf,
  repeatedValues,
  SERIES_STATE_WORDS,
} from '../../../contract/series-text.ts';
import { plainTable } from './plain-table.ts';
import type { Terminal } from './terminal.ts';

/** A series as text: the sentence, what else differs, what was odd, the verdicts, the runs. */
export function printSeries(document: SeriesDocument, { colors }: Pick<Terminal, 'colors'>): string {
  const { series, lead, context, odd } = document;
  const head = [
    `${colors.bold(series.name)}  ${series.id}`,
    ...(series.sides.length > 1
      ? series.sides.map(({ side, label }) => `  ${colors.bold(side)}  ${label}`)
      : []),
    `${countedText(document)}; ${SERIES_STATE_WORDS[series.state]}.${series.endReason === '' ? '' : ` ${series.endReason}`}`,
    '',
    colors.bold(lead === '' ? 'No run counts yet.' : lead),
    '',
    ...listed(
      'What else differs',
      context.map((row) => `${row.severity === 'warning' ? '! ' : '  '}${row.aspect}: ${row.a} → ${row.b}`),
    ),
    ...listed('What was odd', odd),
  ];
  const tables = [verdictTable(document), repeatedTable(document), runTable(document)].filter(
    (text) => text !== '',
  );
  return `${head.join('\n')}\n${tables.join('\n\n')}\n${furtherLine(document, colors)}`;
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];
}

function verdictTable({ verdict }: SeriesDocument): string {
  const judged = verdict?.cells.filter((cell) => cell.verdict !== 'not-judged') ?? [];
  if (judged.length === 0) return '';
  const table = plainTable(['endpoint', 'figure', 'A', 'B', 'B against A', 'visible', 'verdict']);
  for (const cell of judged) {
    const { service, endpoint, figure, visiblePercent } = cell;
    table.push([
      `${service}.${endpoint}`,
      figure,
      ...cellValues(cell),
      cellChange(cell),
      visiblePercent === null ? NO_VALUE : formatPercent(visiblePercent),
      cellWord(cell),
    ]);
  }
  return table.toString();
}

function repeatedTable({ repeated }: SeriesDocument): string {
  if (repeated.length === 0) return '';
  const table = plainTable(['endpoint', 'figure', 'mean of the runs', '95% interval', 'varies by']);
  for (const figure of repeated)
    table.push([`${figure.service}.${figure.endpoint}`, figure.figure, ...repeatedValues(figure)]);
  return table.toString();
}

function runTable({ runs, series }: SeriesDocument): string {
  const hasSides = series.sides.length > 1;
  const table = plainTable(['#', ...(hasSides ? ['side'] : []), 'run', 'p95', 'failed', 'trust', '']);
  for (const { nth, side, runId, role, p95Ms, errorRatePercent, trust } of runs) {
    table.push([
      String(nth),
      ...(hasSides ? [side] : []),
      runId,
      showListedP95({ p95Ms, p95Evidence: null }).text,
      formatPercent(errorRatePercent),
      trust ?? NO_VALUE,
      role === 'counted' ? '' : role,
    ]);
  }
  return table.toString();
}

function furtherLine(document: SeriesDocument, colors: Terminal['colors']): string {
  const more = moreRunsOf(document);
  if (more === null) return '';
  const sides = document.series.sides.length > 1 ? ' a side' : '';
  const text = `${more} more ${more === 1 ? 'run' : 'runs'}${sides}: plimsoll series continue ${document.series.id}`;
  return `\n${colors.dim(text)}\n`;
}

/** Stored series as a table. */
export function printSeriesList(rows: readonly SeriesRow[]): string {
  const table = plainTable(['series', 'name', 'state', 'started (UTC)', 'sides', 'runs', 'what came out']);
  for (const { seriesId, name, state, createdAt, labels, counted, leftOut, runsPerSide, lead } of rows) {
    table.push([
      seriesId,
      name,
      SERIES_STATE_WORDS[state],
      createdAt.slice(0, 16).replace('T', ' '),
      labels.length > 1 ? labels.join(' | ') : '',
      `${counted.join(' + ')} of ${runsPerSide}${leftOut === 0 ? '' : `, ${leftOut} left out`}`,
      lead,
    ]);
  }
  return `${table.toString()}\n`;
}
