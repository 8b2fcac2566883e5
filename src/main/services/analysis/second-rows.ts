import type { RunPlan } from '../../../contract/run-plan.ts';
import type { SummarySecond } from '../../../contract/summary.ts';
import type { Lane } from '../../../contract/summary-streams.ts';
import type { RunSecond, SeriesSecond } from '../../../contract/tick.ts';
import { type Millis, microsToMillis } from '../../../contract/units.ts';
import { Histogram } from '../../../workers/engine/histogram.ts';
import { errorsByCode, generatorFigures, streamFigures, sumCounts } from './second-row.ts';
import type { SeriesPlace } from './series-roles.ts';
import { StreamRows } from './stream-rows.ts';
import { provenMillis } from './trailing-latency.ts';
import { TrailingWindow } from './trailing-window.ts';

/** What the generator's own log says of a second. */
export interface SecondTrust {
  readonly trusted: boolean;
  readonly disturbance: string;
}

/** Makes the row of each second, in order; remembers the last minute for the percentiles that look back. */
export class SecondRows {
  readonly #plan: RunPlan;
  readonly #places: readonly SeriesPlace[];
  readonly #graded = new TrailingWindow();
  readonly #service = new TrailingWindow();
  readonly #bySeries: TrailingWindow[];
  readonly #scratch = new Histogram();
  readonly #streams: StreamRows;
  #wasWarmup = true;

  constructor(plan: RunPlan, places: readonly SeriesPlace[]) {
    this.#plan = plan;
    this.#places = places;
    this.#bySeries = plan.series.map(() => new TrailingWindow());
    this.#streams = new StreamRows(plan, places);
  }

  /** The connections followed so far, over all seconds. */
  lanes(kind: 'websocket' | 'sse'): Lane[] {
    return this.#streams.lanes(kind);
  }

  row(second: RunSecond, warmup: boolean, trust: SecondTrust): SummarySecond {
    if (this.#wasWarmup && !warmup) this.#forget();
    this.#wasWarmup = warmup;
    const headline = second.series.filter(({ series }) => this.#places[series]?.headline === true);
    const merged = this.#mergeInto(this.#graded, second, headline, (entry) => this.#gradedBytes(entry));
    const meanMs = millis(merged.mean);
    const maxMs = millis(merged.max);
    this.#mergeInto(this.#service, second, headline, (entry) => entry.histograms.service);
    const graded = this.#graded.at(second.second);
    const service = this.#service.at(second.second).histogram;
    const streams = this.#streams.row(second);
    return {
      second: second.second,
      lengthMs: microsToMillis(second.lengthUs),
      warmup,
      ...trust,
      users: second.users,
      ...sumCounts(second.series, (index) => this.#places[index]?.counted === true),
      meanMs,
      maxMs,
      windowSeconds: graded.seconds,
      p50Ms: provenMillis(graded.histogram, 50),
      p95Ms: provenMillis(graded.histogram, 95),
      p99Ms: provenMillis(graded.histogram, 99),
      serviceP50Ms: provenMillis(service, 50),
      serviceP95Ms: provenMillis(service, 95),
      serviceP99Ms: provenMillis(service, 99),
      errorsByCode: errorsByCode(second),
      ...streamFigures(second),
      generator: generatorFigures(second),
      endpoints: second.series.flatMap((entry) => this.#endpointRow(entry, second) ?? []),
      ...(streams === undefined ? {} : { streams }),
    };
  }

  #endpointRow(entry: SeriesSecond, second: RunSecond): SummarySecond['endpoints'][number] | null {
    const series = this.#plan.series[entry.series];
    const window = this.#bySeries[entry.series];
    if (series === undefined || window === undefined) return null;
    const { planned, sent, ok, errors, dropped, cancelled, bytesIn, bytesOut } = entry.counts;
    const bytes = this.#gradedBytes(entry);
    let meanMs: Millis | null = null;
    let maxMs: Millis | null = null;
    if (bytes !== null) {
      this.#scratch.reset();
      this.#scratch.mergeEncoded(bytes);
      meanMs = millis(this.#scratch.mean);
      maxMs = millis(this.#scratch.max);
      window.push(second.second, bytes);
    }
    const { seconds, histogram } = window.at(second.second);
    return {
      service: series.service,
      endpoint: series.endpoint,
      planned,
      sent,
      ok,
      errors,
      dropped,
      cancelled,
      bytesIn,
      bytesOut,
      meanMs,
      windowSeconds: seconds,
      p50Ms: provenMillis(histogram, 50),
      p95Ms: provenMillis(histogram, 95),
      p99Ms: provenMillis(histogram, 99),
      maxMs,
    };
  }

  /** Merges one latency of several series into the scratch histogram, and hands it to the window. */
  #mergeInto(
    window: TrailingWindow,
    { second }: RunSecond,
    entries: readonly SeriesSecond[],
    read: (entry: SeriesSecond) => Uint8Array | null,
  ): Histogram {
    const merged = this.#scratch;
    merged.reset();
    for (const entry of entries) {
      const bytes = read(entry);
      if (bytes !== null) merged.mergeEncoded(bytes);
    }
    if (merged.count > 0) window.push(second, merged.encode());
    return merged;
  }

  #gradedBytes({ series, histograms }: SeriesSecond): Uint8Array | null {
    return this.#plan.series[series]?.clock === 'intended' ? histograms.response : histograms.service;
  }

  #forget(): void {
    this.#graded.clear();
    this.#service.clear();
    for (const window of this.#bySeries) window.clear();
    this.#streams.forget();
  }
}

function millis(us: number | null): Millis | null {
  return us === null ? null : microsToMillis(us);
}
