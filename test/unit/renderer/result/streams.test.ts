import { describe, expect, test } from 'vitest';
import type { ErrorRow, SummarySecond } from '../../../../src/contract/summary.ts';
import type { Lane, LaneSecond } from '../../../../src/contract/summary-streams.ts';
import {
  countsModel,
  openingLines,
  statesModel,
  streamTimesModel,
} from '../../../../src/renderer/charts/stream-charts.ts';
import { STREAMS } from '../../../../src/renderer/protocols/protocols.ts';
import type { ShownStream } from '../../../../src/renderer/protocols/shown-protocol.ts';
import { closeWords } from '../../../../src/renderer/protocols/websocket-endings.ts';
import { endingsOf } from '../../../../src/renderer/result/streams/ending-words.ts';
import { statesOf } from '../../../../src/renderer/result/streams/Lifecycle.tsx';
import {
  bandOf,
  type DrawnLane,
  lanesModel,
  laneWords,
  marksPath,
  ticksOf,
} from '../../../../src/renderer/result/streams/lanes-model.ts';
import { secondsOf, summary } from '../demo.ts';

const streamOf = (name: string): ShownStream => {
  const stream = STREAMS.find(({ key }) => key === name);
  if (stream === undefined) throw new Error(`no streams of ${name}`);
  return stream;
};
const webSocket = streamOf('webSocket');
const sse = streamOf('sse');

describe('how a connection ended, in words', () => {
  const errors = [{ code: 'reset.before_headers', message: 'It was reset.', hint: 'Look.' }] as ErrorRow[];

  test.each([
    ['clean', 'planned', 'Closed by Plimsoll, as planned'],
    ['cut', 'ours', 'Cut off by the stop'],
    ['ws.closed.1001', 'fault', 'The service is going away'],
    ['ws.closed.1011', 'fault', 'Internal error of the service'],
    ['ws.abnormal_close', 'fault', 'Cut without a close frame'],
    ['ws.closed.2999', 'fault', 'Closed with the reserved code 2999'],
    ['ws.closed.4401', 'fault', "Closed with the service's own code 4401"],
    ['ws.handshake_status.429', 'fault', 'Upgrade refused: too many requests'],
    ['ws.handshake_status.418', 'fault', 'Upgrade refused with status 418'],
    ['sse.idle', 'fault', 'No event within the idle limit'],
    ['reset.before_headers', 'fault', 'It was reset'],
    ['constructor', 'fault', 'constructor'],
  ])('%s is %s: %s', (cause, tone, title) => {
    const stream = cause.startsWith('sse') ? sse : webSocket;
    expect(endingsOf({ [cause]: 3 }, stream, errors)).toMatchObject([{ cause, tone, title, count: 3 }]);
  });

  test('the frequent ones come first; own codes are likened to HTTP', () => {
    expect(endingsOf({ cut: 1, clean: 5 }, webSocket, []).map(({ cause }) => cause)).toEqual([
      'clean',
      'cut',
    ]);
    expect(endingsOf({ clean: 1 }, sse, [])[0]?.meaning).toContain('read for as long');
    expect(endingsOf({ ended: 1 }, sse, [])[0]).toMatchObject({
      tone: 'planned',
      title: 'Ended by the service, in order',
    });
    expect(closeWords(4_401)[1]).toContain('use it like HTTP 401');
    expect(closeWords(4_999)[1]).not.toContain('HTTP');
  });
});

describe('the states of a lifecycle', () => {
  test.each(STREAMS)('of $key add up to all that were attempted, in every second', (stream) => {
    const seconds = secondsOf(20);
    let attempted = 0;
    let closed = 0;
    let failed = 0;
    for (const second of seconds) {
      const part = second.streams?.[stream.key];
      if (!part) continue;
      attempted += part.attempted;
      closed += part.closed;
      failed += part.failed;
      const figures = { ...summary[stream.key], attempted, closed, failed } as NonNullable<
        typeof summary.sse
      >;
      const states = statesOf(stream, figures, second);
      expect(states.reduce((sum, { value }) => sum + value, 0)).toBe(attempted);
    }
    expect(attempted).toBeGreaterThan(0);
  });
});

describe('charts of streams', () => {
  const seconds = secondsOf(12);
  const frame = { seconds, plannedMs: 12_000 };

  test('states are stacked: the upper edge is the number of connections that exist', () => {
    const model = statesModel(frame, 'webSocket', webSocket.states);
    expect(model.series.map(({ key }) => key)).toEqual(['closing', 'handshaking', 'open', 'subscribed']);
    const connections = seconds[11]?.streams?.webSocket?.connections;
    const sum = Object.values(connections ?? {}).reduce((total, value) => total + value, 0);
    expect(model.series[0]?.values[11]).toBe(sum);
    expect(model.series[3]?.shown?.[11]).toBe(connections?.subscribed);
    expect(statesModel(frame, 'sse', sse.states).series).toHaveLength(3);
  });

  test('counts are rates of whole seconds; a short last one is told with its neighbour', () => {
    const [first, next] = seconds as [SummarySecond, SummarySecond];
    const short = { ...next, lengthMs: 500 };
    const both = { seconds: [first, short], plannedMs: 2_000 };
    const opened = [first, short].reduce((sum, { streams }) => sum + (streams?.webSocket?.opened ?? 0), 0);
    const openings = countsModel(both, openingLines('webSocket'), true).series[0];
    expect(openings?.values).toEqual([opened / 1.5, opened / 1.5]);
    expect(openings?.steps).toEqual([{ from: 0, to: 1.5, value: opened / 1.5, estimate: false }]);
    const [events] = sse.charts(summary);
    expect(countsModel(both, events?.lines ?? [], false).series.map(({ label }) => label)).toEqual([
      'events',
    ]);
  });

  test('times are those of the document; the maximum only on a logarithmic axis', () => {
    const times = seconds[5]?.streams?.webSocket?.roundTripMs;
    const model = streamTimesModel(frame, ({ webSocket }) => webSocket?.roundTripMs, {
      whole: undefined,
      log: true,
    });
    expect(model.series.map(({ key }) => key)).toEqual(['max', 'p99', 'p95', 'p50', 'mean']);
    expect(model.series.map(({ values }) => values[5])).toEqual([
      times?.maxMs,
      times?.p99Ms,
      times?.p95Ms,
      times?.p50Ms,
      times?.meanMs,
    ]);
    const gap = streamTimesModel(frame, ({ sse }) => sse?.gapMs, { whole: undefined, log: false });
    expect(gap.series[0]?.key).toBe('p99');
  });
});

describe('lifelines', () => {
  const lane = (connection: number, changes: Lane['changes']): Lane => ({
    scenario: 'a',
    connection,
    changes,
    cut: false,
  });
  const second = (at: number, lanes: LaneSecond[]): SummarySecond => {
    const [base] = secondsOf(1) as [SummarySecond];
    const part = { ...(base.streams?.webSocket as object), lanes } as never;
    return { ...base, second: at, streams: { webSocket: part, sse: null } };
  };
  const did = (place: number, slowestMs: number | null): LaneSecond => ({
    lane: place,
    messagesIn: 1,
    messagesOut: 1,
    slowestMs,
  });

  test('are stretches between changes, with their ends and the slowest replies', () => {
    const lanes = [
      lane(7, [
        { atMs: 0, to: 'handshaking', cause: '' },
        { atMs: 1_000, to: 'subscribed', cause: '' },
        { atMs: 5_000, to: 'closed', cause: 'ws.closed.1011' },
      ]),
      lane(2, [{ atMs: 2_000, to: 'open', cause: '' }]),
    ];
    const seconds = [second(0, [did(0, 9)]), second(1, [did(0, 99), did(1, null)])];
    const model = lanesModel(lanes, { seconds, plannedMs: 10_000 }, 'webSocket');
    expect(model).toMatchObject({ spanS: 10, slowestMs: 99 });
    expect(model.lanes.map(({ connection }) => connection)).toEqual([2, 7]);
    expect(model.lanes[1]).toMatchObject({
      stretches: [
        { from: 0, to: 0.1, state: 'handshaking' },
        { from: 0.1, to: 0.5, state: 'subscribed' },
      ],
      ends: [{ at: 0.5, atMs: 5_000, cause: 'ws.closed.1011', isFault: true }],
      marks: [
        { from: 0, to: 0.1, height: 0.5 },
        { from: 0.1, to: 0.2, height: 1 },
      ],
      last: { state: 'closed', cause: 'ws.closed.1011' },
    });
    expect(model.lanes[0]?.marks).toEqual([]);
  });

  test('are drawn as bands below and bars above them, and told in words', () => {
    const drawn: DrawnLane = {
      key: 'a 7',
      connection: 7,
      scenario: 'a',
      stretches: [{ from: 0.1, to: 0.5, state: 'subscribed' }],
      ends: [{ at: 0.5, atMs: 5_000, cause: 'ws.closed.1011', isFault: true }],
      marks: [{ from: 0.1, to: 0.2, height: 1 }],
      last: { state: 'closed', cause: 'ws.closed.1011' },
      cut: true,
    };
    expect(bandOf(drawn.stretches[0] as never)).toEqual({ x: '100.0', y: '20', width: '400.0', height: '4' });
    expect(marksPath(drawn)).toBe('M100.0 19v-17.0h86.0v17.0z');
    expect(laneWords(drawn, webSocket, [])).toEqual({
      now: 'Internal error of the service',
      ends: ['0:05 Internal error of the service'],
      told: 'Connection 8: ended 0:05 Internal error of the service; more events than are kept.',
    });
    const idle = { at: 0.5, atMs: 5_000, cause: 'sse.idle', isFault: true };
    const reading = { ...drawn, ends: [idle], last: { state: 'subscribed', cause: '' }, cut: false } as const;
    expect(laneWords(reading, sse, [])).toMatchObject({
      now: 'reading',
      told: 'Stream 8: ended 0:05 No event within the idle limit; now reading.',
    });
    expect(laneWords({ ...reading, ends: [] }, webSocket, []).told).toBe('Connection 8: now subscribed.');
    expect(laneWords({ ...reading, ends: [], last: null }, sse, []).now).toBe('');
  });

  test('of a long run share a column between seconds, the slowest of them told', () => {
    const seconds = Array.from({ length: 1_200 }, (_, at) => second(at, [did(0, at === 3 ? 50 : 5)]));
    const model = lanesModel([lane(0, [])], { seconds, plannedMs: 1_200_000 }, 'webSocket');
    const marks = model.lanes[0]?.marks ?? [];
    expect(marks).toHaveLength(400);
    expect(marks[1]?.height).toBe(1);
    expect(marks[2]?.height).toBeLessThan(0.5);
  });

  test.each([
    [8, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
    [120, [0, 15, 30, 45, 60, 75, 90, 105, 120]],
    [1_200, [0, 300, 600, 900, 1_200]],
  ])('an axis of %d s is lined at %j', (span, ticks) => {
    expect(ticksOf(span)).toEqual(ticks);
  });
});
