import type { ArrivalRecord } from './arrival-log.ts';

/** Released − arrived of every answered request, microseconds, in order of arrival. */
export function serviceTimesUs(log: ArrivalRecord): Float64Array {
  return log.releasedUs
    .map((released, row) => released - (log.arrivedUs[row] ?? Number.NaN))
    .filter(isNumber);
}

/**
 * Released − intended of every answered request, microseconds, in order of arrival. `intendedUs` answers when the
 * plan wanted request `id` to leave, on the monotonic clock. Requests without an id are an error: the truth would
 * have holes.
 */
export function responseTimesUs(log: ArrivalRecord, intendedUs: (id: number) => number): Float64Array {
  if (log.id.some(Number.isNaN))
    throw new Error('the log holds requests without an id; use responseTimesByOrderUs');
  return log.releasedUs
    .map((released, row) => released - intendedUs(log.id[row] ?? Number.NaN))
    .filter(isNumber);
}

/** Released − intended, where the k-th arrival is taken for the k-th of the `intendedUs`, which ascend. */
export function responseTimesByOrderUs(log: ArrivalRecord, intendedUs: ArrayLike<number>): Float64Array {
  return log.releasedUs.map((released, row) => released - (intendedUs[row] ?? Number.NaN)).filter(isNumber);
}

/** The intended starts of a constant plan: t0 + i·gap, microseconds. */
export function constantPlanUs(t0Us: number, ratePerSecond: number): (id: number) => number {
  return (id) => t0Us + (id * 1_000_000) / ratePerSecond;
}

function isNumber(value: number): boolean {
  return !Number.isNaN(value);
}
