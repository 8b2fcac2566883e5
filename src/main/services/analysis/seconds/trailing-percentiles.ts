import { MAIN_PERCENTILES, PERCENTILE_VALUES } from '../../../../contract/percentiles.ts';
import {
  LONGEST_WINDOW_SECONDS,
  MIN_SAMPLES,
  NO_PERCENTILES,
  WINDOW_FIELDS,
} from '../../../../contract/second-percentiles.ts';
import type { SecondPercentiles } from '../../../../contract/second-percentiles-schema.ts';
import { type Millis, microsToMillis, type SecondIndex } from '../../../../contract/units.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { evidenceOf } from '../../../../workers/engine/verdicts/evidence.ts';

interface Entry {
  readonly second: SecondIndex;
  readonly encoded: Uint8Array;
}

/**
 * The last five seconds of one latency, from which the percentiles of a second are taken: over the second alone where
 * that holds enough samples, else over the shortest stretch that ends with it. Keeps the encoded seconds; merges on
 * demand.
 */
export class TrailingPercentiles {
  #entries: Entry[] = [];
  readonly #scratch = new Histogram();

  /** Forgets all; the measured part does not look back into the warm-up. */
  clear(): void {
    this.#entries = [];
  }

  /** Takes what a second recorded; seconds come in order, those without a sample not at all. */
  push(second: SecondIndex, encoded: Uint8Array): void {
    const oldest = second - LONGEST_WINDOW_SECONDS;
    this.#entries = this.#entries.filter((entry) => entry.second > oldest);
    this.#entries.push({ second, encoded });
  }

  /** Percentiles of `second`; none where it recorded nothing, whatever the seconds before it did. */
  at(second: SecondIndex): SecondPercentiles {
    if (this.#entries.at(-1)?.second !== second) return NO_PERCENTILES;
    const histogram = this.#scratch;
    histogram.reset();
    let row = NO_PERCENTILES;
    for (const entry of this.#entries.toReversed()) {
      histogram.mergeEncoded(entry.encoded);
      for (const name of MAIN_PERCENTILES) {
        const percentile = PERCENTILE_VALUES[name];
        if (row[`${name}Ms`] !== null || histogram.count < MIN_SAMPLES[name]) continue;
        row = {
          ...row,
          [`${name}Ms`]: millisAt(histogram, percentile),
          [WINDOW_FIELDS[name]]: second + 1 - entry.second,
          evidence: { ...row.evidence, [name]: evidenceOf(histogram, percentile) },
        };
      }
      if (row.p99Ms !== null) break;
    }
    return row;
  }
}

function millisAt(histogram: Histogram, percentile: number): Millis | null {
  const us = histogram.percentile(percentile);
  return us === null ? null : microsToMillis(us);
}
