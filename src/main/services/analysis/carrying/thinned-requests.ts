import { heldOrMade } from '../../../../contract/keys.ts';
import { bandOf } from '../../../../contract/latency-bands.ts';
import type { CarriedRow } from './packed-requests.ts';

/** Failures of a series and code that always stay. */
const FAILURES = 24;
/** Of what stays, so large a part are the slowest of each series; the others stand for the rest. */
const SLOWEST_SHARE = 0.5;
/** Of a series that was hardly asked, so many of the slowest stay. */
const LEAST_SLOWEST = 20;

/**
 * Fewer requests that stand for as many: those of `always`, of each series the slowest, of each failure some; of the others,
 * in the order of series, latency and time, as many as there is room for, evenly by what they stand for (systematic sampling
 * with probabilities in proportion to size), so that sums over them come out alike.
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
  return [...stay, ...sampled(others, Math.max(1, most - stay.size))];
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
    const us = new Map(own.map((row) => [row, durationUs(row)]));
    return own.toSorted((a, b) => (us.get(b) ?? 0) - (us.get(a) ?? 0)).slice(0, count);
  });
}

/** What is picked stands for a whole step of what it was picked from; together for all of it, exactly. */
function sampled(rows: readonly CarriedRow[], most: number): CarriedRow[] {
  const keyed = rows.map((row) => ({ row, band: row.code === null ? bandOf(durationUs(row)) : -1 }));
  keyed.sort((a, b) => a.row.series - b.row.series || a.band - b.band || a.row.second - b.row.second);
  const step = rows.reduce((sum, { weight }) => sum + weight, 0) / most;
  const picked: CarriedRow[] = [];
  let seen = 0;
  let stoodFor = 0;
  for (const { row } of keyed) {
    const steps = Math.floor((seen + row.weight) / step + 0.5) - Math.floor(seen / step + 0.5);
    seen += row.weight;
    if (steps === 0) continue;
    // Weights are whole: what one is too light is made up for by the next.
    const weight = Math.round(step * Math.floor(seen / step + 0.5)) - stoodFor;
    picked.push({ ...row, weight });
    stoodFor += weight;
  }
  return picked;
}

function durationUs({ phasesUs }: CarriedRow): number {
  return phasesUs.reduce((sum, us) => sum + us, 0);
}
