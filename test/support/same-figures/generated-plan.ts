import { STATISTICS } from '../../../src/contract/percentiles.ts';
import type { Expectation, Gate } from '../../../src/contract/plan.ts';
import { closedProfile, type OpenProfile } from '../../../src/contract/profile.ts';
import type { RunPlan, Scenario } from '../../../src/contract/run-plan.ts';
import type { Threshold } from '../../../src/contract/threshold.ts';
import {
  type BareSeries,
  makeHttp,
  makePlan,
  makeSeries,
  makeSse,
  makeStep,
  makeWebSocket,
} from '../made-plan.ts';

export const PROTOCOL_KINDS = [
  'http closed',
  'http open',
  'websocket messages',
  'websocket pings',
  'sse',
  'stream steps',
  'mixed',
] as const;
export type ProtocolKind = (typeof PROTOCOL_KINDS)[number];

export const GRADINGS = ['none', 'every metric and statistic', 'single bounds', 'whole services'] as const;
export type Grading = (typeof GRADINGS)[number];

/** What of a run's plan is chosen for it. */
export interface PlanChoice {
  readonly seed: number;
  readonly protocol: ProtocolKind;
  readonly durationMs: number;
  readonly warmupMs: number;
  readonly gate: Gate;
  readonly grading: Grading;
  readonly expects: boolean;
  /** Names of services and endpoints that would be markup, columns or formulas where they were not text. */
  readonly hostileNames: boolean;
  /** Messages are numbered and stamped by the service. */
  readonly sequenced: boolean;
}

interface Names {
  readonly rest: string;
  readonly auth: string;
  readonly streaming: string;
  readonly endpoints: readonly string[];
}

const PLAIN: Names = {
  rest: 'gateway',
  auth: 'auth',
  streaming: 'streaming',
  endpoints: ['instruments', 'curves', 'historical', 'verify_token'],
};
const HOSTILE: Names = {
  rest: '<b>gate|way</b> & "co"',
  auth: "=auth\\ 'n' *star*",
  streaming: '@stream_ing ~x~ `y`',
  endpoints: ['<script>alert(1)</script>', '| a | b |', '-2+3 [x](y) $1', '__proto__'],
};

/** The plan of a generated run: as the compiler would make it, but of any names. */
export function generatedPlan(choice: PlanChoice): RunPlan {
  const names = choice.hostileNames ? HOSTILE : PLAIN;
  const { series, scenarios } = partsOf(choice, names);
  const services = [...new Set(series.map(({ service }) => service))];
  return makePlan({
    name: choice.hostileNames ? `<i>run</i> ${choice.seed} | *hostile* & co` : `run ${choice.seed}`,
    description: `${choice.protocol}, made from seed ${choice.seed}`,
    seed: choice.seed,
    durationMs: choice.durationMs,
    warmupMs: choice.warmupMs,
    gate: choice.gate,
    services: services.map((name, index) => ({
      name,
      url: `http://127.0.0.1:${8000 + index}`,
      healthPath: null,
    })),
    series,
    scenarios,
    thresholds: thresholdsOf(choice, series),
    expectations: choice.expects ? EXPECTATIONS : [],
  });
}

interface Parts {
  readonly series: readonly BareSeries[];
  readonly scenarios: readonly Scenario[];
}

function partsOf({ protocol, durationMs, sequenced }: PlanChoice, names: Names): Parts {
  const http = httpParts(names, protocol === 'http open', durationMs);
  if (protocol === 'http closed' || protocol === 'http open') return http;
  const options = { names, durationMs, sequenced };
  if (protocol === 'websocket messages') return webSocketParts(0, { ...options, messages: true });
  if (protocol === 'websocket pings') return webSocketParts(0, { ...options, messages: false });
  if (protocol === 'sse') return sseParts(0, options);
  if (protocol === 'stream steps') return stepParts(names, durationMs);
  const sockets = webSocketParts(http.series.length, { ...options, messages: true });
  const streams = sseParts(http.series.length + sockets.series.length, options);
  return {
    series: [...http.series, ...sockets.series, ...streams.series],
    scenarios: [...http.scenarios, ...sockets.scenarios, ...streams.scenarios],
  };
}

function httpParts({ rest, auth, endpoints }: Names, open: boolean, durationMs: number): Parts {
  const clock = open ? 'intended' : 'actual';
  const series = endpoints.map((endpoint, index) =>
    makeSeries({ service: index < 3 ? rest : auth, endpoint, clock }),
  );
  const arrivals: OpenProfile = {
    model: 'open',
    arrivals: 'constant',
    segments: [{ durationMs, from: 60, to: 60 }],
  };
  const profile = open ? arrivals : closedProfile(20, Number.POSITIVE_INFINITY, durationMs);
  const users = (service: string): Scenario =>
    makeHttp({
      name: `${service} users`,
      service,
      profile,
      tasks: series.flatMap((one, index) =>
        one.service === service ? [{ name: one.endpoint, weight: 1, steps: [makeStep(index)] }] : [],
      ),
    });
  return { series, scenarios: [users(rest), users(auth)] };
}

interface StreamOptions {
  readonly names: Names;
  readonly durationMs: number;
  readonly sequenced: boolean;
}

function webSocketParts(first: number, options: StreamOptions & { readonly messages: boolean }): Parts {
  const { names, durationMs, sequenced, messages } = options;
  const endpoints = ['ws_connect', 'ws_message', 'ws_ping', 'ws_first_message', 'ws_session'];
  const series = endpoints.map((endpoint, index) =>
    makeSeries({
      service: names.streaming,
      endpoint,
      protocol: 'websocket',
      clock: index === 1 || index === 2 ? 'intended' : 'actual',
    }),
  );
  const scenario = makeWebSocket(first, {
    service: names.streaming,
    profile: closedProfile(10, Number.POSITIVE_INFINITY, durationMs),
    message: messages ? '{"action":"ping"}' : null,
    fields: {
      topic: '/topic',
      type: '/type',
      sequence: sequenced ? '/sequence' : null,
      sentAtMs: sequenced ? '/sentAt' : null,
    },
    series: {
      connect: first,
      roundTrip: first + 1,
      ping: first + 2,
      firstMessage: first + 3,
      session: first + 4,
    },
  });
  return { series, scenarios: [scenario] };
}

function sseParts(first: number, { names, durationMs }: StreamOptions): Parts {
  const series = ['sse_stream', 'sse_headers', 'sse_gap'].map((endpoint) =>
    makeSeries({ service: names.streaming, endpoint, protocol: 'sse' }),
  );
  const profile = closedProfile(5, Number.POSITIVE_INFINITY, durationMs);
  return { series, scenarios: [makeSse(first, { service: names.streaming, profile })] };
}

/** A user who asks, opens a WebSocket and reads an event stream, one after the other. */
function stepParts({ rest, endpoints }: Names, durationMs: number): Parts {
  const [request = '', socket = '', stream = ''] = endpoints;
  const series = [
    makeSeries({ service: rest, endpoint: request }),
    makeSeries({ service: rest, endpoint: socket, protocol: 'websocket' }),
    makeSeries({ service: rest, endpoint: `${socket} answer`, protocol: 'websocket' }),
    makeSeries({ service: rest, endpoint: `${socket} session`, protocol: 'websocket' }),
    makeSeries({ service: rest, endpoint: stream, protocol: 'sse' }),
    makeSeries({ service: rest, endpoint: `${stream} headers`, protocol: 'sse' }),
  ];
  const steps = [
    makeStep(0),
    makeStep(1, {
      stream: {
        kind: 'websocket',
        send: ['{"action":"ping"}'],
        until: { pointer: '/type', value: 'pong' },
        holdMs: 200,
        closeTimeoutMs: 500,
        maxMessageBytes: 65_536,
        series: { roundTrip: 2, session: 3 },
      },
    }),
    makeStep(4, {
      stream: { kind: 'sse', events: 1, holdMs: null, series: { headers: 5, session: null } },
    }),
  ];
  const profile = closedProfile(10, Number.POSITIVE_INFINITY, durationMs);
  const tasks = [{ name: 'journey', weight: 1, steps }];
  return { series, scenarios: [makeHttp({ service: rest, profile, tasks })] };
}

const LATENCY = { excellent: 20, good: 60, acceptable: 200 };
const ERRORS = { excellent: 0.1, good: 1, acceptable: 5 };
const RATE = { excellent: 50, good: 20, acceptable: 5 };

function thresholdsOf({ grading }: PlanChoice, series: readonly BareSeries[]): Threshold[] {
  const services = [...new Set(series.map(({ service }) => service))];
  const streaming = services.filter((service) =>
    series.some((one) => one.service === service && one.protocol !== 'http'),
  );
  if (grading === 'none') return [];
  if (grading === 'single bounds') {
    return services.flatMap((service): Threshold[] => [
      { service, metric: 'latency', acceptable: 100 },
      { service, metric: 'errorRate', acceptable: 1, inclusive: true },
    ]);
  }
  const whole = services.flatMap((service): Threshold[] => [
    { service, metric: 'latency', ...LATENCY },
    { service, metric: 'errorRate', ...ERRORS },
    { service, metric: 'throughput', ...RATE },
  ]);
  const ofStreams = streaming.flatMap((service): Threshold[] => [
    { service, metric: 'connectionSuccess', excellent: 99, good: 95, acceptable: 90, inclusive: true },
    { service, metric: 'messageLatency', statistic: 'mean', ...LATENCY },
    { service, metric: 'messageLatency', statistic: 'p95', ...LATENCY },
    { service, metric: 'errorsPerConnection', ...ERRORS },
  ]);
  if (grading === 'whole services') return [...whole, ...ofStreams];
  // One left out at each: the window shows a hundred rows.
  const each = series.flatMap(({ service, endpoint }, index): Threshold[] => [
    ...STATISTICS.toSpliced(index % STATISTICS.length, 1).map(
      (statistic): Threshold => ({ service, endpoint, metric: 'latency', statistic, ...LATENCY }),
    ),
    { service, endpoint, metric: 'errorRate', ...ERRORS },
    { service, endpoint, metric: 'throughput', ...RATE },
  ]);
  return [...each, ...ofStreams];
}

const EXPECTATIONS: readonly Expectation[] = [
  {
    statement: 'Every service is fast',
    condition: { metric: 'latency', statistic: 'p95', scope: 'every-service', below: 200 },
  },
  {
    statement: 'Half of all within 20 ms',
    condition: { metric: 'latency', statistic: 'p50', scope: 'total', below: 20 },
  },
  {
    statement: '<b>Every</b> endpoint | is *fast*',
    condition: { metric: 'latency', statistic: 'p99', scope: 'every-endpoint', below: 100 },
  },
  { statement: 'Fewer than 1% errors', condition: { metric: 'errorRate', below: 1 } },
  { statement: 'At least 5 a second', condition: { metric: 'throughput', above: 5 } },
  { statement: 'The breaking point is found', condition: { metric: 'breakingPoint' } },
];
