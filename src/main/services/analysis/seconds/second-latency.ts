import {
  MAIN_PERCENTILES,
  type MainPercentile,
  PERCENTILE_VALUES,
} from '../../../../contract/percentiles.ts';
import {
  LONGEST_WINDOW_SECONDS,
  MIN_SAMPLES,
  NO_PERCENTILES,
  WINDOW_FIELDS,
} from '../../../../contract/second-percentiles.ts';
import type { SecondPercentiles } from '../../../../contract/second-percentiles-schema.ts';
import type { SecondTimes } from '../../../../contract/summary-streams.ts';
import { microsToMillis, type SecondIndex } from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { evidenceOfCount } from '../../../../workers/engine/verdicts/evidence-of-count.ts';

interface Entry {
  readonly second: SecondIndex;
  readonly parts: readonly Uint8Array[];
}

/** What is added up until an answer is read from it, for all: each as large as all buckets are, they would push each other out of caches. */
const MERGED = new BucketCounts();

/**
 * One latency second by second: mean and max of the second alone; percentiles over the second alone where it holds
 * enough samples, else over the shortest stretch of at most five seconds that ends with it. Keeps the seconds as they
 * were recorded, and merges them when they are asked for.
 */
export class SecondLatency {
  #entries: Entry[] = [];

  /**
   * Seconds come in order. One that recorded nothing has no figures, whatever the seconds before it did.
   * @param parts encoded histograms of this second, of several series or none
   */
  add(second: SecondIndex, parts: readonly Uint8Array[]): SecondTimes {
    const merged = MERGED;
    merged.clear();
    for (const part of parts) merged.addEncoded(part);
    if (merged.count === 0) return { meanMs: null, maxMs: null, ...NO_PERCENTILES };
    const times = { meanMs: microsToMillis(merged.sum / merged.count), maxMs: microsToMillis(merged.max) };
    let row = withPercentiles(NO_PERCENTILES, merged, 1);
    const oldest = second - LONGEST_WINDOW_SECONDS;
    this.#entries = this.#entries.filter((entry) => entry.second > oldest);
    for (const entry of this.#entries.toReversed()) {
      if (row.p99Ms !== null) break;
      for (const part of entry.parts) merged.addEncoded(part);
      row = withPercentiles(row, merged, second + 1 - entry.second);
    }
    this.#entries.push({ second, parts });
    return { ...times, ...row };
  }

  /** Forgets all; the measured part does not look back into the warm-up. */
  clear(): void {
    this.#entries = [];
  }
}

type Writable<Row> = { -readonly [Key in keyof Row]: Row[Key] };

/** Adds those that now have enough samples. */
function withPercentiles(
  before: SecondPercentiles,
  histogram: BucketCounts,
  windowSeconds: number,
): SecondPercentiles {
  const isNew = (name: MainPercentile) =>
    before[`${name}Ms`] === null && histogram.count >= MIN_SAMPLES[name];
  if (!MAIN_PERCENTILES.some(isNew)) return before;
  // One copy, written to: tens of thousands of these are made for a long run.
  const evidence: Writable<SecondPercentiles['evidence']> = { ...before.evidence };
  const row: Writable<SecondPercentiles> = { ...before, evidence };
  for (const name of MAIN_PERCENTILES) {
    const percentile = PERCENTILE_VALUES[name];
    if (!isNew(name)) continue;
    row[`${name}Ms`] = microsToMillis(histogram.percentile(percentile));
    row[WINDOW_FIELDS[name]] = windowSeconds;
    evidence[name] = evidenceOfCount(histogram.count, percentile);
  }
  return row;
}
