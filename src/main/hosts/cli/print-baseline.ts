import type { BaselineRow, BaselineVerdict } from '../../../contract/baseline.ts';
import {
  BASELINE_TABLE_HEADS,
  baselineTable,
  contextLines,
  unjudgedText,
} from '../../../contract/baseline-words.ts';
import { counted } from '../../../contract/format.ts';
import { plainTable, right } from './plain-table.ts';
import type { Terminal } from './terminal.ts';

/** What came of holding a run against a baseline: the sentence, what differs, the table of what is judged. */
export function baselineLines(verdict: BaselineVerdict | undefined, colors: Terminal['colors']): string {
  if (verdict === undefined) return '';
  const { sentence, assumption, excluded } = verdict;
  const rows = baselineTable(verdict);
  const lines = [
    colors.bold(`Baseline ${verdict.name}`),
    `  ${verdict.verdict === 'regressed' ? colors.red(sentence) : sentence}`,
    ...[assumption, unjudgedText(verdict)].filter((text) => text !== '').map((text) => `  ${text}`),
    ...excluded.map(({ runId, reason }) => `  Left out: run ${runId}, ${reason}.`),
    ...contextLines(verdict).map((line) => colors.yellow(`  ${line}`)),
  ];
  if (rows.length === 0) return lines.join('\n');
  const table = plainTable(BASELINE_TABLE_HEADS.map((head) => head.toLowerCase()));
  for (const row of rows) {
    const change = row.isRegressed ? colors.red(row.change) : row.change;
    table.push([row.name, right(row.baseline), right(row.run), right(change), row.verdict]);
  }
  return `${lines.join('\n')}\n${table.toString()}`;
}

/** Baselines as a list. */
export function printBaselines(rows: readonly BaselineRow[]): string {
  const table = plainTable(['plan', 'baseline', 'sessions', 'runs', 'set', '']);
  for (const row of rows) {
    table.push([
      row.plan,
      row.name,
      right(String(row.sessions.length)),
      right(String(row.sessions.flatMap(({ runs }) => runs).length)),
      (row.removedAt ?? row.setAt).slice(0, 10),
      row.trouble,
    ]);
  }
  return `${table.toString()}\n`;
}

/** One of them, with its runs. */
export function printBaseline(row: BaselineRow, colors: Terminal['colors']): string {
  const lines = row.sessions.flatMap(({ seriesId, runs }, index) => [
    `Session ${index + 1}${seriesId === null ? '' : ` (series ${seriesId})`}: ${counted(runs.length, 'run')}`,
    ...runs.map(({ runId, row: run }) =>
      run === null
        ? `  ${runId}  not there any more`
        : `  ${runId}  ${run.startedAt.slice(0, 16).replace('T', ' ')}  ${run.name}${run.deleted ? ' (in the bin)' : ''}`,
    ),
  ]);
  const trouble = row.trouble === '' ? [] : [colors.yellow(row.trouble)];
  return [
    `${colors.bold(row.name)}  of the plan ${row.plan}, set on ${row.setAt.slice(0, 10)}`,
    ...trouble,
    ...lines,
    '',
  ].join('\n');
}
