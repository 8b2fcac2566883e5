import { describe, expect, test } from 'vitest';
import { closedProfile } from '../../../../../src/contract/profile.ts';
import type { RunPlan } from '../../../../../src/contract/run-plan.ts';
import { summarySchema } from '../../../../../src/contract/summary.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { RunLoad } from '../../../../../src/main/services/analysis/counts/run-load.ts';
import {
  ConnectionTimelines,
  MAX_CHANGES,
} from '../../../../../src/main/services/analysis/streams/connection-timelines.ts';
import { isOpening, StreamPhases } from '../../../../../src/main/services/analysis/streams/stream-phases.ts';
import { makeHttp, makePlan, makeSeries, makeSse, makeWebSocket } from '../../../../support/made-plan.ts';
import {
  COMPLETED,
  encodeMillis,
  makeRun,
  makeSecond,
  makeSeriesSecond,
  makeStream,
} from '../../../../support/made-seconds.ts';

const SERIES = [
  ...['ws_connect', 'ws_message', 'ws_ping'].map((endpoint) =>
    makeSeries({ service: 'streaming', endpoint, protocol: 'websocket' }),
  ),
  ...['sse_stream', 'sse_headers', 'sse_gap'].map((endpoint) =>
    makeSeries({ service: 'streaming', endpoint, protocol: 'sse' }),
  ),
];
const times = (n: number, ms: number) => Array.from({ length: n }, () => ms);

/** 20 connections over two seconds, then held. */
const ramped = (change: Parameters<typeof makeWebSocket>[1] = {}): RunPlan =>
  makePlan({
    series: SERIES.slice(0, 3),
    scenarios: [makeWebSocket(0, { profile: closedProfile(20, 10, 10_000), ...change })],
    durationMs: 10_000,
  });

describe('attempts that a stop cut off before they were answered', () => {
  const seconds = [0, 1].map((second) =>
    makeSecond(second, [makeSeriesSecond(0, [], { counts: { sent: second === 0 ? 2 : 0, inFlight: 2 } })], {
      streams: [
        makeStream('StreamConnections', {
          attempted: second === 0 ? 2 : 0,
          failed: second === 0 ? 0 : 2,
          states: { handshaking: second === 0 ? 2 : 0, open: 0, subscribed: 0, closing: 0 },
          closedBy: second === 0 ? {} : { unanswered: 2 },
        }),
      ],
    }),
  );

  test('were never answered: they did not fail, and are in one place only', () => {
    const { webSocket, totals, perSecond, overall } = analyseStored(makeRun(ramped()), seconds, {
      ...COMPLETED,
      withSeconds: true,
      state: 'stopped',
    });
    expect(webSocket).toMatchObject({ attempted: 2, opened: 0, failed: 0, unanswered: 2, closedBy: {} });
    expect(totals).toMatchObject({ sent: 2, errors: 0, openAtStop: 2 });
    expect(perSecond[1]?.streams?.webSocket?.connections.handshaking).toBe(2);
    expect(overall.outcome).toBe('not gradable');
  });
});

describe('a second of the streams', () => {
  test('is absent where the plan has none', () => {
    const { perSecond } = analyseStored(makeRun(makePlan()), [makeSecond(0, [])], COMPLETED);
    expect(perSecond[0]).not.toHaveProperty('streams');
  });

  test('keeps WebSockets and event streams apart, with the latencies of their roles', () => {
    const plan = makePlan({ series: SERIES, scenarios: [makeWebSocket(0), makeSse(3)] });
    const second = makeSecond(
      0,
      [
        makeSeriesSecond(0, [20, 30]),
        makeSeriesSecond(1, times(30, 5)),
        makeSeriesSecond(3, [250]),
        makeSeriesSecond(4, [7]),
        makeSeriesSecond(5, times(40, 100)),
      ],
      {
        streams: [
          makeStream('StreamConnections', {
            attempted: 3,
            opened: 2,
            failed: 1,
            missed: 4,
            messagesOut: 30,
            states: { handshaking: 0, open: 1, subscribed: 1, closing: 0 },
            deliveryLag: encodeMillis([3]),
          }),
          makeStream('EventStreams', {
            attempted: 1,
            opened: 1,
            messagesIn: 41,
            states: { handshaking: 0, open: 0, subscribed: 1, closing: 0 },
          }),
        ],
      },
    );
    const summary = analyseStored(makeRun(plan), [second], COMPLETED);
    expect(summary.perSecond[0]?.streams).toMatchObject({
      webSocket: {
        connections: { handshaking: 0, open: 1, subscribed: 1, closing: 0 },
        attempted: 3,
        opened: 2,
        failed: 1,
        missed: 4,
        messagesIn: 0,
        messagesOut: 30,
        connectMs: {
          windowSeconds: 0,
          p50WindowSeconds: 1,
          meanMs: 25,
          p50Ms: 20.015,
          p95Ms: null,
          maxMs: 30,
        },
        roundTripMs: { windowSeconds: 1, meanMs: 5, p50Ms: 5, p95Ms: 5, maxMs: 5 },
        deliveryLagMs: { meanMs: 3, maxMs: 3 },
      },
      sse: {
        connections: { subscribed: 1 },
        messagesIn: 41,
        headersMs: { meanMs: 7 },
        firstEventMs: { meanMs: 250 },
        gapMs: { meanMs: 100, p50Ms: 100 },
      },
    });
    expect(summarySchema.safeParse(summary).error).toBeUndefined();
  });

  test('takes the pings for the round trip where the plan sends no message', () => {
    const seconds = [makeSecond(0, [makeSeriesSecond(2, [9])])];
    const { perSecond } = analyseStored(makeRun(ramped({ message: null })), seconds, COMPLETED);
    expect(perSecond[0]?.streams?.webSocket?.roundTripMs.maxMs).toBe(9);
  });

  test('does not look back into the warm-up', () => {
    const plan = { ...ramped(), warmupMs: 1_000 };
    const seconds = [makeSecond(0, [makeSeriesSecond(1, times(30, 50))]), makeSecond(1, [])];
    const { perSecond } = analyseStored(makeRun(plan), seconds, COMPLETED);
    expect(perSecond.map((row) => row.streams?.webSocket?.roundTripMs.p50Ms)).toEqual([50, null]);
  });
});

describe('opening against steady', () => {
  test('parts the run where the plan has opened its last connection and a second for its handshake is over', () => {
    expect([0, 1, 2, 3, 9].map((second) => isOpening(ramped().load, second))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    const atOnce = makePlan({ scenarios: [makeWebSocket(0, { startAfterMs: 2_000 })] });
    expect([0, 1, 2, 3, 4].map((second) => isOpening(atOnce.load, second))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
    const requests = makePlan({ scenarios: [makeHttp()] });
    const phases = new StreamPhases(requests, new RunLoad(requests));
    phases.add(makeSecond(0, []));
    expect(phases.summarize().opening.lengthMs).toBe(0);
  });

  test('counts a later climb as opening, and a fall as steady', () => {
    const segments = [
      { durationMs: 1_000, from: 5, to: 5 },
      { durationMs: 2_000, from: 5, to: 5 },
      { durationMs: 2_000, from: 5, to: 9 },
      { durationMs: 3_000, from: 9, to: 0 },
    ];
    const plan = ramped({ profile: { model: 'closed', segments } });
    expect(Array.from({ length: 8 }, (_, second) => isOpening(plan.load, second))).toEqual([
      true,
      true,
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('sums both, the warm-up included, excluded seconds not', () => {
    const stream = (change: Parameters<typeof makeStream>[1]) => ({
      streams: [makeStream('StreamConnections', change)],
    });
    const seconds = [
      makeSecond(
        0,
        [makeSeriesSecond(0, [10])],
        stream({ attempted: 11, opened: 10, failed: 1, messagesOut: 6 }),
      ),
      makeSecond(1, [makeSeriesSecond(0, [20])], stream({ attempted: 10, opened: 10, messagesOut: 12 })),
      makeSecond(2, [], stream({ messagesOut: 18 })),
      makeSecond(3, [makeSeriesSecond(1, times(20, 4))], stream({ messagesOut: 20, messagesIn: 20 })),
      makeSecond(4, [makeSeriesSecond(1, times(20, 8))], {
        lengthUs: 500_000,
        ...stream({ messagesOut: 10, messagesIn: 10 }),
      }),
    ];
    const plan = { ...ramped(), warmupMs: 2_000 };
    const { webSocket } = analyseStored(makeRun(plan), seconds, COMPLETED);
    expect(webSocket?.phases).toMatchObject({
      opening: {
        lengthMs: 3_000,
        attempted: 21,
        opened: 20,
        failed: 1,
        messagesOutPerSecond: 12,
        connectMs: { count: 2, min: 10, max: 20 },
        roundTripMs: { count: 0 },
      },
      steady: {
        lengthMs: 1_500,
        opened: 0,
        openedPerSecond: 0,
        messagesInPerSecond: 20,
        roundTripMs: { count: 40, mean: 6, p50: 4.001 },
      },
    });
    expect(webSocket?.phases?.opening.openedPerSecond).toBeCloseTo(20 / 3, 12);
  });

  test('says whether sequence numbers and stamps were looked for', () => {
    const of = (plan: RunPlan) => {
      const { webSocket } = analyseStored(makeRun(plan), [], COMPLETED);
      return [webSocket?.sequenced, webSocket?.stamped];
    };
    const fields = { topic: '/topic', type: '/type', sequence: null, sentAtMs: null };
    expect(of(ramped())).toEqual([false, false]);
    expect(of(ramped({ fields: { ...fields, sequence: '/seq' } }))).toEqual([true, false]);
    expect(of(ramped({ fields: { ...fields, sentAtMs: '/at' } }))).toEqual([false, true]);
  });
});

describe('connections followed one by one', () => {
  const change = (atUs: number, to: 'handshaking' | 'open' | 'closed', cause = '') => ({ atUs, to, cause });
  const lane = (connection: number, changes: ReturnType<typeof change>[]) => ({
    connection,
    changes,
    messagesIn: 2,
    messagesOut: 1,
    slowestUs: 4_500,
  });

  test('keep their place, their states and what they did in each second', () => {
    const secondCounters = new ConnectionTimelines();
    expect(
      secondCounters.add('a', [lane(5, [change(1_000, 'handshaking'), change(21_500, 'open')])]),
    ).toEqual([{ lane: 0, messagesIn: 2, messagesOut: 1, slowestMs: 4.5 }]);
    expect(secondCounters.add('b', [lane(5, [])])[0]?.lane).toBe(1);
    expect(secondCounters.add('a', [lane(5, [change(2_000_000, 'closed', 'ws.closed.1011')])])[0]?.lane).toBe(
      0,
    );
    expect(secondCounters.lanes()).toEqual([
      {
        scenario: 'a',
        connection: 5,
        cut: false,
        changes: [
          { atMs: 1, to: 'handshaking', cause: '' },
          { atMs: 21.5, to: 'open', cause: '' },
          { atMs: 2_000, to: 'closed', cause: 'ws.closed.1011' },
        ],
      },
      { scenario: 'b', connection: 5, cut: false, changes: [] },
    ]);
  });

  test('are twenty at most, with a bounded number of changes each', () => {
    const secondCounters = new ConnectionTimelines();
    secondCounters.add(
      'a',
      Array.from({ length: 30 }, (_, connection) => lane(connection, [])),
    );
    secondCounters.add('a', [
      lane(
        0,
        Array.from({ length: MAX_CHANGES + 1 }, (_, at) => change(at, 'open')),
      ),
    ]);
    expect(secondCounters.lanes()).toHaveLength(20);
    expect(secondCounters.lanes()[0]).toMatchObject({ cut: true });
    expect(secondCounters.lanes()[0]?.changes).toHaveLength(MAX_CHANGES);
  });

  test('stand in the document over the whole run, whatever part the figures cover', () => {
    const seconds = [
      makeSecond(0, [], {
        streams: [makeStream('StreamConnections', { lanes: [lane(0, [change(10_000, 'handshaking')])] })],
      }),
      makeSecond(1, [], { streams: [makeStream('StreamConnections', { lanes: [lane(0, [])] })] }),
    ];
    const summary = analyseStored(makeRun(ramped()), seconds, { ...COMPLETED, fromSecond: 1 });
    expect(summary.webSocket?.lanes).toEqual([
      {
        scenario: 'StreamConnections',
        connection: 0,
        cut: false,
        changes: [{ atMs: 10, to: 'handshaking', cause: '' }],
      },
    ]);
    expect(summary.perSecond[1]?.streams?.webSocket?.lanes).toEqual([
      { lane: 0, messagesIn: 2, messagesOut: 1, slowestMs: 4.5 },
    ]);
  });
});
