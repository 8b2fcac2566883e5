import { type CapacityHeadline, countAlike } from '../../../contract/capacity-text.ts';
import type { RunRow } from '../../../contract/wire.ts';

/** A run that searched for capacity. */
export type SearchRow = RunRow & { readonly capacity: CapacityHeadline };

export function isSearch(row: RunRow): row is SearchRow {
  return row.capacity !== undefined;
}

/** Whether two searches asked the same of the same plan: their answers can be laid on one line. */
function isAlike(one: SearchRow, other: SearchRow): boolean {
  return (
    one.name === other.name &&
    countAlike(one.capacity, other.capacity) &&
    one.capacity.objectives.join() === other.capacity.objectives.join()
  );
}

/** The highest loads that searches like this one have found up to it, oldest first. @param rows newest first */
export function capacityTrend(rows: readonly SearchRow[], row: SearchRow, count = 12): number[] {
  return rows
    .slice(Math.max(0, rows.indexOf(row)))
    .filter((one) => isAlike(one, row) && one.state !== 'running')
    .flatMap(({ capacity: { outcome, value } }) => (outcome === 'found' && value !== null ? [value] : []))
    .slice(0, count)
    .reverse();
}

/** The search like this one that came before it; undefined: it is the first. @param rows newest first */
export function searchBefore(rows: readonly SearchRow[], row: SearchRow): SearchRow | undefined {
  return rows.slice(rows.indexOf(row) + 1).find((one) => isAlike(one, row) && one.state !== 'running');
}
