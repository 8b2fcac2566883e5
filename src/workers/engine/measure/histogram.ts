import { createRequire } from 'node:module';
import type { Int32Histogram } from 'hdr-histogram-js';
import type { Micros } from '../../../contract/units.ts';
import {
  bucketIndex,
  type EncodedHistogram,
  FORMAT,
  forEachEncoded,
  HIGHEST_US,
  NO_BUCKET,
  VarintWriter,
} from './encoded-histogram.ts';
import { nearestRank } from './nearest-rank.ts';

/** Of the package this alone: the rest of it (logs, compression, WebAssembly) takes 13 MB and 30 ms in every thread. */
const { default: HdrHistogram } = createRequire(import.meta.url)(
  'hdr-histogram-js/dist/Int32Histogram.js',
) as {
  readonly default: typeof Int32Histogram;
};

/** A duration below the clock's step is recorded as one microsecond. */
const LOWEST_US: Micros = 1;

const DIGITS = 3;
/** What a fresh histogram has room for: 28 KiB of counts; it grows, once, when something slower comes. */
const FIRST_ROOM_US = 65_535;
/** Counts of one bucket are 32 bits wide: beyond it is 5 days of 10,000/s at exactly the same latency. */
const MAX_PER_BUCKET = 0xffff_ffff;

/** A stretch of values that the histogram does not tell apart, both ends included, and how many fell in it. */
interface Bucket {
  readonly lowUs: Micros;
  readonly highUs: Micros;
  readonly count: number;
}

/**
 * Durations in integer microseconds, 1 µs … 1 h, to three significant digits (relative error below 0.1%). Buckets
 * are those of HdrHistogram: 2,048 of one microsecond, then 1,024 per doubling.
 *
 * Exact beside the buckets: count, minimum, maximum, sum. NaN and negative values are refused and counted, because
 * the library would silently record NaN as 0.
 *
 * Encoded (format 1), all numbers LEB128: format, count, refused, clamped, min, max, sum, then a pair (distance from
 * the bucket before, count) for each used bucket. A typical second of 1,000 requests takes 1 to 2 kB.
 * Encoded ones one after the other stand for their sum: so a second of several threads was stored for a while (version 5).
 */
export class Histogram {
  readonly #hdr = new HdrHistogram(1, FIRST_ROOM_US, DIGITS);
  #counts: Uint32Array;
  #count = 0;
  #refused = 0;
  #clamped = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #sum = 0;
  /** Where the last rank was found: how many values there were then, the bucket, and how many are below it. */
  #found = { of: 0, index: 0, below: 0 };

  constructor() {
    this.#hdr.autoResize = true;
    this.#counts = countsOf(this.#hdr);
  }

  /** Values recorded; refused ones not included. */
  get count(): number {
    return this.#count;
  }

  /** Values refused: NaN, infinite or negative. */
  get refused(): number {
    return this.#refused;
  }

  /** Exact; null when empty. */
  get min(): Micros | null {
    return this.#count === 0 ? null : this.#min;
  }

  /** Exact; null when empty. */
  get max(): Micros | null {
    return this.#count === 0 ? null : this.#max;
  }

  /** Exact arithmetic mean in microseconds; null when empty. */
  get mean(): number | null {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }

  /** Records a duration, rounded to a microsecond. False, and counted, where it is no duration. */
  record(us: Micros): boolean {
    if (!(us >= 0 && us < Number.POSITIVE_INFINITY)) {
      this.#refused += 1;
      return false;
    }
    let value = Math.round(us);
    if (value < LOWEST_US) value = LOWEST_US;
    else if (value > HIGHEST_US) {
      value = HIGHEST_US;
      this.#clamped += 1;
    }
    const index = bucketIndex(value);
    if (index >= this.#counts.length) this.#grow(value);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#count += 1;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    return true;
  }

  /** Adds all of another histogram, exactly as if its values had been recorded here. */
  merge(other: Histogram): void {
    this.#refused += other.#refused;
    this.#clamped += other.#clamped;
    if (other.#count === 0) return;
    this.#reach(other.#max);
    const last = bucketIndex(other.#max);
    for (let index = bucketIndex(other.#min); index <= last; index += 1) {
      const count = other.#counts[index] ?? 0;
      if (count !== 0) this.#add(index, count);
    }
    this.#include(other.#min, other.#max);
    this.#count += other.#count;
    this.#sum += other.#sum;
  }

  /**
   * As `merge`, straight from the encoded form: one, or several one after the other.
   * @throws RangeError where the bytes are none of `encode`
   */
  mergeEncoded(bytes: Uint8Array): void {
    forEachEncoded(bytes, this.#addEncoded);
  }

  encode(): Uint8Array {
    const writer = new VarintWriter();
    writer.put(FORMAT);
    writer.put(this.#count);
    writer.put(this.#refused);
    writer.put(this.#clamped);
    writer.put(this.#count === 0 ? 0 : this.#min);
    writer.put(this.#max);
    writer.put(this.#sum);
    if (this.#count > 0) {
      let before = 0;
      const last = bucketIndex(this.#max);
      for (let index = bucketIndex(this.#min); index <= last; index += 1) {
        const count = this.#counts[index] ?? 0;
        if (count === 0) continue;
        writer.put(index - before);
        writer.put(count);
        before = index;
      }
    }
    return writer.bytes();
  }

  /** Forgets everything, keeps its room. */
  reset(): void {
    if (this.#count > 0) this.#counts.fill(0, bucketIndex(this.#min), bucketIndex(this.#max) + 1);
    this.#count = 0;
    this.#refused = 0;
    this.#clamped = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = 0;
    this.#sum = 0;
    this.#found.of = 0;
  }

  /**
   * Nearest-rank percentile, conservative: the upper end of the bucket that holds the ranked value, and never more
   * than the maximum. Null when empty.
   * @param percentile 0 … 100, with up to three decimals
   */
  percentile(percentile: number): Micros | null {
    return this.#count === 0 ? null : this.valueAtRank(nearestRank(this.#count, percentile));
  }

  /** How many values rank beyond a percentile: the evidence it stands on. */
  countBeyond(percentile: number): number {
    return this.#count === 0 ? 0 : this.#count - nearestRank(this.#count, percentile);
  }

  /** Upper end of the bucket that holds the value of this rank (1 … count), at most the maximum. */
  valueAtRank(rank: number): Micros {
    const index = this.#indexAtRank(rank);
    return Math.min(this.#hdr.highestEquivalentValue(this.#hdr.valueFromIndex(index)), this.#max);
  }

  /** Lower end of the bucket that holds the value of this rank (1 … count), at least the minimum. */
  lowestAtRank(rank: number): Micros {
    return Math.max(this.#hdr.valueFromIndex(this.#indexAtRank(rank)), this.#min);
  }

  /** Used buckets, fastest first. */
  *buckets(): Generator<Bucket> {
    if (this.#count === 0) return;
    const last = bucketIndex(this.#max);
    for (let index = bucketIndex(this.#min); index <= last; index += 1) {
      const count = this.#counts[index] ?? 0;
      if (count === 0) continue;
      const lowUs = this.#hdr.valueFromIndex(index);
      yield { lowUs, highUs: this.#hdr.highestEquivalentValue(lowUs), count };
    }
  }

  readonly #addEncoded = (encoded: EncodedHistogram): void => {
    if (encoded.count > 0) this.#reach(encoded.max);
    for (; encoded.index < NO_BUCKET; encoded.advance()) this.#add(encoded.index, encoded.here);
    this.#refused += encoded.refused;
    this.#clamped += encoded.clamped;
    if (encoded.count === 0) return;
    this.#include(encoded.min, encoded.max);
    this.#count += encoded.count;
    this.#sum += encoded.sum;
  };

  /**
   * From where the last one was found: percentiles and their intervals are asked for in turn, thousands of buckets wide each
   * time. What was added since shows in the count.
   */
  #indexAtRank(rank: number): number {
    if (!(rank >= 1 && rank <= this.#count)) throw new RangeError(`rank ${rank} of ${this.#count} values`);
    const counts = this.#counts;
    const found = this.#found;
    const isKnown = found.of === this.#count;
    let index = isKnown ? found.index : bucketIndex(this.#min);
    let below = isKnown ? found.below : 0;
    while (below >= rank) {
      index -= 1;
      below -= counts[index] ?? Number.NaN;
    }
    for (; index < counts.length; index += 1) {
      const here = counts[index] ?? 0;
      if (below + here >= rank) {
        found.of = this.#count;
        found.index = index;
        found.below = below;
        return index;
      }
      below += here;
    }
    throw new RangeError('histogram: buckets below the minimum that was told');
  }

  #add(index: number, count: number): void {
    const total = (this.#counts[index] ?? Number.NaN) + count;
    if (!(total <= MAX_PER_BUCKET)) throw new RangeError('histogram: a bucket beyond its range');
    this.#counts[index] = total;
  }

  #include(min: Micros, max: Micros): void {
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
  }

  #reach(value: Micros): void {
    if (bucketIndex(value) >= this.#counts.length) this.#grow(value);
  }

  #grow(value: Micros): void {
    this.#hdr.resize(Math.min(HIGHEST_US, value * 4));
    this.#counts = countsOf(this.#hdr);
  }
}

function countsOf(hdr: Int32Histogram): Uint32Array {
  const counts = hdr._counts;
  if (!(counts instanceof Uint32Array)) throw new TypeError('hdr-histogram-js keeps its counts otherwise');
  return counts;
}
