import { describe, expect, test } from 'vitest';
import type { WebSocketStep } from '../../../../../src/contract/protocols/websocket.ts';
import { threeSentences } from '../../../../../src/contract/sentences.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { OTHER_NAMES } from '../../../../../src/main/services/analysis/streams/stream-totals.ts';
import {
  makeHttp,
  makePlan,
  makeSeries,
  makeSse,
  makeStep,
  makeWebSocket,
} from '../../../../support/made-plan.ts';
import {
  COMPLETED,
  encodeMillis,
  makeRun,
  makeSecond,
  makeSeriesSecond,
  makeStream,
} from '../../../../support/made-seconds.ts';

const SOCKET_SERIES = ['ws_connect', 'round_trip', 'ping'].map((endpoint) =>
  makeSeries({ service: 'streaming', endpoint, protocol: 'websocket' }),
);
const EVENT_SERIES = ['sse_stream', 'headers', 'gap'].map((endpoint) =>
  makeSeries({ service: 'streaming', endpoint, protocol: 'sse' }),
);

describe('what a series stands for', () => {
  const roles = ({ series }: ReturnType<typeof makePlan>) =>
    series.map(
      ({ role, inTotals, primary }) => `${role}${inTotals ? ' in totals' : ''}${primary ? ' primary' : ''}`,
    );

  test('with HTTP tasks, their requests are primary', () => {
    const plan = makePlan({
      series: [makeSeries(), ...SOCKET_SERIES],
      scenarios: [makeHttp(), makeWebSocket(1)],
    });
    expect(roles(plan)).toEqual([
      'request in totals primary',
      'connect in totals',
      'round-trip in totals',
      'ping',
    ]);
  });

  test('without, the messages; without messages, the pings', () => {
    const plan = makePlan({ series: SOCKET_SERIES, scenarios: [makeWebSocket(0)] });
    expect(roles(plan)).toEqual(['connect in totals', 'round-trip in totals primary', 'ping']);
    const pinging = makePlan({ series: SOCKET_SERIES, scenarios: [makeWebSocket(0, { message: null })] });
    expect(roles(pinging)).toEqual(['connect in totals', 'round-trip', 'ping in totals primary']);
  });

  test('of event streams the first event; headers and gaps count nothing', () => {
    const plan = makePlan({ series: EVENT_SERIES, scenarios: [makeSse(0)] });
    expect(roles(plan)).toEqual(['first-event in totals primary', 'headers', 'gap']);
  });
});

const ALL_SERIES = { connect: 0, firstMessage: 1, roundTrip: 2, ping: 3, session: 4 };
const ALL_SOCKET_SERIES = ['ws_connect', 'ws_first_message', 'ws_message', 'ws_ping', 'ws_session'].map(
  (endpoint) => makeSeries({ service: 'streaming', endpoint, protocol: 'websocket' }),
);

describe('first messages and sessions', () => {
  const plan = makePlan({
    series: ALL_SOCKET_SERIES,
    scenarios: [makeWebSocket(0, { series: ALL_SERIES })],
  });
  const failing = { counts: { errors: 2, targetErrors: 2 } };
  const seconds = [
    makeSecond(0, [
      makeSeriesSecond(0, [20, 20, 20]),
      makeSeriesSecond(1, [7], failing),
      makeSeriesSecond(2, [5, 5, 5, 5], { counts: { errors: 1, targetErrors: 1 } }),
      makeSeriesSecond(4, [900], failing),
    ]),
  ];

  test('are second looks: neither in the totals nor primary', () => {
    expect(plan.series.map(({ role, inTotals, primary }) => [role, inTotals, primary])).toEqual([
      ['connect', true, false],
      ['first-message', false, false],
      ['round-trip', true, true],
      ['ping', false, false],
      ['session', false, false],
    ]);
  });

  test('have figures and rows of their own, and are in no total', () => {
    const { webSocket, totals, endpoints, overallTimeMs, findings } = analyseStored(
      makeRun(plan),
      seconds,
      COMPLETED,
    );
    expect(webSocket?.firstMessageMs).toMatchObject({ count: 1, max: 7 });
    expect(webSocket?.sessionMs).toMatchObject({ count: 1, max: 900 });
    expect(endpoints.map(({ endpoint, count, errors }) => [endpoint, count, errors])).toEqual([
      ['ws_connect', 3, 0],
      ['ws_first_message', 3, 2],
      ['ws_message', 5, 1],
      ['ws_ping', 0, 0],
      ['ws_session', 3, 2],
    ]);
    expect([totals.ok, totals.errors, overallTimeMs.count, overallTimeMs.max]).toEqual([7, 1, 4, 5]);
    expect(findings.map(({ evidence }) => evidence).join()).not.toContain('ws_session');
  });

  test('broken off in use, they are failures of the service, each once', () => {
    const threshold = {
      service: 'streaming',
      metric: 'errorRate',
      excellent: 1,
      good: 2,
      acceptable: 5,
    } as const;
    const graded = { ...plan, thresholds: [threshold] };
    const streams = [makeStream('StreamConnections', { attempted: 3, opened: 3, closed: 2 })];
    const [only] = seconds;
    if (only === undefined) throw new Error('no second');
    const { grades, findings, overall } = analyseStored(makeRun(graded), [{ ...only, streams }], COMPLETED);
    // Two sessions broke; one of them failed a message as well, and is counted there.
    expect(grades[0]).toMatchObject({
      grade: 'poor',
      value: (2 / 9) * 100,
      note: expect.stringContaining(
        '2 of 9 failed at the target or network, 1 of them connections lost while in use',
      ),
    });
    expect(findings.find(({ code }) => code === 'errors.many')?.evidence).toContain('2 of 9');
    expect(overall.sentence).toContain('2 of 3 connections were lost while in use');
  });

  test('of steps are no part of the figures of the classes', () => {
    const hello = ['hello', 'hello session'].map((endpoint) =>
      makeSeries({ service: 'streaming', endpoint, protocol: 'websocket' }),
    );
    const stream: WebSocketStep = {
      kind: 'websocket',
      send: [],
      until: null,
      holdMs: 0,
      closeTimeoutMs: 1_000,
      maxMessageBytes: 1_000,
      series: { roundTrip: null, session: 6 },
    };
    const tasks = [{ name: 'hello', weight: 1, steps: [{ ...makeStep(5), stream }] }];
    const both = makePlan({
      series: [...ALL_SOCKET_SERIES, ...hello],
      scenarios: [makeWebSocket(0, { series: ALL_SERIES }), makeHttp({ tasks })],
    });
    const beside = [makeSecond(0, [makeSeriesSecond(0, [20]), makeSeriesSecond(5, [900, 900])])];
    const { webSocket } = analyseStored(makeRun(both), beside, COMPLETED);
    expect(webSocket?.connectMs).toMatchObject({ count: 1, max: 20 });
  });

  test('say, of plans from before they were measured, that nothing was', () => {
    const before = makePlan({ series: SOCKET_SERIES, scenarios: [makeWebSocket(0)] });
    const { webSocket } = analyseStored(makeRun(before), [makeSecond(0, [])], COMPLETED);
    expect(webSocket?.firstMessageMs).toMatchObject({ count: 0, p50: null });
  });
});

describe('the WebSocket part', () => {
  test('adds up lifecycle, messages, close codes and topics over every second', () => {
    const plan = makePlan({ series: SOCKET_SERIES, scenarios: [makeWebSocket(0)], warmupMs: 1_000 });
    const seconds = [
      makeSecond(0, [makeSeriesSecond(0, [20, 30])], {
        streams: [
          makeStream('StreamConnections', {
            attempted: 3,
            opened: 2,
            failed: 1,
            states: { handshaking: 0, open: 2, subscribed: 0, closing: 0 },
            deliveryLag: encodeMillis([999]),
          }),
        ],
      }),
      makeSecond(1, [makeSeriesSecond(1, [10, 12])], {
        streams: [
          makeStream('StreamConnections', {
            closed: 1,
            states: { handshaking: 0, open: 0, subscribed: 1, closing: 0 },
            messagesIn: 5,
            messagesOut: 2,
            closedBy: { '1011': 1 },
            topics: { 'pricing.updates': { count: 3, bytes: 300 }, pong: { count: 2, bytes: 40 } },
            deliveryLag: encodeMillis([3]),
          }),
        ],
      }),
    ];
    const { webSocket, sse, perSecond } = analyseStored(makeRun(plan), seconds, COMPLETED);
    expect(webSocket).toMatchObject({
      attempted: 3,
      opened: 2,
      failed: 1,
      closed: 1,
      openAtEnd: 1,
      closedBy: { '1011': 1 },
      messagesIn: 5,
      messagesOut: 2,
      topics: [
        { topic: 'pricing.updates', count: 3, bytes: 300 },
        { topic: 'pong', count: 2, bytes: 40 },
      ],
    });
    // The connects fell into the warm-up, and are timed all the same.
    expect(webSocket?.connectMs.count).toBe(2);
    expect(webSocket?.roundTripMs.mean).toBe(11);
    expect(webSocket?.deliveryLagMs.max).toBe(3);
    expect(perSecond[1]?.connections).toEqual({ handshaking: 0, open: 0, subscribed: 1, closing: 0 });
    expect(sse).toBeNull();
  });

  test('keeps a bounded number of names that the server invented', () => {
    const plan = makePlan({ series: SOCKET_SERIES, scenarios: [makeWebSocket(0)] });
    const topics = Object.fromEntries(
      Array.from({ length: 700 }, (_, i) => [`topic-${i}`, { count: 1, bytes: 10 }] as const),
    );
    const second = makeSecond(0, [], { streams: [makeStream('StreamConnections', { topics })] });
    const { webSocket } = analyseStored(makeRun(plan), [second], COMPLETED);
    expect(webSocket?.topics).toHaveLength(501);
    expect(webSocket?.topics[0]).toEqual({ topic: OTHER_NAMES, count: 200, bytes: 2_000 });
  });
});

describe('a part of a run', () => {
  const plan = makePlan({
    series: ALL_SOCKET_SERIES,
    scenarios: [makeWebSocket(0, { series: ALL_SERIES })],
    thresholds: [
      { service: 'streaming', metric: 'errorsPerConnection', excellent: 1, good: 2, acceptable: 5 },
    ],
    durationMs: 4_000,
  });
  const open = (count: number) => ({ handshaking: 0, open: count, subscribed: 0, closing: 0 });
  const steady = (second: number) =>
    makeSecond(second, [makeSeriesSecond(2, [5, 5, 5, 5])], {
      streams: [makeStream('StreamConnections', { states: open(4), messagesIn: 4, messagesOut: 4 })],
    });
  const seconds = [
    makeSecond(0, [makeSeriesSecond(0, [20, 20, 20, 20])], {
      streams: [makeStream('StreamConnections', { attempted: 4, opened: 4, states: open(4) })],
    }),
    steady(1),
    steady(2),
    makeSecond(3, [makeSeriesSecond(4, [], { counts: { errors: 3 } })], {
      streams: [makeStream('StreamConnections', { closed: 3, states: open(1), closedBy: { '1006': 3 } })],
    }),
  ];
  const part = (fromSecond: number, toSecond: number) =>
    analyseStored(makeRun(plan), seconds, { ...COMPLETED, fromSecond, toSecond });

  test('that leaves out the openings knows the connections that were open', () => {
    const { overall, grades, webSocket } = part(3, 3);
    expect(webSocket).toMatchObject({ openAtStart: 4, attempted: 0, opened: 0, closed: 3, openAtEnd: 1 });
    expect(overall.sentence).toContain('3 of 4 connections were lost while in use');
    expect(grades[0]).toMatchObject({ value: 75, grade: 'poor', note: expect.stringContaining('4 conn') });
  });

  test('says from when to when it goes, and what was open in it', () => {
    const [, steadily] = threeSentences(part(1, 2));
    expect(steadily).toBe(
      'From 0:01 to 0:03, one service was tested: 4 WebSocket connections were open, 8 messages sent and 8 received; none failed.',
    );
    const [, whole] = threeSentences(part(0, 3));
    expect(whole).toContain('From 0:00 to 0:04, one service was tested: 4 of 4 WebSocket connections opened');
  });
});

describe('the event-stream part', () => {
  test('counts events and keeps the three times apart', () => {
    const plan = makePlan({ series: EVENT_SERIES, scenarios: [makeSse(0)] });
    const second = makeSecond(
      0,
      [makeSeriesSecond(0, [60]), makeSeriesSecond(1, [20]), makeSeriesSecond(2, [100, 110])],
      { streams: [makeStream('EventStreams', { attempted: 1, opened: 1, messagesIn: 3 })] },
    );
    const { sse, totals, overallTimeMs } = analyseStored(makeRun(plan), [second], COMPLETED);
    expect(sse).toMatchObject({ attempted: 1, opened: 1, events: 3 });
    expect([sse?.firstEventMs.max, sse?.headersMs.max, sse?.gapMs.mean]).toEqual([60, 20, 105]);
    // Headers and gaps are second looks at the same stream.
    expect(totals.sent).toBe(1);
    expect(overallTimeMs.max).toBe(60);
  });
});
