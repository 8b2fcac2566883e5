import { closedProfile } from '../../src/contract/profile.ts';
import type { RunPlan, Scenario } from '../../src/contract/run-plan.ts';
import type {
  FailureCount,
  KeptRequest,
  RunSecond,
  SeriesSecond,
  StreamLane,
  StreamSecond,
} from '../../src/contract/tick.ts';
import {
  type BareSeries,
  makeHttp,
  makePlan,
  makeSeries,
  makeSse,
  makeStep,
  makeWebSocket,
} from './made-plan.ts';
import {
  encodeMillis,
  makeFailure,
  makeGenerator,
  makeSecond,
  makeSeriesSecond,
  makeStream,
} from './made-seconds.ts';
import { type Random, seededRandom, standardNormal } from './seeded-random.ts';
import { SUITE_THRESHOLDS } from './suite-thresholds.ts';

/** A run of all five services, made up second by second from a seed: what a report of the whole suite looks like. */

/** Endpoint, median ms, share of the service's requests. */
const HTTP: Readonly<Record<string, readonly (readonly [string, number, number])[]>> = {
  gateway: [
    ['instruments', 31, 0.2],
    ['curves', 42, 0.2],
    ['products', 55, 0.15],
    ['pricing', 70, 0.15],
    ['historical', 180, 0.08],
    ['cache_stats', 12, 0.07],
    ['latest_price', 25, 0.15],
  ],
  auth: [
    ['verify_token', 14, 0.6],
    ['verify_ws_token', 13, 0.3],
    ['user_info', 30, 0.1],
  ],
  entitlements: [
    ['check', 28, 0.7],
    ['rules', 40, 0.15],
    ['stats', 22, 0.15],
  ],
  metrics: [
    ['track', 11, 0.4],
    ['track_batch', 30, 0.3],
    ['export', 140, 0.1],
    ['series', 45, 0.1],
    ['stats', 20, 0.1],
  ],
};
const RATES: Readonly<Record<string, number>> = { gateway: 240, auth: 120, entitlements: 80, metrics: 150 };

const HTTP_SERIES: readonly BareSeries[] = Object.entries(HTTP).flatMap(([service, endpoints]) =>
  endpoints.map(([endpoint]) => makeSeries({ service, endpoint })),
);
const STREAM_SERIES: readonly BareSeries[] = [
  makeSeries({
    service: 'streaming',
    endpoint: 'ws_connect',
    protocol: 'websocket',
    definition: 'from opening the socket to the 101',
  }),
  makeSeries({
    service: 'streaming',
    endpoint: 'ws_round_trip',
    protocol: 'websocket',
    clock: 'intended',
    definition: 'from when the plan wanted the message sent to the frame that answers it',
  }),
  makeSeries({
    service: 'streaming',
    endpoint: 'ws_ping',
    protocol: 'websocket',
    definition: 'from a ping frame to its pong',
  }),
  makeSeries({
    service: 'streaming',
    endpoint: 'sse_stream',
    protocol: 'sse',
    definition: 'from sending the request to the first event',
  }),
  makeSeries({
    service: 'streaming',
    endpoint: 'sse_headers',
    protocol: 'sse',
    definition: 'to the headers',
  }),
  makeSeries({
    service: 'streaming',
    endpoint: 'sse_gap',
    protocol: 'sse',
    definition: 'between one event and the next',
  }),
];
const FIRST_STREAM = HTTP_SERIES.length;

/** @param durationMs the plan's length; the load ramps up over its first tenth */
export function makeSuitePlan(durationMs: number): RunPlan {
  const users = (service: string) => (RATES[service] ?? 0) * 2;
  const profile = (service: string) =>
    closedProfile(users(service), (users(service) * 10_000) / durationMs, durationMs);
  const http = Object.keys(HTTP).map(
    (service): Scenario =>
      makeHttp({
        name: `${service} users`,
        service,
        profile: profile(service),
        tasks: HTTP_SERIES.flatMap((series, index) =>
          series.service === service ? [{ name: series.endpoint, weight: 1, steps: [makeStep(index)] }] : [],
        ),
      }),
  );
  return makePlan({
    name: 'Comprehensive suite, medium',
    description: 'All five services at once, as before a release.',
    durationMs,
    warmupMs: 5_000,
    services: ['gateway', 'streaming', 'auth', 'entitlements', 'metrics'].map((name, i) => ({
      name,
      url: `http://127.0.0.1:${8000 + i}`,
      healthPath: '/health',
    })),
    series: [...HTTP_SERIES, ...STREAM_SERIES],
    scenarios: [
      ...http,
      makeWebSocket(FIRST_STREAM, { profile: closedProfile(100, 100, durationMs) }),
      makeSse(FIRST_STREAM + 3, { profile: closedProfile(20, 20, durationMs) }),
    ],
    thresholds: SUITE_THRESHOLDS,
    expectations: [
      {
        statement: 'Stable, every service below 200 ms',
        condition: { metric: 'latency', statistic: 'p95', scope: 'every-service', below: 200 },
      },
      { statement: 'Fewer than 1% errors', condition: { metric: 'errorRate', below: 1 } },
      { statement: 'Breaking point and failure modes identified', condition: { metric: 'breakingPoint' } },
    ],
  });
}

/** The seconds of such a run: a slow spell of the gateway in the middle, a few errors throughout. */
export function makeSuiteSeconds(count: number, seed = 7): RunSecond[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, second) => suiteSecond(second, count, random));
}

function suiteSecond(second: number, count: number, random: Random): RunSecond {
  const ramp = Math.min(1, (second + 1) / (count / 10));
  const slowSpell = second >= count * 0.55 && second < count * 0.65;
  const failures: FailureCount[] = [];
  const exemplars: KeptRequest[] = [];
  const http = HTTP_SERIES.map((series, index) => {
    const [, median = 1, share = 0] = HTTP[series.service]?.find(([name]) => name === series.endpoint) ?? [];
    const slow = slowSpell && series.service === 'gateway' ? 3.2 : 1;
    const n = Math.round((RATES[series.service] ?? 0) * share * ramp * (0.9 + 0.2 * random()));
    const failed = random() < (slow > 1 ? 0.5 : 0.03) ? 1 : 0;
    if (failed > 0)
      addFailure({ failures, exemplars }, { index, second, path: series.endpoint, slow: slow > 1 });
    return httpSecond(index, { n, failed, median: median * slow, first: second === 0 }, random);
  });
  return makeSecond(second, [...http, ...streamSeries(second, random)], {
    users: Math.round(590 * ramp),
    failures,
    exemplars,
    streams: streamStates(second, count),
    generators: [
      makeGenerator({ loopDelayMaxUs: 1_000 + 2_000 * random(), loopUtilisation: 0.2 + 0.1 * random() }),
      makeGenerator({ thread: 1, loopDelayMaxUs: second === 41 ? 85_000 : 1_500, loopUtilisation: 0.25 }),
    ],
  });
}

function httpSecond(
  index: number,
  load: { n: number; failed: number; median: number; first: boolean },
  random: Random,
): SeriesSecond {
  const draw = (median: number, spread: number, n: number) =>
    Array.from({ length: n }, () => median * Math.exp(spread * standardNormal(random)));
  const times = draw(load.median, 0.35, load.n);
  return makeSeriesSecond(index, times, {
    counts: {
      errors: load.failed,
      targetErrors: load.failed,
      bytesIn: load.n * 1_850,
      bytesOut: load.n * 210,
      newConnections: load.first ? load.n : 0,
      reusedConnections: load.first ? 0 : load.n + load.failed,
    },
    histograms: {
      failed: encodeMillis(load.failed > 0 ? [load.median * 4] : []),
      connect: encodeMillis(load.first ? draw(0.3, 0.2, load.n) : []),
      wait: encodeMillis(times.map((time) => time * 0.9)),
      receive: encodeMillis(times.map((time) => time * 0.08)),
    },
  });
}

function addFailure(
  into: { failures: FailureCount[]; exemplars: KeptRequest[] },
  at: { index: number; second: number; path: string; slow: boolean },
): void {
  const failure = at.slow
    ? makeFailure('timeout.total', {
        message: 'No full answer within 10,000 ms.',
        hint: 'Look at the target.',
      })
    : makeFailure('http.5xx', { message: 'The target answered 503.', hint: 'Read its log at that time.' });
  const endedUs = at.second * 1_000_000 + 420_000;
  into.failures.push({ series: at.index, failure, count: 1, firstUs: endedUs, lastUs: endedUs });
  into.exemplars.push({
    series: at.index,
    thread: 0,
    intendedUs: null,
    startedUs: endedUs - 100_000,
    dnsUs: null,
    connectUs: null,
    tlsUs: null,
    sentUs: endedUs - 99_900,
    firstByteUs: at.slow ? null : endedUs - 100,
    endedUs,
    reused: true,
    status: at.slow ? null : 503,
    method: 'GET',
    url: `http://127.0.0.1:8000/api/v1/${at.path}`,
    code: failure.code,
  });
}

function streamSeries(second: number, random: Random): SeriesSecond[] {
  const draw = (median: number, n: number) =>
    Array.from({ length: n }, () => median * Math.exp(0.3 * standardNormal(random)));
  const roundTrips = draw(8, second === 0 ? 0 : 100);
  return [
    ...(second === 5 ? [makeSeriesSecond(FIRST_STREAM, draw(25, 100))] : []),
    makeSeriesSecond(FIRST_STREAM + 1, roundTrips, {
      histograms: { service: encodeMillis(roundTrips.map((time) => time * 0.97)) },
    }),
    makeSeriesSecond(FIRST_STREAM + 2, draw(1.2, 3)),
    makeSeriesSecond(FIRST_STREAM + 3, draw(60, 2)),
    makeSeriesSecond(FIRST_STREAM + 4, draw(20, 2)),
    makeSeriesSecond(FIRST_STREAM + 5, draw(500, 40)),
  ];
}

/** The second lane is closed by the service at 20 s and comes back; all others stay to the end. */
function laneSecond(lane: number, second: number, count: number): StreamLane {
  const at = (ms: number) => second * 1_000_000 + ms * 1_000;
  const begin = (ms: number) => [
    { atUs: at(ms), to: 'handshaking' as const, cause: '' },
    { atUs: at(ms + 30), to: 'open' as const, cause: '' },
    { atUs: at(ms + 60), to: 'subscribed' as const, cause: '' },
  ];
  const lost = { atUs: at(250), to: 'closed' as const, cause: 'ws.closed.1011' };
  const isLost = lane === 1 && second === 20;
  const gone = { atUs: at(900), to: 'closed' as const, cause: 'clean' };
  return {
    connection: lane * 10,
    changes:
      second === 0 ? begin(lane * 20) : isLost ? [lost, ...begin(600)] : second === count - 1 ? [gone] : [],
    messagesIn: 3,
    messagesOut: 1,
    slowestUs: 6_000 + ((second * 7 + lane * 3) % 11) * 900,
  };
}

function streamStates(second: number, count: number): StreamSecond[] {
  const last = second === count - 1;
  const lost = Math.min(2, Math.floor(second / 20));
  return [
    {
      ...makeStream('StreamConnections'),
      lanes: Array.from({ length: 10 }, (_, lane) => laneSecond(lane, second, count)),
      states: { handshaking: 0, open: last ? 0 : 3, subscribed: last ? 0 : 95 - lost, closing: 0 },
      attempted: second === 0 ? 100 : 0,
      opened: second === 0 ? 98 : 0,
      failed: second === 0 ? 2 : 0,
      closed: last ? 98 - lost : second === 20 || second === 40 ? 1 : 0,
      closedBy: last ? { clean: 98 - lost } : second === 20 || second === 40 ? { 'ws.closed.1011': 1 } : {},
      messagesIn: 320,
      messagesOut: 98,
      topics: {
        'pricing.updates': { count: 180, bytes: 32_000 },
        'curve.changes': { count: 40, bytes: 9_000 },
        pong: { count: 98, bytes: 1_700 },
      },
    },
    {
      ...makeStream('EventStreams'),
      states: { handshaking: 0, open: last ? 0 : 20, subscribed: 0, closing: 0 },
      attempted: second === 0 ? 22 : 2,
      opened: second === 0 ? 22 : 2,
      closed: last ? 22 : 2,
      closedBy: { clean: last ? 22 : 2 },
      messagesIn: 40,
      topics: { price: { count: 40, bytes: 6_000 } },
    },
  ];
}
