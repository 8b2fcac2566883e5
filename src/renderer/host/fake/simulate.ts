import type { SummarySecond } from '../../../contract/summary.ts';
import type { SecondStreams } from '../../../contract/summary-streams.ts';
import type { DemoEndpoint } from './catalogue.ts';
import { type LogNormal, mixtureQuantile, noise, round } from './random.ts';
import { percentilesOf } from './second-percentiles.ts';
import type { RunShape } from './shape.ts';
import { streamsOf } from './streams.ts';

type SecondEndpoint = SummarySecond['endpoints'][number];

export const usersAt = (shape: RunShape, second: number): number =>
  Math.min(shape.users, Math.ceil(shape.spawnRate * (second + 1)));

/** How much slower than healthy the target is in this second. */
export function slowdown(shape: RunShape, second: number): number {
  const wobble = 0.92 + 0.16 * noise(shape.seed, second, 1);
  if (shape.profile === 'slow') return 2.6 * wobble;
  if (shape.profile === 'flaky') return (second % 13 === 7 ? 3.2 : 1.2) * wobble;
  if (shape.profile === 'overloaded') {
    const beyond = Math.max(0, usersAt(shape, second) / 60 - 1);
    return (1 + 1.6 * beyond) * wobble;
  }
  const patch = Math.exp(-(((second - shape.durationS * 0.62) / 3) ** 2));
  return (1 + 0.7 * patch) * wobble;
}

const errorShare: Readonly<Record<RunShape['profile'], number>> = {
  healthy: 0.000_6,
  slow: 0.001,
  flaky: 0.021,
  overloaded: 0.012,
};

export const ERROR_CODES = ['http.503', 'timeout.total', 'connect.refused', 'reset.before_headers'] as const;

/** The log-normal of one endpoint in one second. */
export function curveOf(shape: RunShape, endpoint: DemoEndpoint, second: number): LogNormal {
  return { weight: 1, median: endpoint.medianMs * slowdown(shape, second), sigma: endpoint.sigma };
}

function endpointSecond(shape: RunShape, second: number, index: number): SecondEndpoint {
  const endpoint = shape.endpoints[index] as DemoEndpoint;
  const expected = endpoint.perUser * usersAt(shape, second);
  const sent = Math.floor(expected + noise(shape.seed, second, 50 + index));
  const share = errorShare[shape.profile] * (endpoint.service === 'gateway' ? 1.6 : 0.7);
  const errors = Math.min(sent, Math.floor(sent * share + noise(shape.seed, second, 150 + index) ** 2));
  const failed = noise(shape.seed, second, 350 + index) < 0.25 + share * 20 ? errors : 0;
  const { median, sigma } = curveOf(shape, endpoint, second);
  const answered = sent - failed;
  const at = (z: number) => (answered > 0 ? round(median * Math.exp(z * sigma)) : null);
  return {
    service: endpoint.service,
    endpoint: endpoint.endpoint,
    planned: sent,
    sent,
    ok: answered,
    errors: failed,
    dropped: 0,
    cancelled: 0,
    bytesIn: answered * 1_840,
    bytesOut: sent * 312,
    meanMs: answered > 0 ? round(median * Math.exp(sigma ** 2 / 2)) : null,
    ...percentilesOf(answered, second, { p50Ms: at(0), p95Ms: at(1.645), p99Ms: at(2.326) }),
    maxMs: at(2.4 + noise(shape.seed, second, 250 + index)),
  };
}

function generatorOf(shape: RunShape, second: number, disturbed: boolean): SummarySecond['generator'] {
  const n = (k: number) => noise(shape.seed, second, 900 + k);
  const load = usersAt(shape, second) / 400;
  return {
    loopDelayMaxMs: round(disturbed ? 154 + 40 * n(1) : 1.2 + 2.5 * n(1)),
    loopUtilisation: Math.min(1, 0.06 + load * 0.5 + 0.04 * n(2)),
    latenessP99Ms: round(disturbed ? 148 : 0.6 + n(3)),
    gcPauseMs: round(2 * n(4)),
    processCpu: Math.min(1, 0.08 + load * 0.4 + 0.05 * n(5)),
    machineCpu: Math.min(1, 0.22 + load * 0.5 + 0.1 * n(6)),
    othersCpu: Math.min(1, 0.1 + load * 0.1 + 0.05 * n(7)),
    stolen: null,
    rssBytes: 118_000_000 + second * 12_000,
  };
}

/** All streams together, as a second states them beside each kind by itself. */
function streamFigures({ webSocket, sse }: SecondStreams) {
  const kinds = [webSocket, sse].filter((kind) => kind !== null);
  const add = (read: (kind: (typeof kinds)[number]) => number) =>
    kinds.reduce((total, kind) => total + read(kind), 0);
  return {
    connections: {
      handshaking: add((kind) => kind.connections.handshaking),
      open: add((kind) => kind.connections.open),
      subscribed: add((kind) => kind.connections.subscribed),
      closing: add((kind) => kind.connections.closing),
    },
    messagesIn: add((kind) => kind.messagesIn),
    messagesOut: add((kind) => kind.messagesOut),
  };
}

const sum = (rows: readonly SecondEndpoint[], key: 'sent' | 'ok' | 'errors' | 'bytesIn' | 'bytesOut') =>
  rows.reduce((total, row) => total + row[key], 0);

function errorsByCode(shape: RunShape, second: number, errors: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let index = 0; index < errors; index++) {
    const pick = Math.floor(noise(shape.seed, second, 700 + index) ** 2 * ERROR_CODES.length);
    const code = ERROR_CODES[pick] ?? 'http.503';
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

/** One second of a demo run, complete. */
export function secondOf(shape: RunShape, second: number): SummarySecond {
  const endpoints = shape.endpoints.map((_, index) => endpointSecond(shape, second, index));
  const mixture = shape.endpoints.map((endpoint, index) => ({
    ...curveOf(shape, endpoint, second),
    weight: endpoints[index]?.ok ?? 0,
  }));
  const sent = sum(endpoints, 'sent');
  const ok = sum(endpoints, 'ok');
  const errors = sum(endpoints, 'errors');
  const disturbed = shape.disturbed.includes(second);
  const [p50Ms, p95Ms, p99Ms] = [0.5, 0.95, 0.99].map((p) => mixtureQuantile(mixture, p)) as [
    null,
    null,
    null,
  ];
  const percentiles = percentilesOf(ok, second, { p50Ms, p95Ms, p99Ms });
  const weighted = endpoints.reduce((total, row) => total + (row.meanMs ?? 0) * row.ok, 0);
  const maxima = endpoints.map((row) => row.maxMs ?? 0);
  const streams = streamsOf(shape, second);
  return {
    second,
    lengthMs: 1_000,
    warmup: second < shape.warmupS,
    drain: second >= shape.durationS,
    trusted: !disturbed,
    disturbance: disturbed ? 'A load thread was blocked for 154 ms.' : '',
    users: usersAt(shape, second),
    planned: sent,
    sent,
    ok,
    errors,
    dropped: 0,
    cancelled: 0,
    waiting: 0,
    inFlight: 0,
    bytesIn: sum(endpoints, 'bytesIn'),
    bytesOut: sum(endpoints, 'bytesOut'),
    meanMs: ok > 0 ? round(weighted / ok) : null,
    maxMs: ok > 0 ? Math.max(...maxima) : null,
    ...percentiles,
    serviceP50Ms: percentiles.p50Ms,
    serviceP95Ms: percentiles.p95Ms,
    serviceP99Ms: percentiles.p99Ms,
    errorsByCode: errorsByCode(shape, second, errors),
    ...streamFigures(streams),
    generator: generatorOf(shape, second, disturbed),
    endpoints,
    streams,
  };
}
