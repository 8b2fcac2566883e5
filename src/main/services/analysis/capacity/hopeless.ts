import type { Micros, PerSecond } from '../../../../contract/units.ts';

/** A level is given so many seconds before its queue is judged. */
const FIRST_SECOND = 4;
const RISES = 3;
const LEAST_RISE = 10;
/** Share of the rate by which the queue has to grow. */
const LEAST_SLOPE = 0.05;

/** Seconds of a level so far, in order. */
interface QueueSeconds {
  /** At the end of each. */
  readonly inFlight: readonly number[];
  /** Successes that ended in each. */
  readonly ok: readonly number[];
}

/**
 * Whether a level by rate cannot be met because its queue only grows: in flight rose in each of the last three seconds, by ten
 * or more and by more than 5% of the rate, and by Little's law a request waits more than twice the limit already.
 * @param limitUs the longest latency limit
 * @returns requests by which the queue grows every second; null: it does not, or it is too early to say
 */
export function queueGrowth(
  { inFlight, ok }: QueueSeconds,
  { rate, limitUs }: { readonly rate: PerSecond; readonly limitUs: Micros },
): PerSecond | null {
  if (inFlight.length < FIRST_SECOND) return null;
  const last = inFlight.slice(-1 - RISES);
  if (last.some((count, i) => i > 0 && count <= (last[i - 1] ?? 0))) return null;
  const now = last.at(-1) ?? 0;
  const rise = now - (last[0] ?? 0);
  const slope = rise / RISES;
  if (rise < LEAST_RISE || slope <= LEAST_SLOPE * rate) return null;
  const throughput = ok.slice(-RISES).reduce((sum, count) => sum + count, 0) / RISES;
  // Multiplied out: nothing may have succeeded.
  return now * 1e6 > 2 * limitUs * throughput ? slope : null;
}
