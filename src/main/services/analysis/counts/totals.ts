import { addCounts, addLaterCounts, noCounts } from '../../../../contract/counts.ts';
import type { Distribution } from '../../../../contract/distribution.ts';
import { heldOrMade } from '../../../../contract/keys.ts';
import {
  HISTOGRAM_NAMES,
  type HistogramName,
  type SeriesCounts,
  type SeriesSecond,
} from '../../../../contract/tick.ts';
import type { Bytes } from '../../../../contract/units.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { distributionOf } from '../../../../workers/engine/verdicts/evidence.ts';

/** Running sums of one series: counts added up, gauges as last seen, histograms merged. */
export class SeriesTotals {
  readonly counts: SeriesCounts = noCounts();
  /** Of what came before the plan's end. */
  readonly withinPlan: SeriesCounts = noCounts();
  readonly #histograms = new Map<HistogramName, GatheredHistogram>();

  /** Adds what failed in a second, and nothing else of it. */
  addFailures({ errors, targetErrors }: SeriesCounts): void {
    this.counts.errors += errors;
    this.counts.targetErrors += targetErrors;
  }

  /** Adds counts and histograms of a second. @param withinPlan the counts without what came after the plan's end; null: all did */
  add({ counts, histograms }: SeriesSecond, withinPlan: SeriesCounts | null = counts): void {
    addLaterCounts(this.counts, counts);
    if (withinPlan !== null) addLaterCounts(this.withinPlan, withinPlan);
    for (const name of HISTOGRAM_NAMES) {
      const encoded = histograms[name];
      if (encoded !== null) heldOrMade(this.#histograms, name, gathered).add(encoded);
    }
  }

  /** As it is now, and apart from what is added later. */
  copy(): SeriesTotals {
    const copied = new SeriesTotals();
    addCounts(copied.counts, this.counts);
    for (const [name, known] of this.#histograms) copied.#histograms.set(name, known.copy());
    return copied;
  }

  /** The merged histogram of this name; empty where nothing was recorded. Not to be written to. */
  histogram(name: HistogramName): Histogram {
    return this.#histograms.get(name)?.merged() ?? EMPTY;
  }

  /** What a table prints of it; made once, until something is added. */
  distribution(name: HistogramName): Distribution {
    return this.#histograms.get(name)?.distribution() ?? NOTHING;
  }
}

const EMPTY = new Histogram();
const NOTHING = distributionOf(null);
const gathered = () => new GatheredHistogram();

/** Room for some tens of seconds of one series. */
const PENDING_BYTES: Bytes = 2_048;

/**
 * Encoded histograms that are merged some tens at a time. Those of all series and phases take turns second by second: each in
 * a place of its own, together larger than the caches, they take three times as long to be merged one by one.
 */
class GatheredHistogram {
  readonly #histogram = new Histogram();
  readonly #pending = new Uint8Array(PENDING_BYTES);
  #used = 0;
  #distribution: Distribution | null = null;

  add(encoded: Uint8Array): void {
    this.#distribution = null;
    if (this.#used + encoded.length > PENDING_BYTES) this.merged();
    if (encoded.length > PENDING_BYTES) {
      this.#histogram.mergeEncoded(encoded);
      return;
    }
    this.#pending.set(encoded, this.#used);
    this.#used += encoded.length;
  }

  /** All that were added. */
  merged(): Histogram {
    // One after the other they stand for their sum.
    if (this.#used > 0) this.#histogram.mergeEncoded(this.#pending.subarray(0, this.#used));
    this.#used = 0;
    return this.#histogram;
  }

  distribution(): Distribution {
    this.#distribution ??= distributionOf(this.merged());
    return this.#distribution;
  }

  copy(): GatheredHistogram {
    const copied = new GatheredHistogram();
    copied.#histogram.merge(this.merged());
    return copied;
  }
}
