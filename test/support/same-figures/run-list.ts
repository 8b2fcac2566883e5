import type { Shown, Write } from './places.ts';
import { type TextRow, textTable } from './terminal.ts';

const CELLS: readonly (readonly [head: string, path: string, write: Write])[] = [
  ['name', 'run.name', 'word'],
  ['state', 'run.state', 'word'],
  ['length', 'run.durationMs', 'clock'],
  ['requests', 'totals.sent', 'number'],
  ['errors', 'totals.errors', 'number'],
  ['p95', 'overallTimeMs.p95', 'percentile'],
  ['grade', 'overall.grade', 'grade'],
  ['trust', 'trust.verdict', 'word'],
];

/** What `plimsoll runs` prints, by the id of the run. */
export function runList(printed: string): ReadonlyMap<string, TextRow> {
  return new Map(textTable(printed.trimEnd().split('\n')).map((row) => [row.run ?? '', row]));
}

/** What its line says of a run, place by place. */
export function shownInRunList(row: TextRow): Shown[] {
  return CELLS.flatMap(([head, path, write]): Shown[] => {
    const text = row[head];
    return text === undefined ? [] : [{ path, write, text }];
  });
}

export const REQUIRED_IN_RUN_LIST: readonly string[] = CELLS.map(([, path]) => path);
