import { sumCounts } from '../../../../contract/counts.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { indexesWhere } from '../../../../contract/series.ts';
import { RULE_PERCENTILES, type RuleStatistic, type StopRule } from '../../../../contract/stop-rule.ts';
import type { RunSecond, SeriesCounts } from '../../../../contract/tick.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { brokenOff } from '../counts/broken-off.ts';
import { type CountedSeries, countsOf, seriesOf, serviceLatencySeries } from '../counts/graded.ts';
import type { SeriesNames } from '../counts/merged-series.ts';
import { judgedOf } from '../counts/rates.ts';
import { withoutLate } from '../counts/run-load.ts';
import { latencyMs } from '../grades/latency-bounds.ts';
import { histogramOf } from '../reading/readable-run.ts';

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
  readonly latency: Uint8Array | null;
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
 */
export class RuleWindow {
  readonly #rule: StopRule;
  readonly #plan: Pick<MeasuredPlan, 'series'>;
  /** Series whose counts it is about. */
  readonly #counted: readonly number[];
  readonly #timed: SeriesNames;
  readonly #merged = new Histogram();
  #seconds: KeptSecond[] = [];

  constructor(rule: StopRule, plan: Pick<MeasuredPlan, 'series'>) {
    this.#rule = rule;
    this.#plan = plan;
    this.#counted = countedSeries(rule, plan);
    const timed = rule.metric === 'latency' ? timedSeries(rule, plan) : [];
    this.#timed = new Map(timed.map((index) => [index, histogramOf(plan.series[index]?.clock ?? 'actual')]));
  }

  /** Forgets every second: the next one is the first of its window. */
  clear(): void {
    this.#seconds = [];
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
    this.#seconds.push(kept);
    const length = this.#rule.forMs / 1_000;
    if (this.#seconds.length > length) this.#seconds.shift();
    if (this.#seconds.length < length) return null;
    const figure = this.#figure();
    if (figure === null) return null;
    const { beyond, limit } = this.#rule;
    return (beyond === 'above' ? figure.value > limit : figure.value < limit) ? figure : null;
  }

  #kept(second: RunSecond): KeptSecond {
    const tallies: { counts: SeriesCounts }[] = [];
    for (const { series, counts } of second.series) {
      tallies[series] = { counts: withoutLate(counts, series, second) };
    }
    return { plan: this.#plan, tallies, latency: this.#timed.size === 0 ? null : this.#latencyOf(second) };
  }

  /** Of all its series, encoded; null: no success. */
  #latencyOf({ series }: RunSecond): Uint8Array | null {
    this.#merged.reset();
    for (const entry of series) {
      const name = this.#timed.get(entry.series);
      const encoded = name === undefined ? null : entry.histograms[name];
      if (encoded !== null) this.#merged.mergeEncoded(encoded);
    }
    return this.#merged.count === 0 ? null : this.#merged.encode();
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
    switch (this.#rule.metric) {
      case 'latency':
        return this.#latency();
      case 'errorRate':
        return plain(this.#errorRate(this.#together()));
      case 'throughput':
        return plain(countsOf(this.#together(), this.#counted).ok / this.#seconds.length);
      case 'inFlight': {
        const each = this.#seconds.map((kept) => countsOf(kept, this.#counted).inFlight);
        return plain(this.#rule.beyond === 'above' ? Math.min(...each) : Math.max(...each));
      }
    }
  }

  #latency(): WindowFigure | null {
    const statistic = this.#rule.statistic ?? 'p95';
    this.#merged.reset();
    for (const { latency } of this.#seconds) if (latency !== null) this.#merged.mergeEncoded(latency);
    if (!isPercentile(statistic)) return plain(latencyMs(this.#merged, statistic));
    const percentile = RULE_PERCENTILES[statistic];
    const beyond = this.#merged.countBeyond(percentile);
    const value = latencyMs(this.#merged, percentile);
    return beyond === 0 || value === null ? null : { value, isEstimate: beyond < SURE_BEYOND };
  }

  #errorRate(counted: CountedSeries): number | null {
    const { service, endpoint } = this.#rule;
    // As in grades: a connection that broke belongs to its service, and to no endpoint of it.
    const broken = endpoint === undefined ? brokenOff(counted, service ?? null) : 0;
    return judgedOf(counted, this.#counted, broken).errorRatePercent;
  }

  /** The seconds of the window as one. */
  #together(): CountedSeries {
    const tallies = this.#plan.series.map((_, index) => ({
      counts: sumCounts(this.#seconds.flatMap((kept) => kept.tallies[index]?.counts ?? [])),
    }));
    return { plan: this.#plan, tallies };
  }
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
