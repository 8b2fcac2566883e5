import type { Membership } from './cause.ts';
import type { Observed } from './observed.ts';
import { SLOW, type SlowSet } from './slow-set.ts';

/** A request is part of a spike if so many slow ones of others were open beside it … */
const LEAST_BESIDE = 3;
/** … and so many times as many as are open at any moment of what was asked about. */
const TIMES_USUAL = 4;
const MIN_IN_SPIKES = 0.5;

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
