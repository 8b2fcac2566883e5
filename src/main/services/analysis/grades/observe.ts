import { statisticFor } from '../../../../contract/grade-metrics.ts';
import type { Protocol } from '../../../../contract/protocols/protocols.ts';
import type { Rates } from '../../../../contract/rates.ts';
import { countsConnects, type SeriesRole } from '../../../../contract/series.ts';
import type { Threshold } from '../../../../contract/threshold.ts';
import { brokenInUse } from '../counts/broken-off.ts';
import {
  countsOf,
  coverOf,
  type GradedSeconds,
  seriesOf,
  serviceLatencySeries,
  withinPlanOf,
} from '../counts/graded.ts';
import { explainOffer } from '../counts/offered.ts';
import type { RunRates } from '../counts/rates.ts';
import { lowerShare, upperShare } from './binomial-bounds.ts';
import type { Observation } from './grade.ts';
import { boundLatency } from './latency-bounds.ts';

/** A rate over less than this says little about the next minute. */
const SHORTEST_FOR_RATES_MS = 10_000;

const NO_BOUNDS = { lower: null, upper: null, samplesNeeded: 0, offered: null } as const;

/**
 * Reads from a run what a threshold asks for.
 * @returns null where the threshold is about something the plan does not have
 */
export function observe(threshold: Threshold, measured: GradedSeconds, rates: RunRates): Observation | null {
  const counted = seriesOf(measured, threshold, ({ inTotals }) => inTotals);
  switch (threshold.metric) {
    case 'latency':
      return observeLatency(threshold, measured);
    case 'errorRate':
      return counted.length === 0 ? null : observeErrorRate(ratesFor(threshold, counted, rates));
    case 'throughput':
      return counted.length === 0
        ? null
        : observeThroughput(threshold, counted, { rates: ratesFor(threshold, counted, rates), measured });
    case 'connectionSuccess':
      return observeConnectionSuccess(threshold, measured);
    case 'messageLatency':
      return observeMessageLatency(threshold, measured);
    case 'errorsPerConnection':
      return observeErrorsPerConnection(threshold, measured);
  }
}

/** The rates a threshold is about. @param counted its series: one, where it names an endpoint */
function ratesFor(
  threshold: Threshold,
  counted: readonly number[],
  rates: Pick<RunRates, 'ofService' | 'ofSeries'>,
): Rates {
  const [only] = counted;
  return threshold.endpoint === undefined || only === undefined
    ? rates.ofService(threshold.service)
    : rates.ofSeries(only);
}

function observeLatency(threshold: Threshold, measured: GradedSeconds): Observation | null {
  const indexes =
    threshold.endpoint === undefined
      ? serviceLatencySeries(measured, threshold.service)
      : seriesOf(measured, threshold);
  return observeTimes(indexes, threshold, measured);
}

function observeTimes(
  indexes: readonly number[],
  threshold: Threshold,
  measured: GradedSeconds,
): Observation | null {
  const [first] = indexes;
  const statistic = statisticFor(threshold);
  if (first === undefined || statistic === null) return null;
  const histogram = measured.latency(indexes);
  const series = measured.plan.series[first];
  const time = series?.clock === 'intended' ? 'Response time' : 'Service time';
  // What a request is, everybody knows; what a connect or a stream is, is a matter of definition (S-49).
  const special = indexes.length === 1 && series !== undefined && series.protocol !== 'http';
  const definition = special ? `: ${series.definition}` : '';
  return {
    ...boundLatency(histogram, statistic),
    samples: histogram.count,
    basis: histogram.count === 0 ? 'no successful sample' : `${time}${definition}`,
    offered: null,
  };
}

/**
 * Failures that are not the target's are left out of the share. Connections of a service that were broken off while in
 * use are failures of it, beside those of what was sent.
 */
function observeErrorRate(rates: Rates): Observation {
  const { ok, failed, brokenOff, leftOut, open, errorRatePercent } = rates;
  const aside = leftOut - open;
  const samples = ok + failed;
  const count = (n: number) => n.toLocaleString('en-US');
  const beside =
    (brokenOff > 0 ? `, ${count(brokenOff)} of them connections lost while in use` : '') +
    (aside > 0
      ? `; ${aside === 1 ? '1 failure that is not its own is' : `${count(aside)} failures that are not its own are`} left out`
      : '');
  return {
    value: errorRatePercent,
    samples,
    lower: samples === 0 ? null : lowerShare(failed, samples) * 100,
    upper: samples === 0 ? null : upperShare(failed, samples) * 100,
    basis:
      samples === 0
        ? `nothing that counts finished${beside}`
        : `${failed === 0 ? 'none' : count(failed)} of ${count(samples)} failed at the target or network${beside}`,
    samplesNeeded: 0,
    offered: null,
  };
}

function observeThroughput(
  threshold: Threshold,
  counted: readonly number[],
  { rates, measured }: { rates: Rates; measured: GradedSeconds },
): Observation {
  const covers = [...new Set(counted.map((index) => coverOf(measured, index).plannedMs))];
  const seconds = covers.map((ms) => Number((ms / 1_000).toFixed(1))).join(' and ');
  const value = covers.every((ms) => ms === 0) ? null : rates.throughputPerSecond;
  const long = Math.min(...covers) >= SHORTEST_FOR_RATES_MS;
  return {
    value,
    samples: rates.ok,
    lower: long ? value : null,
    upper: long ? value : null,
    basis: `${withinPlanOf(measured, counted).ok.toLocaleString('en-US')} successes in ${seconds} s`,
    samplesNeeded: 0,
    offered: {
      perSecond: rates.offeredPerSecond ?? Number.POSITIVE_INFINITY,
      because:
        threshold.endpoint === undefined ? explainOffer(measured, threshold.service, measured.span) : '',
    },
  };
}

function observeConnectionSuccess({ service }: Threshold, measured: GradedSeconds): Observation | null {
  const kind = connectedBy(measured, service);
  if (kind === null) return null;
  const totals = measured.streams.totals(kind, service);
  const opened = totals?.opened ?? 0;
  const tried = opened + (totals?.failed ?? 0);
  if (tried === 0) return { value: null, samples: 0, basis: 'no connection was attempted', ...NO_BOUNDS };
  return {
    value: (opened / tried) * 100,
    samples: tried,
    lower: lowerShare(opened, tried) * 100,
    upper: upperShare(opened, tried) * 100,
    basis: `${opened.toLocaleString('en-US')} of ${tried.toLocaleString('en-US')} connections opened`,
    samplesNeeded: 0,
    offered: null,
  };
}

function observeMessageLatency(threshold: Threshold, measured: GradedSeconds): Observation | null {
  const roundTrips = seriesOf(measured, threshold, (one) => one.inTotals && one.role === 'round-trip');
  const indexes =
    roundTrips.length > 0
      ? roundTrips
      : seriesOf(measured, threshold, (one) => one.inTotals && one.role === 'ping');
  return observeTimes(indexes, threshold, measured);
}

function observeErrorsPerConnection({ service }: Threshold, measured: GradedSeconds): Observation | null {
  const kind = connectedBy(measured, service);
  if (kind === null) return null;
  const totals = measured.streams.totals(kind, service);
  const { attempted = 0, opened = 0, openBefore = 0 } = totals ?? {};
  const connections = attempted + openBefore;
  if (connections === 0)
    return { value: null, samples: 0, basis: 'no connection was attempted', ...NO_BOUNDS };
  const targetErrors = connectionErrors(measured, service, kind);
  // Whoever never got in could not have met an error.
  if (opened + openBefore === 0 && targetErrors === 0) {
    return { value: null, samples: 0, basis: 'no connection was opened', ...NO_BOUNDS };
  }
  const value = (targetErrors / connections) * 100;
  return {
    value,
    samples: connections,
    lower: value,
    upper: value,
    basis: `${targetErrors.toLocaleString('en-US')} errors on ${connections.toLocaleString('en-US')} connections`,
    samplesNeeded: 0,
    offered: null,
  };
}

/** A connection that breaks fails its session, its first message where none came, and the messages under way: one event. */
function connectionErrors(measured: GradedSeconds, service: string, kind: Protocol): number {
  const first = seriesOf(
    measured,
    { service },
    ({ protocol, role }) => protocol === kind && !SECOND_LOOKS.has(role),
  );
  return countsOf(measured, first).targetErrors + brokenInUse(measured, service);
}

/** A connection that breaks fails these with its messages, or before there are any. */
const SECOND_LOOKS: ReadonlySet<SeriesRole> = new Set(['session', 'first-message']);

/** The protocol of the connections that classes open to a service; null: they open none. */
function connectedBy({ plan }: GradedSeconds, service: string): Protocol | null {
  return plan.series.find((one) => one.service === service && countsConnects(one))?.protocol ?? null;
}
