import type { Summary } from '../../src/contract/summary.ts';
import { analyseStored } from '../../src/main/services/analysis/analysis.ts';
import { makeHttp, makePlan, makeSeries, makeSse, makeStep, makeWebSocket } from './made-plan.ts';
import { COMPLETED, makeFailure, makeRun, makeSecond, makeSeriesSecond, makeStream } from './made-seconds.ts';

const BOUNDS = { excellent: 50, good: 100, acceptable: 250 };
const times = (count: number, ms: number) => Array.from({ length: count }, () => ms);

/** The three kinds of run that are easily told wrong, each analysed from seconds made by hand. */

/**
 * Three endpoints of two services in two seconds: 300 answers of 20 ms, 30 of 900 ms (p95 an estimate), 18 of 30 ms (p95
 * unknown, but graded), 12 of 372 failed; and 3 that failed half a second after the plan's end.
 */
export function estimatedRun(): Summary {
  const plan = makePlan({
    name: 'short',
    durationMs: 2_000,
    services: [
      { name: 'gateway', url: 'http://127.0.0.1:8000', healthPath: '/health' },
      { name: 'auth', url: 'http://127.0.0.1:8001', healthPath: '/health' },
    ],
    series: [
      makeSeries({ endpoint: 'curves' }),
      makeSeries({ endpoint: 'historical' }),
      makeSeries({ service: 'auth', endpoint: 'users' }),
    ],
    scenarios: [
      makeHttp({
        tasks: [0, 1, 2].map((series) => ({ name: `t${series}`, weight: 1, steps: [makeStep(series)] })),
      }),
    ],
    thresholds: [
      { service: 'gateway', endpoint: 'curves', metric: 'latency', ...BOUNDS },
      { service: 'auth', endpoint: 'users', metric: 'latency', ...BOUNDS },
    ],
  });
  const failing = (count: number) => ({ counts: { errors: count, targetErrors: count } });
  const seconds = [
    makeSecond(0, [
      makeSeriesSecond(0, times(150, 20)),
      makeSeriesSecond(1, times(30, 900), failing(12)),
      makeSeriesSecond(2, times(18, 30)),
    ]),
    makeSecond(1, [makeSeriesSecond(0, times(150, 20))]),
    makeSecond(2, [makeSeriesSecond(1, [], failing(3))], { lengthUs: 500_000 }),
  ];
  return analyseStored(makeRun(plan), seconds, COMPLETED);
}

/** 60 answered, 10 failed at the target, 40 rejected for a token that was never accepted: 36 % are left out. */
export function ungradableRun(): Summary {
  const plan = makePlan({
    name: 'rejected',
    durationMs: 1_000,
    thresholds: [
      { service: 'gateway', metric: 'errorRate', excellent: 20, good: 25, acceptable: 30 },
      { service: 'gateway', metric: 'latency', ...BOUNDS },
    ],
    expectations: [{ statement: 'fast', condition: { metric: 'latency', below: 200 } }],
  });
  const second = makeSecond(
    0,
    [makeSeriesSecond(0, times(60, 20), { counts: { errors: 50, targetErrors: 10 } })],
    {
      failures: [
        { series: 0, failure: makeFailure('http.500'), count: 10 },
        { series: 0, failure: makeFailure('auth.rejected', { side: 'test' }), count: 40 },
      ].map((one) => ({ ...one, firstUs: 0, lastUs: 900_000 })),
    },
  );
  return analyseStored(makeRun(plan), [second], COMPLETED);
}

/** Ten connections with 40 answered messages, and ten event streams with 1,060 events; not one request. */
export function streamRun(change: { readonly failed?: number } = {}): Summary {
  const failed = change.failed ?? 0;
  const plan = makePlan({
    name: 'streams',
    durationMs: 1_000,
    services: [{ name: 'streaming', url: 'http://127.0.0.1:8001', healthPath: '/health' }],
    series: [
      ...['ws_connect', 'ws_message', 'ws_ping'].map((endpoint) =>
        makeSeries({ service: 'streaming', endpoint, protocol: 'websocket' }),
      ),
      ...['sse_stream', 'sse_headers', 'sse_gap'].map((endpoint) =>
        makeSeries({ service: 'streaming', endpoint, protocol: 'sse' }),
      ),
    ],
    scenarios: [makeWebSocket(0), makeSse(3)],
  });
  const states = { handshaking: 0, open: 10, subscribed: 0, closing: 0 };
  const second = makeSecond(
    0,
    [
      makeSeriesSecond(0, times(10, 5)),
      makeSeriesSecond(1, times(40, 12), { counts: { errors: failed, targetErrors: failed } }),
      makeSeriesSecond(3, times(10, 30)),
      makeSeriesSecond(5, times(1_050, 9)),
    ],
    {
      streams: [
        makeStream('StreamConnections', {
          states,
          attempted: 10,
          opened: 10,
          messagesIn: 40,
          messagesOut: 40 + failed,
        }),
        makeStream('EventStreams', { states, attempted: 10, opened: 10, messagesIn: 1_060 }),
      ],
    },
  );
  return analyseStored(makeRun(plan), [second], COMPLETED);
}
