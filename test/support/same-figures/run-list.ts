import type { Shown, Write } from './places.ts';
import { type TextRow, textTable } from './terminal.ts';

const CELLS: readonly (readonly [head: string, path: string, write: Write])[] = [
  ['name', 'run.name', 'word'],
  ['state', 'run.state', 'word'],
  ['length', 'run.durationMs', 'clock'],
  ['requests', 'totals.sent', 'number'],
  ['p95', 'overallTimeMs.p95', 'percentile'],
  ['outcome', 'overall.outcome', 'outcome'],
  ['grade', 'overall.grade', 'grade'],
  ['trust', 'trust.verdict', 'word'],
];

/** What `plimsoll runs` prints, by the id of the run. */
export function runList(printed: string): ReadonlyMap<string, TextRow> {
  return new Map(textTable(printed.trimEnd().split('\n')).map((row) => [row.run ?? '', row]));
}

/** What its line says of a run, place by place. */
export function shownInRunList(row: TextRow): Shown[] {
  const cells = CELLS.flatMap(([head, path, write]): Shown[] => {
    const text = row[head];
    return text === undefined ? [] : [{ path, write, text }];
  });
  return [...cells, ...listedFailures(row.failed ?? '', ', ')];
}

/** `12 (3 %), 4 left out`: failures that count with their rate, and what is in no rate. */
export function listedFailures(text: string, between: string): Shown[] {
  const [failed = '', leftOut = '0 left out'] = text.split(new RegExp(`${between}(?=\\S+ left out$)`));
  return [
    // An en dash for a rate that is not there is said here, where elsewhere a zero stands alone.
    { path: 'rates.failed', write: 'failed', text: failed.replace(/^0 \(–\)$/, '0') },
    { path: 'rates.leftOut', write: 'number', text: leftOut.replace(/ left out$/, '') },
  ];
}

export const REQUIRED_IN_RUN_LIST: readonly string[] = [
  ...CELLS.map(([, path]) => path),
  'rates.failed',
  'rates.leftOut',
];
