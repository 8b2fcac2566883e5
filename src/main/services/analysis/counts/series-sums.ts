import { addLaterCounts, countsBetween, noCounts } from '../../../../contract/counts.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { RunSecond, SeriesCounts, SeriesSecond } from '../../../../contract/tick.ts';
import type { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import type { SecondStanding } from '../findings/finding-facts.ts';
import { histogramOf } from '../reading/readable-run.ts';
import { type RunLoad, withoutLate } from './run-load.ts';
import { SeriesTotals } from './totals.ts';

/** Sums of a part of the run, by series index. */
interface StretchSums {
  /** Every second of it, warm-up included. */
  readonly books: readonly SeriesCounts[];
  /** The measured ones. */
  readonly tallies: readonly { readonly counts: SeriesCounts; readonly withinPlan: SeriesCounts }[];
}

/**
 * Running sums of each series: books over every second in view, tallies over the measured ones; what happens once per
 * connection is measured in the warm-up too. Beside the sums of all there are those of the latest stretch, for which nothing
 * is read twice: they begin anew where the load changes.
 */
export class SeriesSums {
  readonly books: readonly SeriesCounts[];
  readonly tallies: readonly SeriesTotals[];
  readonly #plan: Pick<MeasuredPlan, 'series'>;
  readonly #load: RunLoad;
  #isEmpty = true;
  #booksBefore: readonly SeriesCounts[] | null = null;

  constructor(plan: Pick<MeasuredPlan, 'series'>, load: RunLoad) {
    this.#plan = plan;
    this.#load = load;
    this.books = plan.series.map(noCounts);
    this.tallies = plan.series.map(() => new SeriesTotals());
  }

  /** @returns the entries that are measured */
  add(second: RunSecond, { measured, excluded }: SecondStanding): readonly SeriesSecond[] {
    this.#isEmpty = false;
    const measuredOnes: SeriesSecond[] = [];
    for (const entry of second.series) {
      const { series: index, counts } = entry;
      const books = this.books[index];
      if (books !== undefined) addLaterCounts(books, counts);
      const series = this.#plan.series[index];
      if (measured || (!excluded && series?.once === true)) {
        const within = this.#load.isOverBefore(second) ? null : withoutLate(counts, index, second);
        this.tallies[index]?.add(entry, within);
        measuredOnes.push(entry);
      } else if (!excluded && series?.role === 'gap') {
        // A stream that breaks off fails its gap: that happens once per stream, and is no warm-up either.
        this.tallies[index]?.addFailures(counts);
      }
    }
    return measuredOnes;
  }

  /** What is added from now on is a stretch of its own. */
  beginStretch(): void {
    if (this.#isEmpty) return;
    this.#booksBefore = this.books.map((counts) => ({ ...counts }));
    for (const [index, tally] of this.tallies.entries()) tally.beginStretch(this.#graded(index));
  }

  /** What was added since the latest stretch began. */
  stretch(): StretchSums {
    const before = this.#booksBefore;
    return {
      books: this.books.map((counts, index) => countsBetween(before?.[index] ?? noCounts(), counts)),
      tallies: this.tallies.map((tally) => tally.stretchCounts()),
    };
  }

  /** The graded latency of a series in it. Not to be written to. */
  stretchLatency(series: number): Histogram | null {
    return this.tallies[series]?.stretchHistogram(this.#graded(series)) ?? null;
  }

  #graded(series: number) {
    return histogramOf(this.#plan.series[series]?.clock ?? 'actual');
  }
}
