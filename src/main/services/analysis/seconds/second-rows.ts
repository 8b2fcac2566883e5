import type { Protocol } from '../../../../contract/protocols/protocols.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { SummarySecond } from '../../../../contract/summary.ts';
import type { Lane } from '../../../../contract/summary-streams.ts';
import type { RunSecond, SeriesSecond } from '../../../../contract/tick.ts';
import { type Micros, type Millis, microsToMillis } from '../../../../contract/units.ts';
import { RunLoad } from '../counts/run-load.ts';
import { StreamRows } from '../streams/stream-rows.ts';
import { gradedLatencies, gradedOf } from './graded-latency.ts';
import { SecondLatency } from './second-latency.ts';
import { errorsByCode, generatorFigures, streamFigures, totalsOf } from './second-row.ts';

/** What the generator's own log says of a second. */
export interface SecondTrust {
  readonly trusted: boolean;
  readonly disturbance: string;
}

/** Makes the row of each second, in order; remembers the last few for the percentiles that look back. */
export class SecondRows {
  readonly #plan: MeasuredPlan;
  readonly #graded = new SecondLatency();
  readonly #service = new SecondLatency();
  readonly #bySeries: SecondLatency[];
  readonly #streams: StreamRows;
  readonly #load: RunLoad;
  readonly #oldest = new OldestInFlight();
  #wasWarmup = true;

  constructor(plan: MeasuredPlan) {
    this.#plan = plan;
    this.#load = new RunLoad(plan);
    this.#bySeries = plan.series.map(() => new SecondLatency());
    this.#streams = new StreamRows(plan);
  }

  /** The connections followed so far, over all seconds. */
  lanes(kind: Protocol): Lane[] {
    return this.#streams.lanes(kind);
  }

  /** Of a second whose row nobody reads: what is followed goes on through it. */
  follow(second: RunSecond, warmup: boolean): void {
    this.#enter(warmup);
    this.#streams.row(second);
  }

  row(second: RunSecond, warmup: boolean, trust: SecondTrust): SummarySecond {
    this.#enter(warmup);
    this.#load.see(second);
    const primary = second.series.filter(({ series }) => this.#plan.series[series]?.primary === true);
    const graded = gradedLatencies(this.#plan.series, second, (one) => one.primary);
    const service = primary.flatMap(({ histograms }) => histograms.service ?? []);
    const serviceTimes = this.#service.add(second.second, service);
    const streams = this.#streams.row(second);
    const counts = totalsOf(second.series, this.#plan.series);
    return {
      second: second.second,
      lengthMs: microsToMillis(second.lengthUs),
      warmup,
      drain: this.#load.isOverBefore(second),
      ...this.#afterPlan(second),
      ...trust,
      users: second.users,
      ...counts,
      oldestInFlightMs: this.#oldest.add({ ...counts, lengthUs: second.lengthUs }),
      ...this.#graded.add(second.second, graded),
      serviceP50Ms: serviceTimes.p50Ms,
      serviceP95Ms: serviceTimes.p95Ms,
      serviceP99Ms: serviceTimes.p99Ms,
      errorsByCode: errorsByCode(second),
      ...streamFigures(second),
      generator: generatorFigures(second),
      endpoints: second.series.flatMap((entry) => this.#endpointRow(entry, second) ?? []),
      ...(streams === undefined ? {} : { streams }),
    };
  }

  /** Where the plan ends within the second: when, and what came after it. */
  #afterPlan({ second, afterPlan }: RunSecond): Pick<SummarySecond, 'afterPlan'> {
    if (afterPlan === undefined || this.#load.isOverBefore({ second })) return {};
    const late = afterPlan.late.filter(({ series }) => this.#plan.series[series]?.inTotals === true);
    const sum = (name: 'sent' | 'ok' | 'errors') => late.reduce((total, one) => total + one[name], 0);
    const fromMs = microsToMillis(afterPlan.atUs);
    return { afterPlan: { fromMs, sent: sum('sent'), ok: sum('ok'), errors: sum('errors') } };
  }

  #endpointRow(entry: SeriesSecond, { second }: RunSecond): SummarySecond['endpoints'][number] | null {
    const series = this.#plan.series[entry.series];
    const latency = this.#bySeries[entry.series];
    if (series === undefined || latency === undefined) return null;
    const { planned, sent, ok, errors, dropped, cancelled, bytesIn, bytesOut } = entry.counts;
    const bytes = gradedOf(this.#plan.series, entry);
    const { service, endpoint } = series;
    const counts = { planned, sent, ok, errors, dropped, cancelled, bytesIn, bytesOut };
    return {
      service,
      endpoint,
      ...counts,
      ...latency.add(second, bytes === null ? [] : [bytes]),
    };
  }

  #enter(warmup: boolean): void {
    if (this.#wasWarmup && !warmup) this.#forget();
    this.#wasWarmup = warmup;
  }

  #forget(): void {
    this.#graded.clear();
    this.#service.clear();
    for (const latency of this.#bySeries) latency.clear();
    this.#streams.forget();
  }
}

/** Longer than any time limit in use; what is older is this old at least. */
const MAX_SECONDS = 120;

/**
 * How long the oldest of what is in flight has been so, at the least: where more is in flight than was sent in the last
 * seconds, something was sent before them. Counts alone, so it costs nothing per request and is exact to the second.
 */
export class OldestInFlight {
  /** Newest first. */
  #sent: { readonly count: number; readonly lengthUs: Micros }[] = [];

  /** Takes the next second. @returns the least age at its end; 0: it may be of this second, or there is none */
  add(second: { readonly sent: number; readonly inFlight: number; readonly lengthUs: Micros }): Millis {
    this.#sent = [{ count: second.sent, lengthUs: second.lengthUs }, ...this.#sent].slice(0, MAX_SECONDS);
    let sent = 0;
    let ageUs = 0;
    for (const { count, lengthUs } of this.#sent) {
      sent += count;
      if (second.inFlight <= sent) break;
      ageUs += lengthUs;
    }
    return microsToMillis(ageUs);
  }
}
