import type { Micros } from '../../../contract/units.ts';
import { bucketIndex, FORMAT, HIGHEST_US, lowestOfBucket, widthOfBucket } from './encoded-histogram.ts';
import { nearestRank } from './histogram.ts';

/** Buckets of a histogram, up to the largest duration told apart. */
export const BUCKETS = bucketIndex(HIGHEST_US) + 1;

/** A run of buckets, both ends included. */
export interface BucketRange {
  readonly from: number;
  readonly to: number;
}
export const ALL_BUCKETS: BucketRange = { from: 0, to: BUCKETS - 1 };

/**
 * The sum of encoded histograms, to be used again and again: what is added is read number by number, and nothing is made
 * on the way. Adding a histogram of 300 used buckets takes some 2 µs.
 */
export class BucketCounts {
  readonly counts = new Float64Array(BUCKETS);
  count = 0;
  sum = 0;
  min: Micros = Number.POSITIVE_INFINITY;
  max: Micros = 0;
  #bytes: Uint8Array = new Uint8Array();
  #at = 0;
  #end = 0;

  /**
   * Adds encoded histograms that lie one after the other.
   * @throws RangeError where the bytes are none of `Histogram.encode`
   */
  addEncoded(bytes: Uint8Array, from = 0, to = bytes.length): void {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    do this.#addNext();
    while (this.#at < to);
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
    if (this.max > 0) this.counts.fill(0, bucketIndex(this.min), bucketIndex(this.max) + 1);
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
    let left = nearestRank(count, percentile);
    for (let index = Math.max(range.from, this.#first()); index < BUCKETS; index += 1) {
      left -= this.counts[index] ?? 0;
      if (left <= 0) return Math.min(lowestOfBucket(index) + widthOfBucket(index) - 1, this.max);
    }
    return this.max;
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
      this.counts[index] = (this.counts[index] ?? 0) + sign * here;
    }
    this.count += sign * moved;
    // A part of the buckets has no sum of its own.
    if (moved === other.count) this.sum += sign * other.sum;
    if (sign < 0 || moved === 0) return;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  #addNext(): void {
    if (this.#next() !== FORMAT) throw new RangeError('encoded histogram: unknown format');
    const count = this.#next();
    // Refused and clamped values are of no interest here.
    this.#next();
    this.#next();
    const min = this.#next();
    const max = this.#next();
    this.sum += this.#next();
    if (max > HIGHEST_US || min > max) throw new RangeError('encoded histogram: impossible bounds');
    if (count === 0) return;
    this.count += count;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
    const { counts } = this;
    let index = 0;
    for (let left = count; left > 0; ) {
      index += this.#next();
      const here = this.#next();
      left -= here;
      if (left < 0 || index >= BUCKETS) throw new RangeError('encoded histogram: more than it promised');
      counts[index] = (counts[index] ?? 0) + here;
    }
  }

  /** Unsigned LEB128. */
  #next(): number {
    const bytes = this.#bytes;
    let value = 0;
    let scale = 1;
    for (;;) {
      if (this.#at >= this.#end) throw new RangeError('encoded histogram: cut off');
      const byte = bytes[this.#at++] ?? 0;
      if (byte < 128) return value + byte * scale;
      value += (byte & 127) * scale;
      scale *= 128;
      if (scale > 2 ** 56) throw new RangeError('encoded histogram: a number too long');
    }
  }
}
