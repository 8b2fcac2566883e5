import { MICROS_PER_SECOND, type Micros } from '../../../../contract/units.ts';
import type { Membership } from './cause.ts';
import type { Observed } from './observed.ts';
import { OUTSIDE, SLOW, type SlowSet } from './slow-set.ts';

/** A request is part of a spike if so many slow ones of others were open beside it … */
const LEAST_BESIDE = 3;
/** … and so many times as many as are open at any moment of what was asked about. */
const TIMES_USUAL = 4;
const MIN_IN_SPIKES = 0.5;
/** Of what usually starts and ends in as long as a request is open, so little means that everything stood still. */
const STANDSTILL = 0.25;

/**
 * Whether the slow requests of a property lie in moments in which others were slow as well. Connections that are opened, or
 * taken, only where many requests are open at once are slow with all of those, and not for a reason of their own.
 */
export function liesInSpikes({ kept }: Observed, set: SlowSet, isMember: Membership): boolean {
  const members: number[] = [];
  const others: number[] = [];
  let busyUs = 0;
  for (const row of set.slowRows) {
    if (set.rows[row] !== SLOW) continue;
    if (isMember(row)) members.push(row);
    else {
      others.push(row);
      busyUs += kept.durationUs[row] ?? 0;
    }
  }
  const seconds = set.area.toSecond - set.area.fromSecond + 1;
  const usual = busyUs / (seconds * MICROS_PER_SECOND);
  const least = Math.max(LEAST_BESIDE, TIMES_USUAL * usual);
  const startOf = (row: number) => kept.startedUs[row] ?? 0;
  const starts = Float64Array.from(others, startOf).sort();
  const ends = Float64Array.from(others, (row) => startOf(row) + (kept.durationUs[row] ?? 0)).sort();
  const inSpikes = members.filter((row) => {
    const fromUs = startOf(row);
    const untilUs = fromUs + (kept.durationUs[row] ?? 0);
    // Open beside it were all that had started before it ended, but for those that had ended before it started.
    return before(starts, untilUs) - before(ends, fromUs) >= least;
  });
  return inSpikes.length > MIN_IN_SPIKES * members.length;
}

/**
 * Whether the slow requests of a property were open together while hardly anything else got through. In a standstill all that
 * arrives takes a connection that is free, as long as there are any, and opens one then: these are slow, whatever they are on.
 */
export function liesInStandstills(observed: Observed, set: SlowSet, isMember: Membership): boolean {
  const { kept } = observed;
  const startOf = (row: number) => kept.startedUs[row] ?? 0;
  const endOf = (row: number) => startOf(row) + (kept.durationUs[row] ?? 0);
  const members = set.slowRows.filter(isMember);
  const memberStarts = Float64Array.from(members, startOf).sort();
  const together = members.filter(
    (row) => before(memberStarts, endOf(row)) - before(memberStarts, startOf(row)) > LEAST_BESIDE,
  );
  if (together.length <= MIN_IN_SPIKES * members.length) return false;
  const others: number[] = [];
  for (let row = 0; row < kept.length; row += 1)
    if (set.rows[row] !== OUTSIDE && !isMember(row)) others.push(row);
  others.sort((a, b) => startOf(a) - startOf(b));
  const starts = Float64Array.from(others, startOf);
  const usuallyPass = passingIn(observed, others, set);
  let passed = 0;
  let usual = 0;
  for (const row of members) {
    const [fromUs, untilUs] = [startOf(row), endOf(row)];
    usual += usuallyPass(untilUs - fromUs);
    const last = before(starts, untilUs);
    for (let place = before(starts, fromUs); place < last; place += 1) {
      const other = others[place] ?? 0;
      if (endOf(other) <= untilUs) passed += kept.weight[other] ?? 0;
    }
  }
  return passed < STANDSTILL * usual;
}

/**
 * How many of these requests usually start and end within a stretch of a length: of all places that it may have in the area, one
 * that takes d lies within w - d of them. Where most take as long as the stretch, few get through at any time.
 */
function passingIn(
  { kept }: Observed,
  rows: readonly number[],
  { area }: SlowSet,
): (stretchUs: Micros) => number {
  const areaUs = MICROS_PER_SECOND * (area.toSecond - area.fromSecond + 1);
  const durationOf = (row: number) => kept.durationUs[row] ?? 0;
  const ascending = rows.toSorted((a, b) => durationOf(a) - durationOf(b));
  const durations = Float64Array.from(ascending, durationOf);
  // Up to each of them, how many requests there are and how long they took together.
  const counts = new Float64Array(rows.length + 1);
  const sums = new Float64Array(rows.length + 1);
  for (const [place, row] of ascending.entries()) {
    const weight = kept.weight[row] ?? 0;
    counts[place + 1] = (counts[place] ?? 0) + weight;
    sums[place + 1] = (sums[place] ?? 0) + weight * durationOf(row);
  }
  return (stretchUs) => {
    const shorter = before(durations, stretchUs);
    return ((counts[shorter] ?? 0) * stretchUs - (sums[shorter] ?? 0)) / areaUs;
  };
}

/** How many of ascending numbers are less than a limit. */
function before(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
