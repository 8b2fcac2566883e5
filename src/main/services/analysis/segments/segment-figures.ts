import { sumCounts } from '../../../../contract/counts.ts';
import { heldOrMade } from '../../../../contract/keys.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { SegmentSummary } from '../../../../contract/segments.ts';
import { indexesWhere } from '../../../../contract/series.ts';
import type { RunSecond, SeriesCounts, StreamSecond } from '../../../../contract/tick.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { distributionOf } from '../../../../workers/engine/verdicts/evidence.ts';
import { CoveredTime } from '../counts/covered-time.ts';
import type { GradedSeconds } from '../counts/graded.ts';
import { ratesOf } from '../counts/rates.ts';
import type { RunLoad } from '../counts/run-load.ts';
import type { SeriesSums } from '../counts/series-sums.ts';
import type { SecondStanding } from '../findings/finding-facts.ts';
import { gradesOf } from '../grades/grades-of.ts';
import { SummedStreams } from '../streams/summed-streams.ts';

/** What of the row of a segment its seconds tell. */
export type SegmentRead = Omit<
  SegmentSummary,
  'index' | 'fromMs' | 'toMs' | 'cause' | 'by' | 'sentence' | 'levels' | 'sharedSeconds'
>;

/**
 * The whole seconds of one segment. What is summed by series is the latest stretch of the sums of the run: it has to be read
 * before anything else is added to them.
 */
export class SegmentFigures {
  readonly #plan: MeasuredPlan;
  readonly #load: RunLoad;
  readonly #sums: SeriesSums;
  readonly #streams: SummedStreams;
  readonly #time: CoveredTime;
  readonly #once: CoveredTime;
  #whole = 0;
  #measured = 0;
  #disturbed = 0;

  /** @param before streams as they were at the end of the second before */
  constructor(plan: MeasuredPlan, { load, sums }: SegmentSource, before: readonly StreamSecond[]) {
    this.#plan = plan;
    this.#load = load;
    this.#sums = sums;
    this.#time = new CoveredTime(load);
    this.#once = new CoveredTime(load);
    this.#streams = new SummedStreams(plan);
    this.#streams.add(before, false);
    sums.beginStretch();
  }

  /** A second that is added to the sums of the run as well. */
  add(second: RunSecond, { measured, excluded, disturbed }: SecondStanding): void {
    this.#whole += 1;
    if (measured) this.#measured += 1;
    if (measured && disturbed) this.#disturbed += 1;
    this.#streams.add(second.streams, true);
    if (!excluded) this.#once.add(second);
    if (measured) this.#time.add(second);
  }

  read(): SegmentRead {
    const { books, tallies } = this.#sums.stretch();
    const known = new Map<string, Histogram>();
    const latency = (series: readonly number[]) =>
      heldOrMade(known, series.join(), () => this.#together(series));
    const measured = { ...this.#graded(tallies), latency };
    const rates = ratesOf(measured, false);
    const [primary, counted] = [
      indexesWhere(this.#plan.series, (one) => one.primary),
      indexesWhere(this.#plan.series, ({ inTotals }) => inTotals),
    ];
    return {
      wholeSeconds: this.#whole,
      measuredSeconds: this.#measured,
      disturbedSeconds: this.#disturbed,
      counts: outcomesOf(sumCounts(counted.flatMap((index) => books[index] ?? []))),
      rates: rates.run,
      responseTimeMs: distributionOf(latency(primary)),
      grades: gradesOf(measured, rates),
    };
  }

  #graded(tallies: GradedSeconds['tallies']): Omit<GradedSeconds, 'latency'> {
    return {
      plan: this.#plan,
      load: this.#load.classes,
      tallies,
      streams: this.#streams,
      books: [],
      ...this.#time.cover(),
      once: this.#once.cover(),
      afterPlanMs: 0,
    };
  }

  /** Not to be written to. */
  #together(series: readonly number[]): Histogram {
    const parts = series.flatMap((one) => this.#sums.stretchLatency(one) ?? []);
    const [only, ...others] = parts;
    if (only !== undefined && others.length === 0) return only;
    const sum = new Histogram();
    for (const part of parts) sum.merge(part);
    return sum;
  }
}

/** What a segment is read from. */
export interface SegmentSource {
  readonly load: RunLoad;
  readonly sums: SeriesSums;
}

/** Of counts, what the document has of a segment. */
export function outcomesOf(counts: SeriesCounts): SegmentSummary['counts'] {
  const { planned, sent, ok, errors, dropped, cancelled } = counts;
  return { planned, sent, ok, errors, dropped, cancelled };
}
