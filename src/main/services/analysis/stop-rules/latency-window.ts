import type { Micros } from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { nearestRank } from '../../../../workers/engine/measure/nearest-rank.ts';
import type { LatencySample } from '../counts/graded.ts';
import { SlidingLargest } from './sliding-largest.ts';

/** Latencies of one second. */
export interface SecondLatency {
  readonly encoded: Uint8Array;
  readonly maxUs: Micros;
}

const SCRATCH = new Histogram();

/** Encoded latencies of one second together; null: there is none. */
export function secondLatency(parts: readonly Uint8Array[]): SecondLatency | null {
  SCRATCH.reset();
  for (const part of parts) SCRATCH.mergeEncoded(part);
  const maxUs = SCRATCH.max;
  return maxUs === null ? null : { encoded: SCRATCH.encode(), maxUs };
}

/**
 * The seconds of a window as one histogram, with the figures that a `Histogram` of all of them has: what comes is added, what
 * leaves is taken away, so that a second costs the same in a window of ten minutes and in one of ten seconds.
 */
export class LatencyWindow implements Omit<LatencySample, 'buckets' | 'lowestAtRank'> {
  readonly #counts = new BucketCounts();
  readonly #largest = new SlidingLargest();

  push({ encoded, maxUs }: SecondLatency): void {
    this.#counts.addEncoded(encoded);
    this.#largest.push(maxUs);
  }

  /** The oldest one leaves. */
  leave({ encoded, maxUs }: SecondLatency): void {
    this.#counts.subtractEncoded(encoded);
    this.#largest.leave(maxUs);
  }

  clear(): void {
    this.#counts.clear();
    this.#largest.clear();
  }

  get count(): number {
    return this.#counts.count;
  }

  get mean(): number | null {
    return this.count === 0 ? null : this.#counts.sum / this.count;
  }

  percentile(percentile: number): Micros | null {
    return this.count === 0 ? null : this.valueAtRank(nearestRank(this.count, percentile));
  }

  /** The bounds of the counts are those of all that ever came; the largest of the window is known beside them. */
  valueAtRank(rank: number): Micros {
    return Math.min(this.#counts.valueAtRank(rank), this.#largest.value ?? 0);
  }

  countBeyond(percentile: number): number {
    return this.count === 0 ? 0 : this.count - nearestRank(this.count, percentile);
  }
}
