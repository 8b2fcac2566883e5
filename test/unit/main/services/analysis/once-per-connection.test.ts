import { describe, expect, test } from 'vitest';
import type { RunPlan } from '../../../../../src/contract/run-plan.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { latencyCurves } from '../../../../../src/main/services/analysis/seconds/latency-curves.ts';
import {
  makeHttp,
  makePlan,
  makeSeries,
  makeSse,
  makeStep,
  makeWebSocket,
} from '../../../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../../../support/made-seconds.ts';

const SOCKETS = ['ws_connect', 'ws_first_message', 'ws_message', 'ws_ping', 'ws_session'].map((endpoint) =>
  makeSeries({ service: 'streaming', endpoint, protocol: 'websocket' }),
);
const EVENTS = ['sse_stream', 'headers', 'gap'].map((endpoint) =>
  makeSeries({ service: 'streaming', endpoint, protocol: 'sse' }),
);
const socket = makeWebSocket(0, {
  series: { connect: 0, firstMessage: 1, roundTrip: 2, ping: 3, session: 4 },
});
const failing = (errors: number) => ({ counts: { errors, targetErrors: errors } });

/** All connections open in the first second; messages and gaps go on for ten; the first two are warm-up. */
const socketPlan = makePlan({ series: SOCKETS, scenarios: [socket], warmupMs: 2_000, durationMs: 10_000 });
const socketSeconds = Array.from({ length: 10 }, (_, second) =>
  makeSecond(second, [
    ...(second === 0
      ? [
          makeSeriesSecond(0, [20, 30, 40], failing(1)),
          makeSeriesSecond(1, [7, 8, 9]),
          makeSeriesSecond(4, [], failing(1)),
        ]
      : []),
    makeSeriesSecond(2, second < 2 ? [500] : [10]),
  ]),
);

const endpointsOf = (plan: RunPlan, seconds: Parameters<typeof analyseStored>[1], choice = {}) =>
  analyseStored(makeRun(plan), seconds, { ...COMPLETED, ...choice }).endpoints.map(
    ({ endpoint, count, errors, ratePerSecond, responseTimeMs }) => [
      endpoint,
      count,
      errors,
      ratePerSecond,
      responseTimeMs.max,
    ],
  );

describe('what happens once per connection', () => {
  test('follows from what a series stands for', () => {
    const series = [
      ...SOCKETS,
      ...EVENTS,
      makeSeries({ endpoint: 'login' }),
      makeSeries({ endpoint: 'renewed' }),
      makeSeries({ endpoint: 'both' }),
      makeSeries({ endpoint: 'list' }),
    ];
    const plan = makePlan({
      series,
      scenarios: [
        { ...socket, setup: [makeStep(8), makeStep(10)] },
        { ...makeSse(5), setup: [makeStep(9)], setupPolicy: { shared: false, everyMs: 60_000 } },
        makeHttp({ tasks: [{ name: 'list', weight: 1, steps: [makeStep(10), makeStep(11)] }] }),
      ],
    });
    expect(plan.series.flatMap(({ once }, index) => (once ? [series[index]?.endpoint] : []))).toEqual([
      'ws_connect',
      'ws_first_message',
      'ws_session',
      'sse_stream',
      'headers',
      'login',
    ]);
  });

  test('of a step that is a stream it is all that is waited for', () => {
    const series = ['watch', 'watch reply', 'watch session'].map((endpoint) =>
      makeSeries({ endpoint, protocol: 'websocket' }),
    );
    const stream = {
      kind: 'websocket',
      send: [],
      until: { pointer: '/type', value: 'pong' },
      holdMs: 1_000,
      closeTimeoutMs: 1_000,
      maxMessageBytes: 1_000,
      series: { roundTrip: 1, session: 2 },
    } as const;
    const tasks = [{ name: 'watch', weight: 1, steps: [makeStep(0, { stream })] }];
    const places = makePlan({ series, scenarios: [makeHttp({ tasks })] }).series;
    expect(places.map(({ once }) => once)).toEqual([true, true, true]);
  });

  test('is never warm-up: its figures cover every second, and its rate is over all of them', () => {
    expect(endpointsOf(socketPlan, socketSeconds)).toEqual([
      ['ws_connect', 4, 1, 0.4, 40],
      ['ws_first_message', 3, 0, 0.3, 9],
      ['ws_message', 8, 0, 1, 10],
      ['ws_ping', 0, 0, 0, null],
      ['ws_session', 1, 1, 0.1, null],
    ]);
  });

  test('is graded where all of it fell into the warm-up, failed and broken connections included', () => {
    const bounds = { excellent: 1, good: 2, acceptable: 5 };
    const thresholds = [
      { service: 'streaming', endpoint: 'ws_connect', metric: 'latency', ...bounds },
      { service: 'streaming', metric: 'errorRate', ...bounds },
    ] as const;
    const { grades, webSocket, definitions } = analyseStored(
      makeRun({ ...socketPlan, thresholds }),
      socketSeconds,
      COMPLETED,
    );
    expect(grades.map(({ grade, samples }) => [grade, samples])).toEqual([
      ['poor', 3],
      // Eight messages, four connects of which one failed, one connection that broke.
      ['poor', 13],
    ]);
    expect(webSocket?.firstMessageMs).toMatchObject({ count: 3, max: 9 });
    expect(definitions.warmup).toContain('once per connection is never warm-up');
  });

  test('is left out of seconds that are excluded, or out of view', () => {
    const later = endpointsOf(socketPlan, socketSeconds, { fromSecond: 1 });
    expect(later[0]).toEqual(['ws_connect', 0, 0, 0, null]);
  });

  test('of event streams: first events, headers, and how a stream broke; not the gaps', () => {
    const plan = makePlan({ series: EVENTS, scenarios: [makeSse(0)], warmupMs: 1_000, durationMs: 2_000 });
    const seconds = [
      makeSecond(0, [
        makeSeriesSecond(0, [60]),
        makeSeriesSecond(1, [20]),
        makeSeriesSecond(2, [900], failing(1)),
      ]),
      makeSecond(1, [makeSeriesSecond(2, [100, 110])]),
    ];
    expect(endpointsOf(plan, seconds)).toEqual([
      ['sse_stream', 1, 0, 0.5, 60],
      ['headers', 1, 0, 0.5, 20],
      ['gap', 3, 1, 2, 110],
    ]);
  });

  test('has a curve of the same samples', () => {
    const at100 = latencyCurves(makeRun(socketPlan), socketSeconds).map(({ endpoint, ms }) => [
      endpoint,
      ms.at(-1),
    ]);
    expect(at100).toEqual([
      ['overall', 10],
      ['ws_connect', 40],
      ['ws_first_message', 9],
      ['ws_message', 10],
      ['ws_ping', null],
      ['ws_session', null],
    ]);
  });
});
