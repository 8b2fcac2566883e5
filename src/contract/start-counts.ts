import type { Micros, Millis } from './units.ts';

/** Starts are counted in stretches so long: the finest window in which a recovery is looked for. */
export const START_SLOT_MS: Millis = 250;

/** So many buckets of latency an octave: each is 2.9% wide. */
const BUCKETS_PER_OCTAVE = 24;

/** The bucket of a latency, from 0 on. */
export function startBucket(us: Micros): number {
  return us < 1 ? 0 : Math.floor(Math.log2(us) * BUCKETS_PER_OCTAVE);
}

/** The middle of a bucket, as its geometric mean. */
export function startBucketUs(bucket: number): Micros {
  return 2 ** ((bucket + 0.5) / BUCKETS_PER_OCTAVE);
}

/** Which requests a search of capacity counts by when they were to start, and when it is told of them. */
export interface StartCounting {
  /** Latency limits, each once, in ascending order; none: errors alone matter. */
  readonly limitsUs: readonly Micros[];
  /** So long after its end a slot is known; what is unanswered by then is beyond every limit. At least the longest limit. */
  readonly knownAfterUs: Micros;
  /** Series that count. */
  readonly series: readonly number[];
}

/**
 * Requests by their intended start (of a closed class: when a user began them), within a quarter of a second. Told once, in
 * the second in which it is known; every slot is, whether or not anything was to start in it, up to the first that is not
 * known when the run ends:
 *
 *     starts = ok + Σ failures + open
 */
export interface StartSlot {
  /** Starts in [slot · 250 ms, (slot + 1) · 250 ms) of the run. */
  readonly slot: number;
  readonly starts: number;
  readonly ok: number;
  /** By code of the failure; of a status, `http.429` and the like. */
  readonly failures: Readonly<Record<string, number>>;
  /** Not answered when the slot was known, or not even sent: dropped, for too many were under way, or kept waiting. */
  readonly open: number;
  /** Of each limit: successes that took longer, timeouts, and what is open. Failures that were answered are none of them. */
  readonly beyond: readonly number[];
  /** Latency of the successes, from their start: pairs of bucket and count, in ascending order. */
  readonly latencies: readonly number[];
}
