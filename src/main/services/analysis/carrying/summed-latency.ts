import type { Micros } from '../../../../contract/units.ts';
import type { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import {
  bucketIndex,
  lowestOfBucket,
  widthOfBucket,
} from '../../../../workers/engine/measure/encoded-histogram.ts';
import type { LatencySample } from '../counts/graded.ts';

/** A sum of histograms, read as a `Histogram` is. It stands for as long as nothing is added to it. */
export class SummedLatency implements LatencySample {
  readonly #sum: BucketCounts;

  constructor(sum: BucketCounts) {
    this.#sum = sum;
  }

  get count(): number {
    return this.#sum.count;
  }

  get mean(): number | null {
    return this.count === 0 ? null : this.#sum.sum / this.count;
  }

  percentile(percentile: number): Micros | null {
    return this.#sum.percentile(percentile);
  }

  valueAtRank(rank: number): Micros {
    return Math.min(this.#bucketAt(rank).highUs, this.#sum.max);
  }

  lowestAtRank(rank: number): Micros {
    return Math.max(this.#bucketAt(rank).lowUs, this.#sum.min);
  }

  *buckets(): ReturnType<LatencySample['buckets']> {
    const { counts, count, min, max } = this.#sum;
    if (count === 0) return;
    for (let index = bucketIndex(min); index <= bucketIndex(max); index += 1) {
      const here = counts[index] ?? 0;
      const lowUs = lowestOfBucket(index);
      if (here > 0) yield { lowUs, highUs: lowUs + widthOfBucket(index) - 1, count: here };
    }
  }

  #bucketAt(rank: number): { readonly lowUs: Micros; readonly highUs: Micros } {
    let left = rank;
    for (const bucket of this.buckets()) {
      left -= bucket.count;
      if (left <= 0) return bucket;
    }
    throw new RangeError(`rank ${rank} of ${this.count} values`);
  }
}
