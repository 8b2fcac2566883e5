import {
  HISTOGRAM_NAMES,
  type HistogramName,
  type SeriesCounts,
  type SeriesSecond,
} from '../../../../contract/tick.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';

/** Running sums of one series: counts added up, gauges as last seen, histograms merged. */
export class SeriesTotals {
  readonly counts: SeriesCounts = noCounts();
  /** Of what came before the plan's end. */
  readonly withinPlan: SeriesCounts = noCounts();
  readonly #histograms: Partial<Record<HistogramName, Histogram>> = {};

  /** Adds what failed in a second, and nothing else of it. */
  addFailures({ errors, targetErrors }: SeriesCounts): void {
    this.counts.errors += errors;
    this.counts.targetErrors += targetErrors;
  }

  /** Adds counts and histograms of a second. @param withinPlan the counts without what came after the plan's end; null: all did */
  add({ counts, histograms }: SeriesSecond, withinPlan: SeriesCounts | null = counts): void {
    addCounts(this.counts, counts);
    if (withinPlan !== null) addCounts(this.withinPlan, withinPlan);
    for (const name of HISTOGRAM_NAMES) {
      const encoded = histograms[name];
      if (encoded !== null) this.#of(name).mergeEncoded(encoded);
    }
  }

  /** As it is now, and apart from what is added later. */
  copy(): SeriesTotals {
    const copied = new SeriesTotals();
    addCounts(copied.counts, this.counts);
    for (const name of HISTOGRAM_NAMES) {
      const known = this.#histograms[name];
      if (known !== undefined) copied.#of(name).merge(known);
    }
    return copied;
  }

  /** The merged histogram of this name; empty where nothing was recorded. Not to be written to. */
  histogram(name: HistogramName): Histogram {
    return this.#histograms[name] ?? EMPTY;
  }

  #of(name: HistogramName): Histogram {
    const known = this.#histograms[name];
    if (known !== undefined) return known;
    const made = new Histogram();
    this.#histograms[name] = made;
    return made;
  }
}

const EMPTY = new Histogram();

/** Adds the flows; the two gauges take the newest value. */
export function addCounts(sum: SeriesCounts, more: SeriesCounts): void {
  sum.planned += more.planned;
  sum.sent += more.sent;
  sum.ok += more.ok;
  sum.errors += more.errors;
  sum.targetErrors += more.targetErrors;
  sum.dropped += more.dropped;
  sum.cancelled += more.cancelled;
  sum.bytesIn += more.bytesIn;
  sum.bytesOut += more.bytesOut;
  sum.newConnections += more.newConnections;
  sum.reusedConnections += more.reusedConnections;
  sum.waiting = more.waiting;
  sum.inFlight = more.inFlight;
}

export function noCounts(): SeriesCounts {
  return {
    planned: 0,
    sent: 0,
    ok: 0,
    errors: 0,
    targetErrors: 0,
    dropped: 0,
    cancelled: 0,
    waiting: 0,
    inFlight: 0,
    bytesIn: 0,
    bytesOut: 0,
    newConnections: 0,
    reusedConnections: 0,
  };
}

/** One histogram of all that several hold. */
export function mergedHistogram(parts: readonly Histogram[]): Histogram {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const merged = new Histogram();
  for (const part of parts) merged.merge(part);
  return merged;
}
