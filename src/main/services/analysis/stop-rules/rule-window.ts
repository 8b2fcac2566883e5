import { addCounts, noCounts, subtractCounts } from '../../../../contract/counts.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { indexesWhere } from '../../../../contract/series.ts';
import { RULE_PERCENTILES, type RuleStatistic, type StopRule } from '../../../../contract/stop-rule.ts';
import type { RunSecond, SeriesCounts } from '../../../../contract/tick.ts';
import { brokenOff } from '../counts/broken-off.ts';
import { type CountedSeries, countsOf, seriesOf, serviceLatencySeries } from '../counts/graded.ts';
import type { SeriesNames } from '../counts/merged-series.ts';
import { judgedOf } from '../counts/rates.ts';
import { withoutLate } from '../counts/run-load.ts';
import { latencyMs } from '../grades/latency-bounds.ts';
import { histogramOf } from '../reading/readable-run.ts';
import { LatencyWindow, type SecondLatency, secondLatency } from './latency-window.ts';
import { SlidingLargest } from './sliding-largest.ts';

/** A percentile is sure with ten samples beyond it, and an estimate with one. */
const SURE_BEYOND = 10;

/** What a rule came to over its window. */
export interface WindowFigure {
  /** In the unit of the rule's metric. */
  readonly value: number;
  /** A percentile with fewer than ten samples beyond it. */
  readonly isEstimate: boolean;
}

/** What of a second is kept while it is in the window. */
interface KeptSecond extends CountedSeries {
  readonly latency: SecondLatency | null;
  /** Of the series it is about; negative where the most of it counts, so that always the largest is looked for. */
  readonly inFlight: number;
}

/**
 * The last seconds of one rule, and its figure over all of them together: counts summed and histograms merged, as grades
 * have them, never percentiles averaged. Seconds follow each other without a gap, and each has something to judge:
 *
 * | metric     | figure over the window                                     | something to judge in a second         |
 * |------------|------------------------------------------------------------|----------------------------------------|
 * | latency    | statistic of the merged histogram; a percentile with at least one sample beyond it | a success      |
 * | errorRate  | failed ÷ (ok + failed)                                     | something finished that counts         |
 * | throughput | successes ÷ seconds                                        | something was due, sent or in flight   |
 * | inFlight   | the least of what was in flight at the end of each second (below: the most) | always                |
 *
 * The sums run along: what comes is added, what leaves is taken away, however long the window is.
 */
export class RuleWindow {
  readonly #rule: StopRule;
  readonly #plan: Pick<MeasuredPlan, 'series'>;
  /** Series whose counts it is about. */
  readonly #counted: readonly number[];
  readonly #timed: SeriesNames;
  readonly #latencies = new LatencyWindow();
  readonly #inFlight = new SlidingLargest();
  #sums: { readonly counts: SeriesCounts }[];
  #seconds: KeptSecond[] = [];

  constructor(rule: StopRule, plan: Pick<MeasuredPlan, 'series'>) {
    this.#rule = rule;
    this.#plan = plan;
    this.#counted = countedSeries(rule, plan);
    const timed = rule.metric === 'latency' ? timedSeries(rule, plan) : [];
    this.#timed = new Map(timed.map((index) => [index, histogramOf(plan.series[index]?.clock ?? 'actual')]));
    this.#sums = noSums(plan);
  }

  /** Forgets every second: the next one is the first of its window. */
  clear(): void {
    if (this.#seconds.length === 0) return;
    this.#seconds = [];
    this.#sums = noSums(this.#plan);
    this.#latencies.clear();
    this.#inFlight.clear();
  }

  /**
   * Takes the next second, a whole one that is to be believed.
   * @returns the figure where the window is full and its figure beyond the limit; else null
   */
  add(second: RunSecond): WindowFigure | null {
    const kept = this.#kept(second);
    if (!this.#hasSomething(kept)) {
      this.clear();
      return null;
    }
    this.#push(kept);
    const length = this.#rule.forMs / 1_000;
    if (this.#seconds.length > length) this.#leave();
    if (this.#seconds.length < length) return null;
    const figure = this.#figure();
    if (figure === null) return null;
    const { beyond, limit } = this.#rule;
    return (beyond === 'above' ? figure.value > limit : figure.value < limit) ? figure : null;
  }

  #push(kept: KeptSecond): void {
    this.#seconds.push(kept);
    for (const [index, { counts }] of Object.entries(kept.tallies)) {
      const sum = this.#sums[Number(index)];
      if (sum !== undefined) addCounts(sum.counts, counts);
    }
    if (kept.latency !== null) this.#latencies.push(kept.latency);
    this.#inFlight.push(kept.inFlight);
  }

  #leave(): void {
    const oldest = this.#seconds.shift();
    if (oldest === undefined) return;
    for (const [index, { counts }] of Object.entries(oldest.tallies)) {
      const sum = this.#sums[Number(index)];
      if (sum !== undefined) subtractCounts(sum.counts, counts);
    }
    if (oldest.latency !== null) this.#latencies.leave(oldest.latency);
    this.#inFlight.leave(oldest.inFlight);
  }

  #kept(second: RunSecond): KeptSecond {
    const tallies: { counts: SeriesCounts }[] = [];
    for (const { series, counts } of second.series) {
      tallies[series] = { counts: withoutLate(counts, series, second) };
    }
    const counted = { plan: this.#plan, tallies };
    const inFlight = countsOf(counted, this.#counted).inFlight;
    return { ...counted, latency: this.#latencyOf(second), inFlight: this.#sign * inFlight };
  }

  get #sign(): 1 | -1 {
    return this.#rule.beyond === 'above' ? -1 : 1;
  }

  /** Of all its series together; null: no success. */
  #latencyOf({ series }: RunSecond): SecondLatency | null {
    if (this.#timed.size === 0) return null;
    const parts = series.flatMap((entry) => {
      const name = this.#timed.get(entry.series);
      return name === undefined ? [] : (entry.histograms[name] ?? []);
    });
    return secondLatency(parts);
  }

  #hasSomething(kept: KeptSecond): boolean {
    switch (this.#rule.metric) {
      case 'latency':
        return kept.latency !== null;
      case 'errorRate':
        return this.#errorRate(kept) !== null;
      case 'throughput': {
        const { planned, sent, ok, errors, inFlight, waiting } = countsOf(kept, this.#counted);
        return planned + sent + ok + errors + inFlight + waiting > 0;
      }
      case 'inFlight':
        return true;
    }
  }

  #figure(): WindowFigure | null {
    const together = { plan: this.#plan, tallies: this.#sums };
    switch (this.#rule.metric) {
      case 'latency':
        return this.#latency();
      case 'errorRate':
        return plain(this.#errorRate(together));
      case 'throughput':
        return plain(countsOf(together, this.#counted).ok / this.#seconds.length);
      case 'inFlight':
        return plain(this.#sign * (this.#inFlight.value ?? 0));
    }
  }

  #latency(): WindowFigure | null {
    const statistic = this.#rule.statistic ?? 'p95';
    if (!isPercentile(statistic)) return plain(latencyMs(this.#latencies, statistic));
    const percentile = RULE_PERCENTILES[statistic];
    const beyond = this.#latencies.countBeyond(percentile);
    const value = latencyMs(this.#latencies, percentile);
    return beyond === 0 || value === null ? null : { value, isEstimate: beyond < SURE_BEYOND };
  }

  #errorRate(counted: CountedSeries): number | null {
    const { service, endpoint } = this.#rule;
    // As in grades: a connection that broke belongs to its service, and to no endpoint of it.
    const broken = endpoint === undefined ? brokenOff(counted, service ?? null) : 0;
    return judgedOf(counted, this.#counted, broken).errorRatePercent;
  }
}

function noSums({ series }: Pick<MeasuredPlan, 'series'>): { readonly counts: SeriesCounts }[] {
  return series.map(() => ({ counts: noCounts() }));
}

const plain = (value: number | null): WindowFigure | null =>
  value === null ? null : { value, isEstimate: false };

function isPercentile(statistic: RuleStatistic): statistic is keyof typeof RULE_PERCENTILES {
  return Object.hasOwn(RULE_PERCENTILES, statistic);
}

/** Whose counts: of the run and of a service what is in the totals; of an endpoint its own. */
function countedSeries({ service, endpoint }: StopRule, plan: Pick<MeasuredPlan, 'series'>): number[] {
  if (service === undefined) return indexesWhere(plan.series, ({ inTotals }) => inTotals);
  return seriesOf({ plan }, { service, endpoint }, ({ inTotals }) => endpoint !== undefined || inTotals);
}

/** Whose times: those that stand for the run, for the service, or of the endpoint. */
function timedSeries({ service, endpoint }: StopRule, plan: Pick<MeasuredPlan, 'series'>): number[] {
  if (service === undefined) return indexesWhere(plan.series, ({ primary }) => primary);
  return endpoint === undefined
    ? serviceLatencySeries({ plan }, service)
    : seriesOf({ plan }, { service, endpoint });
}
