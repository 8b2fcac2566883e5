import type { Micros } from '../../../contract/units.ts';
import {
  bucketIndex,
  type EncodedHistogram,
  FORMAT,
  forEachEncoded,
  HIGHEST_US,
  lowestOfBucket,
  NO_BUCKET,
  VarintWriter,
  widthOfBucket,
} from './encoded-histogram.ts';
import { nearestRank } from './nearest-rank.ts';

/** Buckets of a histogram, up to the largest duration told apart. */
export const BUCKETS = bucketIndex(HIGHEST_US) + 1;

const BEYOND = 'encoded histogram: a bucket beyond its range';
const GROUP_BITS = 6;
const GROUP_MASK = (1 << GROUP_BITS) - 1;

/** A run of buckets, both ends included. */
export interface BucketRange {
  readonly from: number;
  readonly to: number;
}
export const ALL_BUCKETS: BucketRange = { from: 0, to: BUCKETS - 1 };

/** What histograms are added to. */
export interface BucketSink {
  /** Of the exact values, in microseconds. */
  sum: number;
  /** Adds encoded histograms that lie one after the other, from one place to before another. */
  addEncoded(bytes: Uint8Array, from?: number, to?: number): void;
  /** Adds values of one bucket. */
  addValues(bucket: number, count: number): void;
}

/**
 * The sum of encoded histograms, to be used again and again: what is added is read number by number, and nothing is made
 * on the way. Adding a histogram of 300 used buckets takes some 2 µs.
 */
export class BucketCounts implements BucketSink {
  readonly counts = new Float64Array(BUCKETS);
  /** Of so many buckets together, so that a rank is found without looking at each. */
  readonly #groups = new Float64Array((BUCKETS >> GROUP_BITS) + 1);
  count = 0;
  sum = 0;
  min: Micros = Number.POSITIVE_INFINITY;
  max: Micros = 0;

  /**
   * Adds encoded histograms that lie one after the other.
   * @throws RangeError where the bytes are none of `Histogram.encode`
   */
  addEncoded(bytes: Uint8Array, from = 0, to = bytes.length): void {
    forEachEncoded(bytes, this.#addEncoded, { from, to });
  }

  /**
   * As `addEncoded`, to several at once: the bytes are read once.
   * @throws RangeError where the bytes are none of `Histogram.encode`
   */
  static addEncodedToEach(all: readonly BucketCounts[], bytes: Uint8Array): void {
    forEachEncoded(bytes, (encoded) => {
      if (encoded.count === 0) return;
      for (; encoded.index < NO_BUCKET; encoded.advance()) {
        const { index, here } = encoded;
        if (index >= BUCKETS) throw new RangeError(BEYOND);
        for (const one of all) one.#add(index, here);
      }
      const { count, sum, min, max } = encoded;
      for (const one of all) one.#include(count, sum, min, max);
    });
  }

  /** Takes away what `addEncoded` added; the bounds stay, see `subtract`. */
  subtractEncoded(bytes: Uint8Array): void {
    forEachEncoded(bytes, this.#subtractEncoded);
  }

  /** Adds values of one bucket, each as if it lay amid it. @param count need not be whole */
  addValues(bucket: number, count: number): void {
    if (!(count > 0)) return;
    const low = lowestOfBucket(bucket);
    const width = widthOfBucket(bucket);
    this.#add(bucket, count);
    this.count += count;
    this.sum += count * (low + (width - 1) / 2);
    this.min = Math.min(this.min, low);
    this.max = Math.max(this.max, low + width - 1);
  }

  /** Adds what another holds in these buckets. */
  add(other: BucketCounts, { from, to }: BucketRange = ALL_BUCKETS): void {
    this.#merge(other, from, to, 1);
  }

  /** Takes away what another holds in these buckets; of all that was added, nothing else is less. */
  subtract(other: BucketCounts, { from, to }: BucketRange = ALL_BUCKETS): void {
    this.#merge(other, from, to, -1);
  }

  clear(): void {
    if (this.max > 0) {
      this.counts.fill(0, this.#first(), this.#last() + 1);
      this.#groups.fill(0, this.#first() >> GROUP_BITS, (this.#last() >> GROUP_BITS) + 1);
    }
    this.count = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = 0;
  }

  countIn({ from, to }: BucketRange): number {
    let count = 0;
    for (let index = Math.max(from, this.#first()); index <= Math.min(to, this.#last()); index += 1) {
      count += this.counts[index] ?? 0;
    }
    return count;
  }

  /**
   * Nearest-rank percentile of what lies in these buckets, as `Histogram.percentile` has it: the upper end of its
   * bucket, never more than the largest. Null where nothing lies there.
   * @param percentile 0 … 100
   */
  percentile(percentile: number, range: BucketRange = ALL_BUCKETS): Micros | null {
    const count = range === ALL_BUCKETS ? this.count : this.countIn(range);
    if (count === 0) return null;
    const index = this.#indexAtRank(nearestRank(count, percentile), range);
    return Math.min(lowestOfBucket(index) + widthOfBucket(index) - 1, this.max);
  }

  /** Upper end of the bucket that holds the value of this rank (1 … count), as `Histogram.valueAtRank` has it. */
  valueAtRank(rank: number): Micros {
    const index = this.#indexAtRank(rank, ALL_BUCKETS);
    return Math.min(lowestOfBucket(index) + widthOfBucket(index) - 1, this.max);
  }

  /** Lower end of the bucket that holds the value of this rank (1 … count), as `Histogram.lowestAtRank` has it. */
  lowestAtRank(rank: number): Micros {
    return Math.max(lowestOfBucket(this.#indexAtRank(rank, ALL_BUCKETS)), this.min);
  }

  /** As `Histogram.encode`, with nothing refused or clamped: null where nothing was added. */
  encode(): Uint8Array | null {
    if (this.count === 0) return null;
    const writer = new VarintWriter();
    for (const head of [FORMAT, this.count, 0, 0, this.min, this.max, this.sum]) writer.put(head);
    let before = 0;
    for (let index = this.#first(); index <= this.#last(); index += 1) {
      const here = this.counts[index] ?? 0;
      if (here === 0) continue;
      writer.put(index - before);
      writer.put(here);
      before = index;
    }
    return writer.bytes();
  }

  /** The last one where fewer values are counted: what was taken away may leave fractions. */
  #indexAtRank(rank: number, range: BucketRange): number {
    let left = rank;
    for (let index = Math.max(range.from, this.#first()); index < BUCKETS; index += 1) {
      while (
        (index & GROUP_MASK) === 0 &&
        left > (this.#groups[index >> GROUP_BITS] ?? Number.POSITIVE_INFINITY)
      ) {
        left -= this.#groups[index >> GROUP_BITS] ?? 0;
        index += 1 << GROUP_BITS;
      }
      left -= this.counts[index] ?? 0;
      if (left <= 0) return index;
    }
    return BUCKETS - 1;
  }

  #add(index: number, count: number): void {
    this.counts[index] = (this.counts[index] ?? 0) + count;
    const group = index >> GROUP_BITS;
    this.#groups[group] = (this.#groups[group] ?? 0) + count;
  }

  #first(): number {
    return this.max === 0 ? BUCKETS : bucketIndex(this.min);
  }

  #last(): number {
    return this.max === 0 ? -1 : bucketIndex(this.max);
  }

  /** The bounds stay those of all that was ever added: what they are read for is where to look. */
  #merge(other: BucketCounts, from: number, to: number, sign: 1 | -1): void {
    let moved = 0;
    for (let index = Math.max(from, other.#first()); index <= Math.min(to, other.#last()); index += 1) {
      const here = other.counts[index] ?? 0;
      moved += here;
      this.#add(index, sign * here);
    }
    // A part of the buckets has no sum of its own. It may be its own counts that are moved.
    if (moved === other.count) this.sum += sign * other.sum;
    this.count += sign * moved;
    if (sign < 0 || moved === 0) return;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  readonly #addEncoded = (encoded: EncodedHistogram): void => {
    if (encoded.count === 0) return;
    for (; encoded.index < NO_BUCKET; encoded.advance()) {
      const { index } = encoded;
      if (index >= BUCKETS) throw new RangeError(BEYOND);
      this.#add(index, encoded.here);
    }
    this.#include(encoded.count, encoded.sum, encoded.min, encoded.max);
  };

  readonly #subtractEncoded = (encoded: EncodedHistogram): void => {
    for (; encoded.index < NO_BUCKET; encoded.advance()) this.#add(encoded.index, -encoded.here);
    this.count -= encoded.count;
    this.sum -= encoded.sum;
  };

  #include(count: number, sum: number, min: Micros, max: Micros): void {
    this.count += count;
    this.sum += sum;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
  }
}
