import { addCounts, addLaterCounts, noCounts } from '../../../../contract/counts.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { SegmentSummary } from '../../../../contract/segments.ts';
import { indexesWhere } from '../../../../contract/series.ts';
import type { RunSecond, SeriesCounts, StreamSecond } from '../../../../contract/tick.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { distributionOf } from '../../../../workers/engine/verdicts/evidence.ts';
import { CoveredTime } from '../counts/covered-time.ts';
import type { GradedSeconds } from '../counts/graded.ts';
import { ratesOf } from '../counts/rates.ts';
import { type RunLoad, withoutLate } from '../counts/run-load.ts';
import type { SecondStanding } from '../findings/finding-facts.ts';
import { gradesOf } from '../grades/grades-of.ts';
import { gradedOf } from '../seconds/graded-latency.ts';
import { SummedStreams } from '../streams/summed-streams.ts';

/** What of the row of a segment its seconds tell. */
export type SegmentRead = Omit<
  SegmentSummary,
  'index' | 'fromMs' | 'toMs' | 'cause' | 'by' | 'sentence' | 'levels' | 'sharedSeconds'
>;

/** Sums over the whole seconds of one segment. */
export class SegmentFigures {
  readonly #plan: MeasuredPlan;
  readonly #load: RunLoad;
  readonly #counts = noCounts();
  readonly #tallies: readonly { readonly counts: SeriesCounts; readonly withinPlan: SeriesCounts }[];
  /** By series; made when there is something. */
  readonly #latency = new Map<number, Histogram>();
  readonly #streams: SummedStreams;
  readonly #time: CoveredTime;
  readonly #once: CoveredTime;
  #whole = 0;
  #measured = 0;
  #disturbed = 0;

  /** @param before streams as they were at the end of the second before */
  constructor(plan: MeasuredPlan, load: RunLoad, before: readonly StreamSecond[]) {
    this.#plan = plan;
    this.#load = load;
    this.#tallies = plan.series.map(() => ({ counts: noCounts(), withinPlan: noCounts() }));
    this.#time = new CoveredTime(load);
    this.#once = new CoveredTime(load);
    this.#streams = new SummedStreams(plan);
    this.#streams.add(before, false);
  }

  add(second: RunSecond, { measured, excluded, disturbed }: SecondStanding): void {
    this.#whole += 1;
    if (measured) this.#measured += 1;
    if (measured && disturbed) this.#disturbed += 1;
    this.#streams.add(second.streams, true);
    if (!excluded) this.#once.add(second);
    if (measured) this.#time.add(second);
    for (const entry of second.series) {
      const series = this.#plan.series[entry.series];
      const sums = this.#tallies[entry.series];
      if (series === undefined || sums === undefined) continue;
      if (series.inTotals) addCounts(this.#counts, entry.counts);
      if (!measured && (excluded || !series.once)) continue;
      addLaterCounts(sums.counts, entry.counts);
      addLaterCounts(sums.withinPlan, withoutLate(entry.counts, entry.series, second));
      const encoded = gradedOf(this.#plan.series, entry);
      if (encoded !== null) this.#histogram(entry.series).mergeEncoded(encoded);
    }
  }

  read(): SegmentRead {
    const measured = this.#graded();
    const rates = ratesOf(measured, false);
    const primary = indexesWhere(this.#plan.series, (one) => one.primary);
    return {
      wholeSeconds: this.#whole,
      measuredSeconds: this.#measured,
      disturbedSeconds: this.#disturbed,
      counts: outcomesOf(this.#counts),
      rates: rates.run,
      responseTimeMs: distributionOf(this.#together(primary)),
      grades: gradesOf(measured, rates),
    };
  }

  #graded(): GradedSeconds {
    return {
      plan: this.#plan,
      load: this.#load.classes,
      tallies: this.#tallies,
      latency: (series) => this.#together(series),
      streams: this.#streams,
      books: [],
      ...this.#time.cover(),
      once: this.#once.cover(),
      afterPlanMs: 0,
    };
  }

  #histogram(series: number): Histogram {
    const known = this.#latency.get(series) ?? new Histogram();
    this.#latency.set(series, known);
    return known;
  }

  /** Not to be written to. */
  #together(series: readonly number[]): Histogram {
    const [only, ...others] = series;
    if (only !== undefined && others.length === 0) return this.#latency.get(only) ?? NOTHING;
    const sum = new Histogram();
    for (const one of series) {
      const part = this.#latency.get(one);
      if (part !== undefined) sum.merge(part);
    }
    return sum;
  }
}

const NOTHING = new Histogram();

/** Of counts, what the document has of a segment. */
export function outcomesOf(counts: SeriesCounts): SegmentSummary['counts'] {
  const { planned, sent, ok, errors, dropped, cancelled } = counts;
  return { planned, sent, ok, errors, dropped, cancelled };
}
