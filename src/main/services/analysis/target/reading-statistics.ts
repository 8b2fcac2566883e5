import type { GaugeSummary } from '../../../../contract/watched-schema.ts';

/** Readings within 1% of one another share a bucket. */
const WIDTH = Math.log(1.01);
/** What is nearer to zero than this counts as zero. */
const SMALLEST = 1e-9;

interface Bucket {
  count: number;
  highest: number;
}

/**
 * Statistics of a gauge, reading by reading; neither time nor memory grows with the run. The 95th percentile is the nearest
 * rank, by buckets of 1% of a reading's size, as in Masson, Rim and Lee, "DDSketch" (VLDB 2019): what is told is the highest
 * reading of the bucket with that rank. So it is at most 1% above the exact one, it is a reading that there was, and whole
 * numbers up to 100 are exact.
 */
export class ReadingStatistics {
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #first = 0;
  #firstSecond = Number.POSITIVE_INFINITY;
  /** From which the target is the one that it was at the end. */
  #since = Number.NEGATIVE_INFINITY;
  #last = 0;
  #lastSecond = Number.NEGATIVE_INFINITY;
  readonly #buckets = new Map<number, Bucket>();

  /** @param value finite */
  add(second: number, value: number): void {
    this.#count += 1;
    this.#sum += value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    if (this.#isFirst(second)) [this.#firstSecond, this.#first] = [second, value];
    if (second > this.#lastSecond) [this.#lastSecond, this.#last] = [second, value];
    const key = bucketOf(value);
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) this.#buckets.set(key, { count: 1, highest: value });
    else {
      bucket.count += 1;
      bucket.highest = Math.max(bucket.highest, value);
    }
  }

  /** Another process has taken its place: the first reading is to be of that, once it has one. */
  beginAnew(second: number): void {
    this.#since = Math.max(this.#since, second);
  }

  #isFirst(second: number): boolean {
    const isOfLast = second >= this.#since;
    const hasFirst = this.#firstSecond >= this.#since && this.#firstSecond !== Number.POSITIVE_INFINITY;
    if (hasFirst) return isOfLast && second < this.#firstSecond;
    return isOfLast || second < this.#firstSecond;
  }

  /** Null: nothing was added. */
  told(): GaugeSummary['statistics'] {
    if (this.#count === 0) return null;
    return {
      min: this.#min,
      mean: this.#sum / this.#count,
      p95: this.#percentile(0.95),
      max: this.#max,
      first: this.#first,
      last: this.#last,
      seconds: this.#count,
    };
  }

  #percentile(share: number): number {
    let left = Math.ceil(this.#count * share);
    for (const [, { count, highest }] of [...this.#buckets].toSorted(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return highest;
    }
    return this.#max;
  }
}

/** Ascending with the value; of values of one sign, a bucket covers 1%. */
function bucketOf(value: number): number {
  const size = Math.abs(value);
  if (size < SMALLEST) return 0;
  return Math.sign(value) * (1 + Math.floor(Math.log(size / SMALLEST) / WIDTH));
}
