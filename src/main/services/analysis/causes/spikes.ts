import type { Membership } from './cause.ts';
import type { Observed } from './observed.ts';
import { OUTSIDE, SLOW, type SlowSet } from './slow-set.ts';

/** A request is part of a spike if so many slow ones of others were open beside it … */
const LEAST_BESIDE = 3;
/** … and so many times as many as are open at any moment of what was asked about. */
const TIMES_USUAL = 4;
const MIN_IN_SPIKES = 0.5;
/** Of what usually starts and ends while a request is open, so little means that everything stood still. */
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
  const usual = busyUs / (seconds * 1_000_000);
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
  const others: number[] = [];
  let weightOfOthers = 0;
  for (let row = 0; row < kept.length; row += 1) {
    if (set.rows[row] === OUTSIDE || isMember(row)) continue;
    others.push(row);
    weightOfOthers += kept.weight[row] ?? 0;
  }
  others.sort((a, b) => (kept.startedUs[a] ?? 0) - (kept.startedUs[b] ?? 0));
  const starts = Float64Array.from(others, (row) => kept.startedUs[row] ?? 0);
  const perUs = weightOfOthers / (1_000_000 * (set.area.toSecond - set.area.fromSecond + 1));
  const members = set.slowRows.filter(isMember);
  const memberStarts = Float64Array.from(members, (row) => kept.startedUs[row] ?? 0).sort();
  let passed = 0;
  let usual = 0;
  let together = 0;
  for (const row of members) {
    const fromUs = kept.startedUs[row] ?? 0;
    const untilUs = fromUs + (kept.durationUs[row] ?? 0);
    usual += perUs * (untilUs - fromUs);
    if (before(memberStarts, untilUs) - before(memberStarts, fromUs) > LEAST_BESIDE) together += 1;
    const last = before(starts, untilUs);
    for (let place = before(starts, fromUs); place < last; place += 1) {
      const other = others[place] ?? 0;
      if ((starts[place] ?? 0) + (kept.durationUs[other] ?? 0) <= untilUs) passed += kept.weight[other] ?? 0;
    }
  }
  return together > MIN_IN_SPIKES * members.length && passed < STANDSTILL * usual;
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
