import { addCounts, noCounts } from '../../../../contract/counts.ts';
import type { Distribution } from '../../../../contract/distribution.ts';
import type { Failure } from '../../../../contract/failure.ts';
import { heldOrMade, tableOf } from '../../../../contract/keys.ts';
import type { MainPercentile } from '../../../../contract/percentiles.ts';
import { CLASS_PROTOCOLS, classOf } from '../../../../contract/protocols/protocols.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { indexesWhere } from '../../../../contract/series.ts';
import type { StressAnswers } from '../../../../contract/stress.ts';
import { type FailureCount, type Irregularity, PHASES, type RunSecond } from '../../../../contract/tick.ts';
import { type Millis, microsToMillis } from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { isKeyOfNone } from '../../../../workers/engine/measure/credentials.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { distributionOf } from '../../../../workers/engine/verdicts/evidence.ts';
import type { Measured } from '../counts/measured.ts';
import { openPercent } from '../counts/open-time.ts';
import { type RunLoad, withoutLate } from '../counts/run-load.ts';
import { SeriesTotals } from '../counts/totals.ts';
import { gradedLatencies } from '../seconds/graded-latency.ts';
import { LoadTrace, MIN_EVENTS, type TraceSecond } from '../seconds/load-trace.ts';
import { streamFigures } from '../seconds/second-row.ts';
import { ConnectionFacts } from './connection-facts.ts';
import { credentialHint } from './credential-hint.ts';
import type { EndpointFact, Facts, FailureFact, StreamFact, TimeFact, WarmupFact } from './finding.ts';
import { ServiceFacts } from './service-facts.ts';

/** What of a second in view counts where. */
export interface SecondStanding {
  /** It enters the figures: neither warm-up nor excluded. */
  readonly measured: boolean;
  /** Left out because the generator was disturbed. */
  readonly excluded: boolean;
  /** In it the load generator itself was disturbed. */
  readonly disturbed: boolean;
}

/** What the figures give of the facts. */
type GivenFacts = Pick<
  Facts,
  | 'passed'
  | 'trust'
  | 'grades'
  | 'errors'
  | 'ok'
  | 'failed'
  | 'leftOut'
  | 'failedSetups'
  | 'causes'
  | 'target'
> & {
  readonly measured: Measured;
  readonly ended: boolean;
  readonly stress: StressAnswers | undefined;
};

type GrowingFailure = FailureFact & { count: number; trusted: number; bare: number; lastMs: Millis };

/** Collects, second by second, what findings need beside the figures. */
export class FindingFacts {
  readonly trace = new LoadTrace();
  readonly #plan: MeasuredPlan;
  readonly #tallies: readonly SeriesTotals[];
  readonly #load: RunLoad;
  /** Without the disturbed seconds; null as long as there was none, and the tallies of the run are the same. */
  #undisturbed: SeriesTotals[] | null = null;
  readonly #failures = new Map<string, GrowingFailure>();
  /** By series: how many, and from which second on. */
  readonly #redirected = new Map<number, { count: number; readonly fromMs: Millis }>();
  /** By series. */
  readonly #irregular = new Map<number, Partial<Record<Irregularity, number>>>();
  readonly #services: ServiceFacts;
  readonly #connections: ConnectionFacts;
  readonly #scratch = new BucketCounts();
  readonly #warmup = { seconds: 0, finished: 0, failed: 0, time: new Histogram() };

  /** @param of the tallies of the run: each second is added here before it is added to them; and its load */
  constructor(
    plan: MeasuredPlan,
    { tallies, load }: { readonly tallies: readonly SeriesTotals[]; readonly load: RunLoad },
  ) {
    this.#load = load;
    this.#plan = plan;
    this.#tallies = tallies;
    this.#services = new ServiceFacts(plan.series);
    this.#connections = new ConnectionFacts(plan, load);
  }

  add(second: RunSecond, { measured, excluded, disturbed }: SecondStanding): void {
    if (excluded) return;
    const isIn = (series: number) => measured || this.#plan.series[series]?.once === true;
    if (disturbed) this.#undisturbed ??= this.#tallies.map((tally) => tally.copy());
    else if (this.#undisturbed !== null) {
      for (const entry of second.series) if (isIn(entry.series)) this.#undisturbed[entry.series]?.add(entry);
    }
    for (const failure of second.failures) {
      if (isIn(failure.series) || this.#plan.series[failure.series]?.role === 'gap')
        this.#fail(failure, disturbed);
    }
    for (const { series, count } of second.redirected ?? []) {
      if (!isIn(series) || this.#plan.series[series]?.expectsRedirect === true) continue;
      const fromMs = second.second * 1_000;
      heldOrMade(this.#redirected, series, () => ({ count: 0, fromMs })).count += count;
    }
    for (const { series, kind, count } of second.irregular ?? []) {
      const isMeant = kind === 'cookie_ignored' && this.#plan.series[series]?.leavesCookies !== true;
      if (!isIn(series) || isMeant) continue;
      const known = heldOrMade(this.#irregular, series, () => ({}));
      known[kind] = (known[kind] ?? 0) + count;
    }
    if (!measured) {
      this.#warmUp(second);
      return;
    }
    this.trace.add(this.#traceOf(second, disturbed), this.#latencyOf(second));
    this.#services.add(second, disturbed);
    this.#connections.add(second, disturbed);
  }

  /** All that findings may rest on, over what has been added so far. */
  facts({ measured, ended, stress, ...given }: GivenFacts): Facts {
    const { seconds, windows } = this.trace;
    const plannedMs = this.#load.endMs;
    const primary = indexesWhere(this.#plan.series, (one) => one.primary);
    return {
      ...given,
      endpoints: this.#endpoints(),
      failures: [...this.#failures.values()],
      stopRules: this.#plan.stopRules ?? [],
      seconds,
      windows,
      broke: stress?.breakingPoint.state === 'measured',
      loadUnit: this.#load.unit,
      followsRedirects: this.#plan.limits.followRedirects > 0,
      plateau: this.#load.plateau(windows),
      plannedMs,
      ...this.#services.facts(plannedMs),
      connections: this.#connections.fact(seconds),
      warmup: this.#warmupFact(),
      measuredTime: timeFact(distributionOf(measured.latency(primary))),
      streams: streamFacts(measured, ended),
    };
  }

  #endpoints(): EndpointFact[] {
    return this.#plan.series.flatMap(({ service, endpoint, role, inTotals }, index) => {
      if (!inTotals) return [];
      const { ok, errors, targetErrors } = this.#tallies[index]?.counts ?? noCounts();
      const seriesTotals = (this.#undisturbed ?? this.#tallies)[index] ?? new SeriesTotals();
      return {
        service,
        endpoint,
        role,
        ok,
        failed: targetErrors,
        leftOut: errors - targetErrors,
        redirected: this.#redirected.get(index)?.count ?? 0,
        redirectedFromMs: this.#redirected.get(index)?.fromMs ?? 0,
        irregular: this.#irregular.get(index) ?? {},
        serviceTime: timeFact(seriesTotals.distribution('service')),
        failedMeanMs: microsToMillis(seriesTotals.histogram('failed').mean),
        phases: tableOf(PHASES, (name) => timeFact(seriesTotals.distribution(name))),
      };
    });
  }

  #warmupFact(): WarmupFact | null {
    const { time, ...counts } = this.#warmup;
    return counts.seconds === 0 ? null : { ...counts, time: timeFact(distributionOf(time)) };
  }

  #fail({ series, failure, count, credential, firstUs, lastUs }: FailureCount, disturbed: boolean): void {
    const known = this.#failureOf(series, failure, microsToMillis(firstUs));
    known.count += count;
    known.trusted += disturbed ? 0 : count;
    known.bare += credential !== undefined && isKeyOfNone(credential) ? count : 0;
    known.lastMs = Math.max(known.lastMs, microsToMillis(lastUs));
  }

  #failureOf(series: number, { code, side }: Failure, firstMs: Millis): GrowingFailure {
    const {
      service = '',
      endpoint = '',
      role = 'request',
      inTotals = false,
      credential,
    } = this.#plan.series[series] ?? {};
    return heldOrMade(this.#failures, `${series} ${code}`, () => {
      const hint = side === 'test' ? credentialHint(credential) : null;
      const counts = { count: 0, trusted: 0, bare: 0, lastMs: 0 };
      return { service, endpoint, role, inTotals, code, side, ...counts, credentialHint: hint, firstMs };
    });
  }

  #warmUp(second: RunSecond): void {
    this.#warmup.seconds += 1;
    for (const { series, counts } of second.series) {
      if (this.#plan.series[series]?.primary !== true) continue;
      this.#warmup.finished += counts.ok + counts.targetErrors;
      this.#warmup.failed += counts.targetErrors;
    }
    for (const encoded of this.#latencyOf(second)) this.#warmup.time.mergeEncoded(encoded);
  }

  #traceOf(second: RunSecond, disturbed: boolean): TraceSecond {
    const sum = noCounts();
    const failed: Uint8Array[] = [];
    for (const { series, counts, histograms } of second.series) {
      if (this.#plan.series[series]?.inTotals !== true) continue;
      addCounts(sum, withoutLate(counts, series, second));
      if (counts.targetErrors > 0 && histograms.failed !== null) failed.push(histograms.failed);
    }
    const { planned, sent, ok, targetErrors, dropped, inFlight } = sum;
    const counts = { planned, sent, ok, targetErrors, dropped, inFlight };
    const times = timesOf(this.#together(this.#latencyOf(second)));
    const failedMeanMs = meanMs(this.#together(failed));
    const { connections, messagesIn } = streamFigures(second);
    const lengthMs = microsToMillis(second.lengthUs);
    const endsInMs = this.#load.endMs - second.second * 1_000;
    const gaps = second.series.flatMap(({ series, histograms }) =>
      this.#plan.series[series]?.role === 'gap' ? (histograms.service ?? []) : [],
    );
    return {
      second: second.second,
      // Of the second in which the plan ends, what lies before that: so do the counts beside it.
      lengthMs: this.#load.isOverBefore(second) ? lengthMs : Math.min(lengthMs, endsInMs),
      load: this.#load.unit === 'users' ? second.users : planned,
      ...counts,
      ...times,
      failedMeanMs,
      messagesIn,
      gapMs: maxMs(this.#together(gaps)),
      open: connections.open + connections.subscribed,
      trusted: !disturbed,
    };
  }

  /** Until the next are put together. */
  #together(parts: readonly Uint8Array[]): BucketCounts {
    this.#scratch.clear();
    for (const part of parts) this.#scratch.addEncoded(part);
    return this.#scratch;
  }

  /** Encoded latencies of the series that stand for the run. */
  #latencyOf(second: RunSecond): Uint8Array[] {
    return gradedLatencies(this.#plan.series, second, (one) => one.primary);
  }
}

/** What the streams of each service carried, by kind. */
function streamFacts(measured: Measured, ended: boolean): StreamFact[] {
  const { load, streams } = measured;
  return CLASS_PROTOCOLS.flatMap((kind) => {
    const own = load.filter(({ protocol }) => protocol === kind);
    return [...new Set(own.map(({ service }) => service))].flatMap((service) => {
      const totals = streams.totals(kind, service);
      if (totals === null) return [];
      const { openBefore, reconnects, messagesIn, missed, duplicates, outOfOrder, closedBy } = totals;
      const opened = openBefore + totals.opened;
      const isEvents = classOf(kind).carries === 'events';
      return {
        service,
        isEvents,
        opened,
        reconnects,
        openPercent: isEvents && ended ? openPercent(measured, kind, service) : null,
        messagesIn,
        missed,
        duplicates,
        outOfOrder,
        closedBy: [...closedBy],
      };
    });
  });
}

/** What of it has evidence: ten samples beyond it. */
function timeFact(distribution: Distribution): TimeFact {
  const { mean, evidence } = distribution;
  const proven = (name: MainPercentile) => (evidence[name] === 'sure' ? distribution[name] : null);
  return { mean, p50: proven('p50'), p95: proven('p95'), p99: proven('p99') };
}

function timesOf(latency: BucketCounts): Pick<TraceSecond, 'meanMs' | 'maxMs' | 'slowMs'> {
  return { meanMs: meanMs(latency), maxMs: maxMs(latency), slowMs: slowOf(latency) };
}

function meanMs({ count, sum }: BucketCounts): Millis | null {
  return count === 0 ? null : microsToMillis(sum / count);
}

function maxMs({ count, max }: BucketCounts): Millis | null {
  return count === 0 ? null : microsToMillis(max);
}

/** What at least a tenth of the values, and at least five, reach. */
function slowOf(latency: BucketCounts): Millis | null {
  const slow = Math.max(MIN_EVENTS, Math.ceil(latency.count / 10));
  return latency.count < slow ? null : microsToMillis(latency.lowestAtRank(latency.count - slow + 1));
}
