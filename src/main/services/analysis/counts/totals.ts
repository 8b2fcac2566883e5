import { addCounts, addLaterCounts, noCounts } from '../../../../contract/counts.ts';
import { heldOrMade } from '../../../../contract/keys.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import {
  HISTOGRAM_NAMES,
  type HistogramName,
  type SeriesCounts,
  type SeriesSecond,
} from '../../../../contract/tick.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { histogramOf } from '../reading/readable-run.ts';

/** Running sums of one series: counts added up, gauges as last seen, histograms merged. */
export class SeriesTotals {
  readonly counts: SeriesCounts = noCounts();
  /** Of what came before the plan's end. */
  readonly withinPlan: SeriesCounts = noCounts();
  readonly #histograms = new Map<HistogramName, Histogram>();

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
      if (encoded !== null) heldOrMade(this.#histograms, name, noValues).mergeEncoded(encoded);
    }
  }

  /** As it is now, and apart from what is added later. */
  copy(): SeriesTotals {
    const copied = new SeriesTotals();
    addCounts(copied.counts, this.counts);
    for (const [name, known] of this.#histograms) heldOrMade(copied.#histograms, name, noValues).merge(known);
    return copied;
  }

  /** The merged histogram of this name; empty where nothing was recorded. Not to be written to. */
  histogram(name: HistogramName): Histogram {
    return this.#histograms.get(name) ?? EMPTY;
  }
}

const noValues = () => new Histogram();
const EMPTY = noValues();

/** One histogram of all that several hold. */
export function mergedHistogram(parts: readonly Histogram[]): Histogram {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const merged = new Histogram();
  for (const part of parts) merged.merge(part);
  return merged;
}

/** Graded latency of several series together: from the intended start in open plans, from the actual one in closed plans. */
export function gradedLatency(
  { series }: Pick<MeasuredPlan, 'series'>,
  tallies: readonly SeriesTotals[],
  indexes: readonly number[],
): Histogram {
  return mergedHistogram(
    indexes.flatMap(
      (index) => tallies[index]?.histogram(histogramOf(series[index]?.clock ?? 'actual')) ?? [],
    ),
  );
}
