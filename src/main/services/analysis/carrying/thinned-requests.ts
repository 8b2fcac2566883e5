import { heldOrMade } from '../../../../contract/keys.ts';
import { responseUs, sampledRequests } from '../../../../workers/engine/measure/sampled-requests.ts';
import type { CarriedRow } from './packed-requests.ts';

/** Failures of a series and code that always stay. */
const FAILURES = 24;
/** Of what stays, so large a part are the slowest of each series; the others stand for the rest. */
const SLOWEST_SHARE = 0.5;
/** Of a series that was hardly asked, so many of the slowest stay. */
const LEAST_SLOWEST = 20;

/**
 * Fewer requests that stand for as many: those of `always`, of each series the slowest, of each failure some; of the others
 * as many as there is room for, evenly by what they stand for.
 * @param most as many as are to be left, but for a few
 */
export function thinned(
  rows: readonly CarriedRow[],
  most: number,
  always: (row: CarriedRow) => boolean,
): CarriedRow[] {
  if (rows.length <= most) return [...rows];
  const stay = new Set(rows.filter(always));
  for (const row of failuresOf(rows)) stay.add(row);
  for (const row of slowestOf(rows, SLOWEST_SHARE * most)) stay.add(row);
  const others = rows.filter((row) => !stay.has(row));
  return [...stay, ...sampledRequests(others, Math.max(1, most - stay.size))];
}

function failuresOf(rows: readonly CarriedRow[]): CarriedRow[] {
  const byCode = new Map<string, CarriedRow[]>();
  for (const row of rows) {
    if (row.code === null) continue;
    const some = heldOrMade(byCode, `${row.series} ${row.code}`, () => []);
    if (some.length < FAILURES) some.push(row);
  }
  return [...byCode.values()].flat();
}

/** Each series has room in proportion to its kept requests. */
function slowestOf(rows: readonly CarriedRow[], room: number): CarriedRow[] {
  const bySeries = Map.groupBy(
    rows.filter(({ code }) => code === null),
    ({ series }) => series,
  );
  return [...bySeries.values()].flatMap((own) => {
    const count = Math.max(LEAST_SLOWEST, Math.round((room * own.length) / rows.length));
    const us = new Map(own.map((row) => [row, responseUs(row)]));
    return own.toSorted((a, b) => (us.get(b) ?? 0) - (us.get(a) ?? 0)).slice(0, count);
  });
}
