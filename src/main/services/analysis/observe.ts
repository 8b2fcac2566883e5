import type { Statistic, Threshold } from '../../../contract/threshold.ts';
import { lowerShare, upperShare } from './binomial-bounds.ts';
import { brokenOff, brokenSockets } from './broken-off.ts';
import { type Observation, statisticFor } from './grade.ts';
import { boundLatency } from './latency-bounds.ts';
import {
  countsOf,
  coverOf,
  latencyOf,
  type Measured,
  offeredOf,
  ratePerSecond,
  seriesOf,
  serviceLatencySeries,
} from './measured.ts';
import { explainOffer } from './offered.ts';

/** A rate over less than this says little about the next minute. */
const SHORTEST_FOR_RATES_MS = 10_000;

const NO_BOUNDS = { lower: null, upper: null, samplesNeeded: 0, offered: null } as const;

/**
 * Reads from a run what a threshold asks for.
 * @returns null where the threshold is about something the plan does not have
 */
export function observe(threshold: Threshold, measured: Measured): Observation | null {
  const counted = seriesOf(measured, threshold, (place) => place.counted);
  switch (threshold.metric) {
    case 'latency':
      return observeLatency(threshold, measured);
    case 'errorRate':
      return counted.length === 0 ? null : observeErrorRate(threshold, counted, measured);
    case 'throughput':
      return counted.length === 0 ? null : observeThroughput(threshold, counted, measured);
    case 'connectionSuccess':
      return observeConnectionSuccess(threshold, measured);
    case 'messageLatency':
      return observeMessageLatency(threshold, measured);
    case 'errorsPerConnection':
      return observeErrorsPerConnection(threshold, measured);
  }
}

function observeLatency(threshold: Threshold, measured: Measured): Observation | null {
  const indexes =
    threshold.endpoint === undefined
      ? serviceLatencySeries(measured, threshold.service)
      : seriesOf(measured, threshold);
  return observeTimes(indexes, statisticFor(threshold) ?? 'p95', measured);
}

function observeTimes(
  indexes: readonly number[],
  statistic: Statistic,
  measured: Measured,
): Observation | null {
  const [first] = indexes;
  if (first === undefined) return null;
  const histogram = latencyOf(measured, indexes);
  const series = measured.plan.series[first];
  const time = series?.clock === 'intended' ? 'Response time' : 'Service time';
  // What a request is, everybody knows; what a connect or a stream is, is a matter of definition (S-49).
  const special = indexes.length === 1 && series !== undefined && series.protocol !== 'http';
  const definition = special ? `: ${series.definition}` : '';
  return {
    ...boundLatency(histogram, statistic),
    samples: histogram.count,
    basis: histogram.count === 0 ? 'no success to time' : `${time}${definition}`,
    offered: null,
  };
}

/**
 * Requests that failed on our own side never reached the target and are left out of the share altogether. Connections
 * of a service that were broken off while in use are failures of it, beside those of what was sent.
 */
function observeErrorRate(threshold: Threshold, counted: readonly number[], measured: Measured): Observation {
  const counts = countsOf(measured, counted);
  const broken = threshold.endpoint === undefined ? brokenOff(measured, threshold.service) : 0;
  const targetErrors = counts.targetErrors + broken;
  const samples = counts.ok + targetErrors;
  const others = counts.errors - counts.targetErrors;
  const aside =
    (broken > 0 ? `, ${broken.toLocaleString('en-US')} of them connections broken off in use` : '') +
    (others > 0 ? `; ${others.toLocaleString('en-US')} failures on our own side do not count` : '');
  return {
    value: samples === 0 ? null : (targetErrors / samples) * 100,
    samples,
    lower: samples === 0 ? null : lowerShare(targetErrors, samples) * 100,
    upper: samples === 0 ? null : upperShare(targetErrors, samples) * 100,
    basis:
      samples === 0
        ? `no request reached the target${aside}`
        : `${targetErrors.toLocaleString('en-US')} of ${samples.toLocaleString('en-US')} failed by target or network${aside}`,
    samplesNeeded: 0,
    offered: null,
  };
}

function observeThroughput(
  threshold: Threshold,
  counted: readonly number[],
  measured: Measured,
): Observation {
  const { ok } = countsOf(measured, counted);
  const value = ratePerSecond(measured, counted, (counts) => counts.ok);
  const covers = [...new Set(counted.map((index) => coverOf(measured, index).measuredMs))];
  const seconds = covers.map((ms) => Number((ms / 1_000).toFixed(1))).join(' and ');
  const long = Math.min(...covers) >= SHORTEST_FOR_RATES_MS;
  const offered = offeredOf(measured);
  return {
    value,
    samples: ok,
    lower: long ? value : null,
    upper: long ? value : null,
    basis: `${ok.toLocaleString('en-US')} successes in ${seconds} s`,
    samplesNeeded: 0,
    offered: {
      perSecond: counted.reduce((sum, index) => sum + (offered[index] ?? 0), 0),
      because:
        threshold.endpoint === undefined ? explainOffer(measured.plan, threshold.service, measured.span) : '',
    },
  };
}

function observeConnectionSuccess({ service }: Threshold, measured: Measured): Observation | null {
  if (!hasWebSocket(measured, service)) return null;
  const totals = measured.streams.totals('websocket', service);
  const opened = totals?.opened ?? 0;
  const tried = opened + (totals?.failed ?? 0);
  if (tried === 0) return { value: null, samples: 0, basis: 'no connection was tried', ...NO_BOUNDS };
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

function observeMessageLatency(threshold: Threshold, measured: Measured): Observation | null {
  const roundTrips = seriesOf(measured, threshold, (place) => place.counted && place.role === 'round-trip');
  const indexes =
    roundTrips.length > 0
      ? roundTrips
      : seriesOf(measured, threshold, (place) => place.counted && place.role === 'ping');
  return observeTimes(indexes, statisticFor(threshold) ?? 'mean', measured);
}

function observeErrorsPerConnection({ service }: Threshold, measured: Measured): Observation | null {
  if (!hasWebSocket(measured, service)) return null;
  const connections = measured.streams.totals('websocket', service)?.attempted ?? 0;
  if (connections === 0) return { value: null, samples: 0, basis: 'no connection was tried', ...NO_BOUNDS };
  const targetErrors = socketErrors(measured, service);
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
function socketErrors(measured: Measured, service: string): number {
  const sockets = measured.plan.scenarios.filter((scenario) => scenario.kind === 'websocket');
  const second = new Set(sockets.flatMap(({ series }) => [series.session, series.firstMessage]));
  const first = measured.plan.series.flatMap((series, index) =>
    series.service === service && series.protocol === 'websocket' && !second.has(index) ? [index] : [],
  );
  return countsOf(measured, first).targetErrors + brokenSockets(measured, service);
}

function hasWebSocket({ plan }: Measured, service: string): boolean {
  return plan.scenarios.some((scenario) => scenario.kind === 'websocket' && scenario.service === service);
}
