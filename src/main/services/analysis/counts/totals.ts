import { addCounts, addLaterCounts, countsBetween, noCounts } from '../../../../contract/counts.ts';
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
  /** Where the stretch began that is added to; null: with the first second. */
  #before: { readonly counts: SeriesCounts; readonly withinPlan: SeriesCounts } | null = null;

  /** What is added from now on is a stretch of its own, of the histogram of this name: of the others only the whole is known. */
  beginStretch(name: HistogramName): void {
    this.#before = { counts: { ...this.counts }, withinPlan: { ...this.withinPlan } };
    this.#histograms.get(name)?.beginStretch();
  }

  /** What was added since the stretch began. */
  stretchCounts(): { readonly counts: SeriesCounts; readonly withinPlan: SeriesCounts } {
    if (this.#before === null) return this;
    return {
      counts: countsBetween(this.#before.counts, this.counts),
      withinPlan: countsBetween(this.#before.withinPlan, this.withinPlan),
    };
  }

  /** The same of the histogram of the name that it began with. Not to be written to. */
  stretchHistogram(name: HistogramName): Histogram {
    return this.#histograms.get(name)?.stretch() ?? EMPTY;
  }

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
  /** Of the latest stretch: in most runs there is one. */
  readonly #stretch = new Histogram();
  /** Of all stretches before it, encoded: it is seldom read. Null: there is none. */
  #before: Uint8Array | null = null;
  readonly #pending = new Uint8Array(PENDING_BYTES);
  #used = 0;
  /** Where there was a stretch before: all of them, until something is added. */
  #all: Histogram | null = null;
  #isAllNew = false;
  #distribution: Distribution | null = null;

  add(encoded: Uint8Array): void {
    this.#distribution = null;
    this.#isAllNew = false;
    if (this.#used + encoded.length > PENDING_BYTES) this.stretch();
    if (encoded.length > PENDING_BYTES) {
      this.#stretch.mergeEncoded(encoded);
      return;
    }
    this.#pending.set(encoded, this.#used);
    this.#used += encoded.length;
  }

  beginStretch(): void {
    this.#before = this.merged().encode();
    this.#stretch.reset();
    this.#isAllNew = false;
  }

  /** All that were added since the stretch began. */
  stretch(): Histogram {
    // One after the other they stand for their sum.
    if (this.#used > 0) this.#stretch.mergeEncoded(this.#pending.subarray(0, this.#used));
    this.#used = 0;
    return this.#stretch;
  }

  /** All that were added. */
  merged(): Histogram {
    const stretch = this.stretch();
    if (this.#before === null) return stretch;
    this.#all ??= new Histogram();
    if (this.#isAllNew) return this.#all;
    this.#isAllNew = true;
    this.#all.reset();
    this.#all.mergeEncoded(this.#before);
    this.#all.merge(stretch);
    return this.#all;
  }

  distribution(): Distribution {
    this.#distribution ??= distributionOf(this.merged());
    return this.#distribution;
  }

  copy(): GatheredHistogram {
    const copied = new GatheredHistogram();
    copied.#stretch.merge(this.merged());
    return copied;
  }
}
