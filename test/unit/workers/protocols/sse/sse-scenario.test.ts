import { describe, expect, test } from 'vitest';
import { closedProfile } from '../../../../../src/contract/profile.ts';
import type { SseScenario } from '../../../../../src/contract/protocols/sse.ts';
import { statusFailure } from '../../../../../src/workers/engine/drivers/failure-codes.ts';
import type { ScenarioRunner } from '../../../../../src/workers/engine/users/scenario-runner.ts';
import { makePlan, makeSse } from '../../../../support/made-plan.ts';
import { runVirtual, streamThread } from '../../../../support/stream-run.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';
import { FakeEventStreams, type FakeStream } from '../../engine/streams/fake-event-streams.ts';

const FIRST_EVENT = 0;
const HEADERS = 1;
const GAP = 2;

interface Script {
  readonly streams?: number;
  readonly durationMs?: number;
  readonly scenario?: Partial<SseScenario>;
  readonly limits?: Partial<ReturnType<typeof makePlan>['limits']>;
  readonly atMs?: (runner: ScenarioRunner) => Record<number, () => void>;
}

async function play(onConnect: (stream: FakeStream) => void, script: Script = {}) {
  const { streams = 1, durationMs = 5_000 } = script;
  const clock = new VirtualClock({ startUs: 1_000_000 });
  const driver = new FakeEventStreams(clock, onConnect);
  const scenario = makeSse(0, {
    profile: closedProfile(streams, Number.POSITIVE_INFINITY, durationMs),
    holdMs: null,
    maxReconnects: 0,
    ...script.scenario,
  });
  const made = streamThread(clock, scenario, {
    limits: { ...makePlan().limits, ...script.limits },
    drivers: { sse: driver },
  });
  const { runner } = made;
  const result = await runVirtual(made, { clock, durationMs, atMs: script.atMs?.(runner) ?? {} });
  const startsMs = driver.streams.map(({ times }) => (times.startedUs - 1_000_000) / 1_000);
  const endMs = (clock.nowUs() - 1_000_000) / 1_000;
  return { result, stream: result.stream(), streams: driver.streams, startsMs, endMs };
}

/** Headers after 10 ms, the first event after 250, then one every 100 ms. */
const ticking = (stream: FakeStream): void => {
  stream.headers(10);
  for (let n = 0; n < 200; n += 1) stream.event(250 + n * 100, n % 2 === 0 ? 'even' : 'odd', String(n));
};

describe('an event stream', () => {
  test('counts the gap that its end leaves open where it was longer than any wait before', async () => {
    const silent = (events: number) => (s: FakeStream) => {
      s.headers(10);
      for (let n = 1; n <= events; n += 1) s.event(n * 100);
    };
    // 14 events in 1.4 s, and nothing until the plan is over.
    const { result } = await play(silent(14), { durationMs: 5_000 });
    expect(result.counts(GAP)).toMatchObject({ ok: 14, errors: 0, inFlight: 0 });
    expect(result.histogram(GAP).max).toBe(3_600_000);
    const short = await play(silent(2), { durationMs: 250 });
    expect(short.result.counts(GAP)).toMatchObject({ ok: 1, inFlight: 0 });
  });

  test('is measured to its headers, to its first event, and between events', async () => {
    const { result, stream, endMs } = await play(ticking, { durationMs: 1_000 });
    expect(result.counts(HEADERS)).toMatchObject({ planned: 1, sent: 1, ok: 1, bytesIn: 0, bytesOut: 0 });
    expect(result.histogram(HEADERS).max).toBe(10_000);
    // A request of 200, a head of 100, and 8 events.
    expect(result.counts(FIRST_EVENT)).toMatchObject({ sent: 1, ok: 1, bytesIn: 180, bytesOut: 200 });
    expect(result.histogram(FIRST_EVENT).max).toBe(250_000);
    expect(result.counts(GAP)).toMatchObject({ planned: 7, sent: 7, ok: 7, errors: 0 });
    expect(result.histogram(GAP).min).toBe(100_000);
    expect(result.histogram(GAP).max).toBe(100_000);
    expect(stream).toMatchObject({
      attempted: 1,
      opened: 1,
      closed: 1,
      messagesIn: 8,
      closedBy: { clean: 1 },
    });
    expect(stream.topics).toEqual({ even: { count: 4, bytes: 40 }, odd: { count: 4, bytes: 40 } });
    expect(endMs).toBeLessThanOrEqual(1_002);
  });

  test('shows its states', async () => {
    const { result } = await play((stream) => stream.headers(1_500).event(2_500), { durationMs: 4_000 });
    expect(result.seconds.slice(0, 3).map(({ stream }) => stream.states)).toEqual([
      { handshaking: 1, open: 0, subscribed: 0, closing: 0 },
      { handshaking: 0, open: 1, subscribed: 0, closing: 0 },
      { handshaking: 0, open: 0, subscribed: 1, closing: 0 },
    ]);
  });

  test('is told of one by one: its states, its events, its longest gap', async () => {
    const { result } = await play((s) => s.headers(10).event(100).event(150).event(400), { durationMs: 900 });
    expect(result.seconds[0]?.stream.lanes).toEqual([
      {
        connection: 0,
        changes: [
          { atUs: 0, to: 'handshaking', cause: '' },
          { atUs: 10_000, to: 'open', cause: '' },
          { atUs: 100_000, to: 'subscribed', cause: '' },
          { atUs: 900_000, to: 'closed', cause: 'clean' },
        ],
        messagesIn: 3,
        messagesOut: 0,
        slowestUs: 250_000,
      },
    ]);
  });

  test('is held, closed, and opened again after think time', async () => {
    const { startsMs, stream, result } = await play(ticking, {
      durationMs: 7_500,
      scenario: { holdMs: 1_000, thinkTime: { minMs: 2_000, maxMs: 2_000 } },
    });
    // Held for 1 s from its headers at 10 ms.
    expect(startsMs).toEqual([0, 3_010, 6_020]);
    expect(stream).toMatchObject({ attempted: 3, closed: 3, reconnects: 0, closedBy: { clean: 3 } });
    expect(result.counts(GAP).errors).toBe(0);
  });

  test('counts as a user while it thinks', async () => {
    const users: number[] = [];
    await play(ticking, {
      streams: 3,
      durationMs: 2_000,
      scenario: { holdMs: 1_000, thinkTime: { minMs: 5_000, maxMs: 5_000 } },
      atMs: (runner) => ({ 500: () => users.push(runner.users()), 1500: () => users.push(runner.users()) }),
    });
    expect(users).toEqual([3, 3]);
  });

  test.each([
    ['before the first event', (s: FakeStream) => s.headers(10), 510, FIRST_EVENT, 510_000],
    ['between events', (s: FakeStream) => s.headers(10).event(100), 600, GAP, 500_000],
  ] as const)('is idle %s', async (_, onConnect, __, series, failedAfterUs) => {
    const { result, stream } = await play(onConnect, { scenario: { idleTimeoutMs: 500 } });
    expect(stream.closedBy).toEqual({ 'sse.idle': 1 });
    expect(result.failures(series)).toEqual({ 'sse.idle': 1 });
    expect(result.histogram(series, 'failed').max).toBe(failedAfterUs);
  });

  test('is no good one where its hold ends without an event', async () => {
    const { result } = await play((stream) => stream.headers(10), {
      durationMs: 3_000,
      scenario: { holdMs: 500, idleTimeoutMs: 30_000, thinkTime: { minMs: 0, maxMs: 0 } },
    });
    // Opened again no sooner than a second after a failure: at 0, 1.51 s.
    expect(result.failures(FIRST_EVENT)).toEqual({ 'sse.silent': 2 });
  });

  test('that is answered by a 204 at first fails, and is not asked for again', async () => {
    const { result, stream, startsMs } = await play((s) => s.answer(10, 204, null), {
      scenario: { maxReconnects: 5 },
    });
    expect(startsMs).toEqual([0]);
    expect(stream).toMatchObject({ attempted: 1, failed: 1, closedBy: { 'sse.ended': 1 } });
    expect(result.failures(FIRST_EVENT)).toEqual({ 'sse.ended': 1 });
    expect(result.counts(FIRST_EVENT)).toMatchObject({ planned: 1, sent: 1, ok: 0, errors: 1, inFlight: 0 });
    expect(result.counts(HEADERS)).toMatchObject({ planned: 1, sent: 1, ok: 0, errors: 1, inFlight: 0 });
  });

  test('ends for good with a 204 when it is opened again, and that is no failure', async () => {
    const { result, stream, startsMs } = await play(
      (s) => (s.number === 0 ? s.headers(10).retry(20, 100).event(30).close(400) : s.answer(10, 204, null)),
      { scenario: { maxReconnects: 5 } },
    );
    expect(startsMs).toEqual([0, 500]);
    expect(stream).toMatchObject({ attempted: 2, closedBy: { 'sse.closed': 1, 'sse.ended': 1 } });
    expect(result.counts(HEADERS)).toMatchObject({ sent: 2, ok: 2, errors: 0 });
    expect(result.counts(FIRST_EVENT)).toMatchObject({ sent: 1, ok: 1, errors: 0 });
  });

  test('that is refused is not asked for again', async () => {
    const { result, startsMs } = await play((s) => s.answer(10, 503, statusFailure(503)), {
      scenario: { maxReconnects: 5 },
    });
    expect(startsMs).toEqual([0]);
    expect(result.failures(HEADERS)).toEqual({ 'http.5xx': 1 });
    expect(result.failures(FIRST_EVENT)).toEqual({ 'http.5xx': 1 });
  });

  test.each([
    ['connecting', (_: FakeStream) => {}, 'connect.timeout', 300_000],
    ['the headers', (stream: FakeStream) => stream.connected(), 'timeout.headers', 900_000],
  ] as const)('has a limit on %s', async (_, onConnect, code, failedAfterUs) => {
    const { result } = await play(onConnect, {
      durationMs: 2_000,
      limits: { connectTimeoutMs: 300, requestTimeoutMs: 900 },
    });
    expect(result.failures(HEADERS)).toEqual({ [code]: 1 });
    expect(result.histogram(HEADERS, 'failed').max).toBe(failedAfterUs);
  });

  test('holds the guard’s cap on connections', async () => {
    const { stream, result } = await play(ticking, {
      streams: 4,
      durationMs: 900,
      limits: { maxConnections: 3 },
    });
    expect(stream).toMatchObject({ attempted: 4, opened: 3, failed: 1 });
    expect(result.failures(HEADERS)).toEqual({ 'guard.connection_cap': 1 });
  });
});

test('streams that the rate cap holds back open in the seconds after, none is lost', async () => {
  const { result, stream } = await play(ticking, {
    streams: 5,
    durationMs: 2_500,
    limits: { maxRatePerSecond: 2 },
  });
  expect(result.seconds.map((second) => second.stream.attempted)).toEqual([2, 2, 1]);
  expect(stream).toMatchObject({ attempted: 5, opened: 5, failed: 0, reconnects: 0 });
});

describe('a closed event stream', () => {
  const closingAfterOne = (stream: FakeStream): void => {
    stream.headers(10).retry(20, 700).event(100, 'message', `id ${stream.number}`).close(1_300);
  };

  test('is a failure of the gap it left open, or of the first event that never arrived', async () => {
    const late = await play((s) => s.headers(10).event(100).close(400));
    expect(late.result.failures(GAP)).toEqual({ 'sse.closed': 1 });
    expect(late.result.histogram(GAP, 'failed').max).toBe(300_000);
    const early = await play((s) => s.headers(10).close(400));
    expect(early.result.failures(FIRST_EVENT)).toEqual({ 'sse.closed': 1 });
    expect(early.result.counts(FIRST_EVENT).inFlight).toBe(0);
  });

  test('is opened again after the time it asked for, with the id of its last event', async () => {
    const { streams, startsMs, stream } = await play(closingAfterOne, {
      durationMs: 5_000,
      scenario: { maxReconnects: 3 },
    });
    expect(startsMs).toEqual([0, 2_000, 4_000]);
    expect(streams.map(({ request }) => request.lastEventId)).toEqual(['', 'id 0', 'id 1']);
    expect(stream).toMatchObject({ attempted: 3, reconnects: 2 });
    expect(stream.closedBy).toEqual({ 'sse.closed': 2, clean: 1 });
  });

  test('is opened again after 3 s where it named no time', async () => {
    const { startsMs } = await play((s) => s.headers(10).event(100).close(1_000), {
      durationMs: 4_500,
      scenario: { maxReconnects: 3 },
    });
    expect(startsMs).toEqual([0, 4_000]);
  });

  test('that closes at once again and again is a storm, which ends', async () => {
    const { stream, result, startsMs } = await play((s) => s.headers(10).retry(11, 0).close(12), {
      scenario: { maxReconnects: 4 },
    });
    expect(startsMs.length).toBe(5);
    expect(stream).toMatchObject({ attempted: 5, reconnects: 4 });
    expect(stream.closedBy).toEqual({ 'sse.closed': 4, 'sse.reconnect_storm': 1 });
    expect(result.failures(FIRST_EVENT)).toEqual({ 'sse.closed': 4, 'sse.reconnect_storm': 1 });
  });

  test('that brings events for a second each time is none', async () => {
    const { stream } = await play(closingAfterOne, { durationMs: 30_000, scenario: { maxReconnects: 2 } });
    expect(stream.reconnects).toBe(14);
    expect(stream.closedBy['sse.reconnect_storm']).toBeUndefined();
  });

  test('that brings events and ends politely after a moment is none, and goes on as it asks', async () => {
    const { stream, result, startsMs } = await play(
      (s) => s.headers(10).retry(11, 200).event(20, 'message', 'id').close(100),
      { durationMs: 6_000, scenario: { maxReconnects: 3 } },
    );
    expect(startsMs).toEqual(Array.from({ length: 20 }, (_, n) => n * 300));
    expect(stream).toMatchObject({ attempted: 20, reconnects: 19, closedBy: { 'sse.closed': 20 } });
    expect(result.failures(FIRST_EVENT)).toEqual({});
  });

  test('that brings an event each time and asks to be opened at once is not hammered', async () => {
    const { stream, startsMs } = await play((s) => s.headers(1).retry(2, 0).event(3).close(5), {
      durationMs: 1_000,
      scenario: { maxReconnects: 3 },
    });
    // Ten times as it asks, every 5 ms and a turn; then 100 ms apart.
    expect(startsMs.slice(0, 11)).toEqual(Array.from({ length: 11 }, (_, n) => n * 5));
    expect(startsMs.slice(10)).toEqual(Array.from({ length: 10 }, (_, n) => 50 + n * 105));
    expect(stream.closedBy['sse.reconnect_storm']).toBeUndefined();
  });

  test('is a storm of those in a row that bring nothing: an event between begins the count anew', async () => {
    const { stream } = await play(
      (s) => (s.number % 3 === 2 ? s.headers(1).event(2).close(5) : s.headers(1).close(5)).retry(0, 100),
      { durationMs: 3_000, scenario: { maxReconnects: 3 } },
    );
    expect(stream.closedBy['sse.reconnect_storm']).toBeUndefined();
    expect(stream.attempted).toBe(29);
  });

  test('begins a new reading without an id', async () => {
    const { streams } = await play((s) => s.headers(10).event(100, 'message', '7'), {
      durationMs: 2_000,
      scenario: { holdMs: 500, thinkTime: { minMs: 500, maxMs: 500 }, maxReconnects: 3 },
    });
    expect(streams.map(({ request }) => request.lastEventId)).toEqual(['', '']);
  });

  test('may ask for a time of any length', async () => {
    const { startsMs } = await play(
      (s) => s.headers(10).event(20).retry(30, Number.POSITIVE_INFINITY).close(40),
      {
        durationMs: 3_000,
        scenario: { maxReconnects: 3 },
      },
    );
    expect(startsMs).toEqual([0]);
  });
});

describe('an event stream that the service ends in order', () => {
  /** Twenty events, then the last chunk. */
  const finite = (stream: FakeStream): void => {
    stream.headers(10);
    for (let n = 0; n < 20; n += 1) stream.event(20 + n * 10, 'message', String(n));
    stream.finish(300);
  };

  test('after events is no failure, has an ending of its own, and is opened again after think time', async () => {
    const { result, stream, startsMs } = await play(finite, {
      durationMs: 1_550,
      scenario: { holdMs: 10_000, thinkTime: { minMs: 500, maxMs: 500 } },
    });
    expect(startsMs).toEqual([0, 800]);
    expect(stream).toMatchObject({
      attempted: 2,
      failed: 0,
      closed: 2,
      closedBy: { ended: 2 },
      messagesIn: 40,
    });
    expect(result.counts(FIRST_EVENT)).toMatchObject({ sent: 2, ok: 2, errors: 0 });
    // The wait for the end of each is longer than any gap in it.
    expect(result.counts(GAP)).toMatchObject({ sent: 40, ok: 40, errors: 0 });
  });

  test('is opened again as its reconnects say, and never a storm as long as events come', async () => {
    const { stream, streams, result } = await play((s) => finite(s.retry(15, 100)), {
      durationMs: 5_850,
      scenario: { maxReconnects: 2 },
    });
    expect(stream).toMatchObject({ attempted: 15, reconnects: 14, closedBy: { ended: 14, clean: 1 } });
    expect(streams[1]?.request.lastEventId).toBe('19');
    expect(result.failures(GAP)).toEqual({});
  });

  test('is told as ended where it is followed', async () => {
    const { result } = await play(finite, { durationMs: 900 });
    expect(result.seconds[0]?.stream.lanes?.[0]?.changes.at(-1)).toEqual({
      atUs: 300_000,
      to: 'closed',
      cause: 'ended',
    });
  });

  test('without a single event failed, and says so', async () => {
    const { result, stream } = await play((s) => s.headers(10).finish(300), { durationMs: 900 });
    expect(stream.closedBy).toEqual({ 'sse.closed': 1 });
    expect(result.failures(FIRST_EVENT)).toEqual({ 'sse.closed': 1 });
    expect(result.counts(FIRST_EVENT)).toMatchObject({ sent: 1, ok: 0, errors: 1, inFlight: 0 });
    const [row] = result.seconds.flatMap(({ metered }) => metered.failures);
    expect(row?.failure.message).toBe(
      'The service closed the event stream: in order, but no event had come.',
    );
  });

  test('without an event again and again is a storm', async () => {
    const { stream } = await play((s) => s.headers(10).retry(11, 0).finish(12), {
      scenario: { maxReconnects: 4 },
    });
    expect(stream.closedBy).toEqual({ 'sse.closed': 4, 'sse.reconnect_storm': 1 });
  });
});

describe('events that come twice', () => {
  test('are counted by their id, over reconnects too', async () => {
    const { stream } = await play(
      (s) =>
        s.headers(10).retry(11, 100).event(20, 'a', '1').event(30, 'a', '2').event(40, 'a', '2').close(100),
      { durationMs: 350, scenario: { maxReconnects: 3 } },
    );
    // 1 2 2, and once more 1 2 2.
    expect(stream).toMatchObject({ messagesIn: 6, duplicates: 4 });
  });

  test('are those of one reader: the same id for two of them is none', async () => {
    const { stream } = await play((s) => s.headers(10).event(20, 'a', '1').event(30), {
      streams: 2,
      durationMs: 300,
    });
    expect(stream).toMatchObject({ messagesIn: 4, duplicates: 0 });
  });
});

describe('a stream without an event by the end of the plan, before the idle limit', () => {
  test('has failed where it was open for a third of the run', async () => {
    const { result, stream } = await play((s) => s.headers(10), { streams: 10, durationMs: 4_000 });
    expect(stream.closedBy).toEqual({ 'sse.silent': 10 });
    expect(result.failures(FIRST_EVENT)).toEqual({ 'sse.silent': 10 });
    expect(result.counts(FIRST_EVENT)).toMatchObject({ sent: 10, ok: 0, errors: 10, inFlight: 0 });
  });

  test('fails alone: those beside it that were sent events have not', async () => {
    const { stream } = await play((s) => (s.number < 4 ? s.headers(10) : ticking(s)), {
      streams: 10,
      durationMs: 4_000,
    });
    expect(stream.closedBy).toEqual({ 'sse.silent': 4, clean: 6 });
  });

  test('may have its first where it opened late, or where others waited as long for theirs', async () => {
    const opens = (afterMs: number) => (s: FakeStream) =>
      s.number === 0 ? s.headers(10).event(3_500) : s.headers(afterMs).event(7_000);
    for (const afterMs of [4_200, 1_600]) {
      const { result, stream } = await play(opens(afterMs), { streams: 2, durationMs: 4_000 });
      expect(stream.closedBy).toEqual({ clean: 2 });
      expect(result.counts(FIRST_EVENT)).toMatchObject({ ok: 2, errors: 0, inFlight: 0 });
    }
  });

  test('is silent where none comes for as long as an answer may take', async () => {
    const { result, stream } = await play(
      (s) => (s.number === 0 ? s.headers(10).event(3_500) : s.headers(1_600)),
      { streams: 2, durationMs: 4_000 },
    );
    expect(stream.closedBy).toEqual({ clean: 1, 'sse.silent': 1 });
    expect(result.counts(FIRST_EVENT)).toMatchObject({ ok: 1, errors: 1, inFlight: 0 });
  });

  test('is left open by a stop', async () => {
    const { stream } = await play((s) => s.headers(10), {
      durationMs: 60_000,
      atMs: (runner) => ({ 25000: () => runner.stop('graceful') }),
    });
    expect(stream.closedBy).toEqual({ clean: 1 });
  });
});

describe('stopping', () => {
  test('closes 200 never-ending streams within a turn', async () => {
    const { stream, endMs } = await play(ticking, {
      streams: 200,
      durationMs: 60_000,
      atMs: (runner) => ({ 1000: () => runner.stop('graceful') }),
    });
    expect(stream.closedBy).toEqual({ clean: 200 });
    expect(endMs).toBeLessThanOrEqual(1_002);
  });

  test('waits 100 ms for a first event, and leaves it open where none comes', async () => {
    const { stream, result, endMs } = await play(
      (s) => (s.number === 0 ? s.headers(10) : s.number === 1 ? s.headers(10).event(1_050) : s.connected()),
      {
        streams: 3,
        durationMs: 60_000,
        atMs: (runner) => ({ 1000: () => runner.stop('graceful') }),
      },
    );
    expect(stream.closedBy).toEqual({ clean: 2, unanswered: 1 });
    expect(result.counts(FIRST_EVENT)).toMatchObject({ sent: 2, ok: 1, errors: 0, inFlight: 1 });
    expect(result.counts(HEADERS)).toMatchObject({ sent: 3, ok: 2, inFlight: 1 });
    expect(endMs).toBeLessThanOrEqual(1_105);
  });

  test('now cuts everything', async () => {
    const { stream } = await play(ticking, {
      streams: 3,
      durationMs: 60_000,
      atMs: (runner) => ({ 1000: () => runner.stop('now') }),
    });
    expect(stream).toMatchObject({ closed: 3, closedBy: { cut: 3 } });
  });
});
