import { describe, expect, test } from 'vitest';
import { closedProfile } from '../../../../../src/contract/profile.ts';
import type { WebSocketScenario } from '../../../../../src/contract/protocols/websocket.ts';
import type { RunPlan } from '../../../../../src/contract/run-plan.ts';
import { Histogram } from '../../../../../src/workers/engine/measure/histogram.ts';
import type { ScenarioRunner } from '../../../../../src/workers/engine/users/scenario-runner.ts';
import { makePlan, makeWebSocket } from '../../../../support/made-plan.ts';
import { runVirtual, streamThread } from '../../../../support/stream-run.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';
import { type FakeLink, type FakePeer, FakeWebSockets } from '../../engine/streams/fake-websockets.ts';

const CONNECT = 0;
const ROUND_TRIP = 1;
const PING = 2;
const FIRST_MESSAGE = 3;
const SESSION = 4;

/** Answers every message after 5 ms. */
const answering: FakePeer = { onText: (link, _text) => link.say('{"type":"pong"}', 5_000) };

interface Script {
  readonly connections?: number;
  readonly durationMs?: number;
  readonly scenario?: Partial<WebSocketScenario>;
  readonly requestTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
  readonly limits?: Partial<ReturnType<typeof makePlan>['limits']>;
  readonly thread?: { index: number; count: number };
  readonly values?: RunPlan['values'];
  readonly atMs?: (runner: ScenarioRunner, driver: FakeWebSockets) => Record<number, () => void>;
}

async function play(peer: FakePeer, script: Script = {}) {
  const { connections = 1, durationMs = 10_000, thread = { index: 0, count: 1 } } = script;
  const clock = new VirtualClock({ startUs: 1_000_000 });
  const driver = new FakeWebSockets(clock, peer);
  const scenario = makeWebSocket(0, {
    profile: closedProfile(connections, Number.POSITIVE_INFINITY, durationMs),
    heartbeatMs: 0,
    series: { connect: 0, roundTrip: 1, ping: 2, firstMessage: 3, session: 4 },
    ...script.scenario,
  });
  const limits = {
    ...makePlan().limits,
    requestTimeoutMs: script.requestTimeoutMs ?? 10_000,
    connectTimeoutMs: script.connectTimeoutMs ?? 5_000,
    ...script.limits,
  };
  const made = streamThread(clock, scenario, {
    limits,
    share: thread,
    values: script.values ?? {},
    drivers: { websocket: driver },
  });
  const { runner } = made;
  const atMs = script.atMs?.(runner, driver) ?? {};
  const result = await runVirtual(made, { clock, durationMs, atMs });
  return { result, links: driver.links, runner, stream: result.stream(), clock };
}

const relative = (link: FakeLink | undefined) => link?.sent.map(({ atUs }) => atUs - 1_000_000) ?? [];

describe('a WebSocket scenario', () => {
  test('connects, sends on its schedule, is answered, and closes clean', async () => {
    const { result, links, stream } = await play(answering, { durationMs: 3_500 });
    expect(relative(links[0])).toEqual([1_000_000, 2_000_000, 3_000_000]);
    expect(result.counts(CONNECT)).toMatchObject({ planned: 1, sent: 1, ok: 1, bytesIn: 100, bytesOut: 200 });
    expect(result.counts(ROUND_TRIP)).toMatchObject({ planned: 3, sent: 3, ok: 3, inFlight: 0, bytesIn: 45 });
    expect(result.histogram(ROUND_TRIP).max).toBe(5_000);
    expect(result.histogram(CONNECT).max).toBe(1_000);
    expect(result.counts(SESSION)).toMatchObject({ sent: 1, ok: 1, inFlight: 0 });
    expect(result.histogram(FIRST_MESSAGE).max).toBe(1_004_000);
    expect(links[0]?.closedByUs).toBe(1000);
    expect(stream).toMatchObject({
      attempted: 1,
      opened: 1,
      closed: 1,
      failed: 0,
      messagesOut: 3,
      messagesIn: 3,
    });
    expect(stream.closedBy).toEqual({ clean: 1 });
    expect(stream.topics).toEqual({ pong: { count: 3, bytes: 45 } });
  });

  test('spreads 10 connections of 5 messages a second over one even beat', async () => {
    const { links, result } = await play(answering, {
      connections: 10,
      durationMs: 2_000,
      scenario: { messageRatePerConnection: 5 },
    });
    const times = links.flatMap(relative).toSorted((a, b) => a - b);
    // Connection 0 is not open yet at 0 ms: 99 of 100.
    expect(times).toEqual(Array.from({ length: 99 }, (_, i) => (i + 1) * 20_000));
    expect(result.counts(ROUND_TRIP).planned).toBe(99);
  });

  test('counts the wait of a late answer from when the plan wanted the question', async () => {
    const { result } = await play(answering, {
      durationMs: 1_500,
      scenario: { messageRatePerConnection: 3 },
    });
    // 333,333 and 666,667 µs fall between two turns: sent up to 1 ms late, measured from the plan.
    expect(result.histogram(ROUND_TRIP, 'response').max).toBe(5_667);
    expect(result.histogram(ROUND_TRIP, 'service').max).toBe(5_000);
  });

  test('follows the spawn rate', async () => {
    const { links } = await play(answering, {
      scenario: { profile: closedProfile(4, 2, 3_000) },
      durationMs: 3_000,
    });
    expect(links.map(({ times }) => times.startedUs - 1_000_000)).toEqual([0, 500_000, 1_000_000, 1_500_000]);
  });

  test('takes every third connection on the second of three threads', async () => {
    const { links } = await play(answering, {
      connections: 7,
      thread: { index: 1, count: 3 },
      durationMs: 1_000,
    });
    // Connections 1 and 4 of 7 have their messages at 1/7 and 4/7 of each second; turns are whole milliseconds.
    expect(links.map(relative)).toEqual([[143_000], [572_000]]);
  });

  test('closes the newest connections when the profile falls, and opens them anew when it rises', async () => {
    const segments = [
      { durationMs: 1_000, from: 2, to: 2 },
      { durationMs: 1_000, from: 1, to: 1 },
      { durationMs: 1_000, from: 2, to: 2 },
    ];
    const { links, stream } = await play(answering, {
      scenario: { profile: { model: 'closed', segments }, messageRatePerConnection: 0 },
      durationMs: 3_000,
    });
    expect(links.map(({ times }) => times.startedUs - 1_000_000)).toEqual([0, 0, 2_000_000]);
    expect(stream).toMatchObject({ attempted: 3, closed: 3, reconnects: 0, closedBy: { clean: 3 } });
  });
});

describe('answers', () => {
  test('are the frames the reply rule names; pushes between change nothing', async () => {
    const peer: FakePeer = {
      onText(link) {
        link.say('{"type":"data","topic":"a","payload":{"type":"pong"}}', 1_000);
        link.say('{"type":"data","topic":"b","text":"\\"type\\":\\"pong\\""}', 2_000);
        link.say('{"type":"pong"}', 9_000);
      },
    };
    const { result, stream } = await play(peer, { durationMs: 5_500 });
    expect(result.histogram(ROUND_TRIP).min).toBe(9_000);
    expect(result.histogram(ROUND_TRIP).max).toBe(9_000);
    expect(Object.keys(stream.topics)).toEqual(['a', 'b', 'pong']);
  });

  test('find their question by its key, in any order, and only once', async () => {
    const waiting: [FakeLink, string][] = [];
    const peer: FakePeer = {
      onText(link, text) {
        waiting.push([link, text]);
        if (waiting.length < 2) return;
        const [first, second] = waiting.splice(0) as [[FakeLink, string], [FakeLink, string]];
        second[0].say(second[1], 1_000);
        second[0].say(second[1], 2_000);
        first[0].say(first[1], 3_000);
      },
    };
    const { result } = await play(peer, {
      durationMs: 4_500,
      scenario: {
        message: '{"type":"pong","id":"{{ id }}"}',
        correlate: { pointer: '/id' },
      },
      values: { id: { counter: { from: 1 } } },
    });
    // Questions at 1, 2, 3, 4 s: the even ones are answered after 1 ms, the odd ones 3 ms after their successor.
    expect(result.counts(ROUND_TRIP)).toMatchObject({ sent: 4, ok: 4, errors: 0 });
    expect(result.histogram(ROUND_TRIP).min).toBe(1_000);
    expect(result.histogram(ROUND_TRIP).max).toBe(1_003_000);
  });

  test('without a rule are the next frames', async () => {
    const { result } = await play(
      { onText: (link) => link.say('whatever', 2_000) },
      { durationMs: 2_500, scenario: { reply: null } },
    );
    expect(result.counts(ROUND_TRIP)).toMatchObject({ ok: 2 });
  });

  test('that do not come within the timeout are failures of their own, and late ones do not count', async () => {
    const { result } = await play(
      { onText: (link) => link.say('{"type":"pong"}', 800_000) },
      { durationMs: 2_500, requestTimeoutMs: 500 },
    );
    expect(result.failures(ROUND_TRIP)).toEqual({ 'timeout.reply': 2 });
    expect(result.histogram(ROUND_TRIP, 'failed').min).toBe(500_000);
    expect(result.histogram(ROUND_TRIP, 'failed').max).toBe(500_000);
  });

  test('still missing when their connection breaks fail with it', async () => {
    const peer: FakePeer = { onText: (link) => link.hangUp(1011, 50_000) };
    const { result, stream } = await play(peer, { durationMs: 3_000 });
    expect(result.failures(ROUND_TRIP)).toEqual({ 'ws.closed.1011': 1 });
    expect(result.failures(SESSION)).toEqual({ 'ws.closed.1011': 1 });
    expect(result.failures(FIRST_MESSAGE)).toEqual({ 'ws.closed.1011': 1 });
    expect(stream.closedBy).toEqual({ 'ws.closed.1011': 1 });
  });

  test('may come after the end of the plan for as long as they may before it', async () => {
    const { result } = await play(
      { onText: (link) => link.say('{"type":"pong"}', 9_900_000) },
      { durationMs: 1_001 },
    );
    expect(result.counts(ROUND_TRIP)).toMatchObject({ sent: 1, ok: 1, inFlight: 0 });
  });

  test('not there by then are late, as they are before it', async () => {
    const { result, stream } = await play({}, { durationMs: 1_001, requestTimeoutMs: 3_000 });
    expect(result.counts(ROUND_TRIP)).toMatchObject({ planned: 1, sent: 1, ok: 0, errors: 1, inFlight: 0 });
    expect(result.failures(ROUND_TRIP)).toEqual({ 'timeout.reply': 1 });
    expect(stream.closedBy).toEqual({ clean: 1 });
  });

  test('are waited for ten seconds at most; a question without one then stays open', async () => {
    const { result, clock } = await play({}, { durationMs: 1_001, requestTimeoutMs: 60_000 });
    expect(result.counts(ROUND_TRIP)).toMatchObject({ planned: 1, sent: 1, ok: 0, errors: 0, inFlight: 1 });
    expect((clock.nowUs() - 1_000_000) / 1_000).toBeLessThanOrEqual(11_025);
  });
});

describe('the schedule', () => {
  test('drops what a full connection cannot take, and counts it', async () => {
    const { result } = await play(answering, {
      durationMs: 3_500,
      scenario: { messageRatePerConnection: 2 },
      atMs: (_, { links }) => ({
        1200: () => Object.assign(links[0] ?? {}, { bufferedBytes: 2_000_000 }),
        2200: () => Object.assign(links[0] ?? {}, { bufferedBytes: 0 }),
      }),
    });
    expect(result.counts(ROUND_TRIP)).toMatchObject({ planned: 6, sent: 4, dropped: 2, ok: 4 });
  });

  test('holds the guard’s cap on what is sent per second, the opening of its connection included', async () => {
    const { result } = await play(answering, {
      durationMs: 2_000,
      scenario: { messageRatePerConnection: 10 },
      limits: { maxRatePerSecond: 4 },
    });
    expect(result.counts(ROUND_TRIP)).toMatchObject({ planned: 19, sent: 7, dropped: 12 });
  });

  test('does not make up for what was due while the machine slept', async () => {
    const clock = new VirtualClock({ startUs: 1_000_000 });
    const driver = new FakeWebSockets(clock, answering);
    const scenario = makeWebSocket(0, { profile: closedProfile(1, Number.POSITIVE_INFINITY, 60_000) });
    const { thread, runner, meter } = streamThread(clock, scenario, { drivers: { websocket: driver } });
    const tickAtMs = (ms: number) => {
      clock.advanceTo(1_000_000 + ms * 1_000);
      thread.tick(clock.nowUs());
    };
    thread.begin(1_000_000, 61_000_000);
    for (let ms = 0; ms <= 2_500; ms += 1) tickAtMs(ms);
    for (let ms = 10_500; ms <= 11_500; ms += 1) tickAtMs(ms);
    // Sent at 1, 2 and 11 s; what was due from 3 to 10 s is dropped.
    expect(driver.links[0]?.sent.map(({ atUs }) => atUs - 1_000_000)).toEqual([
      1_000_000, 2_000_000, 11_000_000,
    ]);
    const counts = meter.flush().series.find(({ series }) => series === ROUND_TRIP)?.counts;
    expect(counts).toMatchObject({ planned: 11, sent: 3, dropped: 8 });
    runner.stop('now');
  });

  test('judges no deadline right after a pause of its own: what came meanwhile is read first', async () => {
    const clock = new VirtualClock({ startUs: 1_000_000 });
    const driver = new FakeWebSockets(clock, {});
    const scenario = makeWebSocket(0, { profile: closedProfile(1, Number.POSITIVE_INFINITY, 60_000) });
    const limits = { ...makePlan().limits, requestTimeoutMs: 100 };
    const { thread, runner, meter } = streamThread(clock, scenario, {
      limits,
      drivers: { websocket: driver },
    });
    const tickAtMs = (ms: number) => {
      clock.advanceTo(1_000_000 + ms * 1_000);
      thread.tick(clock.nowUs());
    };
    thread.begin(1_000_000, 61_000_000);
    for (let ms = 0; ms <= 1_000; ms += 1) tickAtMs(ms);
    // A pause of 150 ms; the answer lay in the kernel and is read after the first turn.
    tickAtMs(1_150);
    driver.links[0]?.say('{"type":"pong"}');
    tickAtMs(1_151);
    const counts = meter.flush().series.find(({ series }) => series === ROUND_TRIP)?.counts;
    expect(counts).toMatchObject({ sent: 1, ok: 1, errors: 0 });
    runner.stop('now');
  });

  test('keeps deadlines on a thread of which every turn is late', async () => {
    const clock = new VirtualClock({ startUs: 1_000_000 });
    const driver = new FakeWebSockets(clock, {});
    const scenario = makeWebSocket(0, {
      profile: closedProfile(1, Number.POSITIVE_INFINITY, 60_000),
      messageRatePerConnection: 1,
    });
    const limits = { ...makePlan().limits, requestTimeoutMs: 1_000 };
    const { thread, runner, meter } = streamThread(clock, scenario, {
      limits,
      drivers: { websocket: driver },
    });
    thread.begin(1_000_000, 61_000_000);
    // Asked at 1.02, 2.01, 3 … 9 s; every second turn judges, so a deadline is kept within 60 ms.
    for (let ms = 0; ms <= 10_020; ms += 30) {
      clock.advanceTo(1_000_000 + ms * 1_000);
      thread.tick(clock.nowUs());
    }
    const { series, failures } = meter.flush();
    expect(failures.map(({ failure, count }) => [failure.code, count])).toEqual([['timeout.reply', 9]]);
    const failed = new Histogram();
    for (const { histograms } of series)
      if (histograms.failed !== null) failed.mergeEncoded(histograms.failed);
    expect([failed.min, failed.max]).toEqual([1_020_000, 1_050_000]);
    runner.stop('now');
  });

  test('sends protocol pings where there is no message, and a pong may stand for several', async () => {
    const pings: Uint8Array[] = [];
    const peer: FakePeer = {
      onPing(link, payload) {
        pings.push(payload);
        if (pings.length % 2 === 0) link.pong(payload, 1_000);
      },
    };
    const { result } = await play(peer, { durationMs: 4_500, scenario: { message: null } });
    expect(result.counts(PING)).toMatchObject({ planned: 4, sent: 4, ok: 4 });
    expect(result.histogram(PING).min).toBe(1_000);
    expect(result.histogram(PING).max).toBe(1_001_000);
  });
});

describe('the life of a connection', () => {
  test('is counted so that the states add up in every second', async () => {
    const peer: FakePeer = {
      onConnect(link) {
        if (link.number % 3 === 0) link.accept(1_500_000);
        else if (link.number % 3 === 1) link.refuse(503, 500_000);
        else link.accept(0);
      },
      onText: (link) => link.hangUp(1001, 700_000),
    };
    const { result, stream } = await play(peer, {
      connections: 9,
      durationMs: 6_000,
      scenario: { profile: closedProfile(9, 4, 6_000) },
    });
    const sum = { attempted: 0, opened: 0, failed: 0, closed: 0 };
    for (const { stream: second } of result.seconds) {
      for (const name of ['attempted', 'opened', 'failed', 'closed'] as const) sum[name] += second[name];
      const { handshaking, open, subscribed, closing } = second.states;
      expect(sum.attempted).toBe(handshaking + open + subscribed + closing + sum.closed + sum.failed);
      expect(sum.opened).toBe(open + subscribed + closing + sum.closed);
    }
    expect(stream).toMatchObject({ attempted: 9, opened: 6, failed: 3, closed: 6 });
    expect(stream.closedBy).toEqual({ 'ws.handshake_status.503': 3, 'ws.closed.1001': 6 });
    expect(result.failures(CONNECT)).toEqual({ 'ws.handshake_status': 3 });
  });

  test('subscribes once, with each frame in order, before it says anything', async () => {
    const { links, stream } = await play(answering, {
      durationMs: 2_500,
      scenario: { subscribe: ['{"topic":"a"}', '{"topic":"b"}'] },
    });
    expect(links[0]?.sent.map(({ text }) => text)).toEqual([
      '{"topic":"a"}',
      '{"topic":"b"}',
      '{"action":"ping","data":{}}',
      '{"action":"ping","data":{}}',
    ]);
    expect(stream.messagesOut).toBe(4);
  });

  test('is subscribed when the service says so, and says nothing before', async () => {
    const peer: FakePeer = {
      onText(link, text) {
        if (text === 'subscribe') link.say('{"type":"confirmed"}', 1_500_000);
        else link.say('{"type":"pong"}');
      },
    };
    const { links, result } = await play(peer, {
      durationMs: 3_500,
      scenario: { subscribe: ['subscribe'], confirm: { pointer: '/type', value: 'confirmed' } },
    });
    expect(result.seconds[0]?.stream.states).toMatchObject({ open: 1, subscribed: 0 });
    expect(result.seconds[1]?.stream.states).toMatchObject({ open: 0, subscribed: 1 });
    expect(relative(links[0])).toEqual([1_000, 2_000_000, 3_000_000]);
    expect(result.counts(ROUND_TRIP)).toMatchObject({ planned: 2, ok: 2 });
  });

  test('ends where the service never confirms', async () => {
    const { stream, result } = await play(
      {},
      {
        durationMs: 3_000,
        requestTimeoutMs: 1_000,
        scenario: { subscribe: ['subscribe'], confirm: { pointer: '/type', value: 'confirmed' } },
      },
    );
    expect(stream.closedBy).toEqual({ 'timeout.confirm': 1 });
    expect(result.failures(SESSION)).toEqual({ 'timeout.confirm': 1 });
  });

  test('sends binary frames where the plan gives base64', async () => {
    const { links } = await play(
      {},
      {
        durationMs: 1_500,
        scenario: { frames: 'base64', subscribe: ['AAH/'], message: 'q80=' },
      },
    );
    expect(links[0]?.sent.map(({ text }) => text)).toEqual(['binary 0001ff', 'binary abcd']);
  });

  test('sends URL, headers and subprotocols as the plan has them, values filled in', async () => {
    const { links } = await play(
      {},
      {
        durationMs: 100,
        values: { token: 'a b/c' },
        scenario: {
          url: 'ws://127.0.0.1:1/ws?token={{ token }}',
          headers: { 'X-Token': '{{ token }}' },
          subprotocols: ['v2'],
        },
      },
    );
    expect(links[0]?.request).toMatchObject({
      url: 'ws://127.0.0.1:1/ws?token=a%20b%2Fc',
      headers: ['user-agent', 'plimsoll/test', 'x-token', 'a b/c'],
      subprotocols: ['v2'],
      perMessageDeflate: false,
    });
  });

  test.each([
    ['connecting', (_: FakeLink) => {}, 300_000, 'connect.timeout'],
    ['the 101', (link: FakeLink) => link.connected(), 900_000, 'ws.handshake_timeout'],
  ] as const)('has a limit on %s', async (_, onConnect, failedAfterUs, code) => {
    const { result, stream } = await play(
      { onConnect },
      {
        durationMs: 2_000,
        connectTimeoutMs: 300,
        requestTimeoutMs: 900,
      },
    );
    expect(result.failures(CONNECT)).toEqual({ [code]: 1 });
    expect(result.histogram(CONNECT, 'failed').max).toBe(failedAfterUs);
    expect(stream.closedBy).toEqual({ [code]: 1 });
  });

  test('finds a silent peer by its own heartbeat, within two of them', async () => {
    const silentAfter = (quietUs: number): FakePeer => ({
      onPing: (link, payload) => {
        if (link.sent.length * 1_000_000 <= quietUs) link.pong(payload, 1_000);
      },
    });
    const { result, stream } = await play(silentAfter(2_000_000), {
      scenario: { heartbeatMs: 1_000, messageRatePerConnection: 0 },
      durationMs: 8_000,
    });
    expect(stream.closedBy).toEqual({ 'ws.peer_silent': 1 });
    // Beats at 1, 2, 3 s after opening; the third is not answered, the fourth sees it.
    expect(result.histogram(SESSION, 'failed').max).toBe(4_000_000);
    expect(result.counts(PING)).toMatchObject({ sent: 3, ok: 2, errors: 1 });
    expect(result.failures(PING)).toEqual({ 'ws.peer_silent': 1 });
  });

  test('is not silent while pushes come', async () => {
    const peer: FakePeer = {
      onConnect(link) {
        link.accept(0);
        for (let second = 1; second < 6; second += 1) link.say('{}', second * 900_000);
      },
      onPing: () => {},
    };
    const { stream } = await play(peer, {
      scenario: { heartbeatMs: 1_000, messageRatePerConnection: 0 },
      durationMs: 4_500,
    });
    expect(stream.closedBy).toEqual({ clean: 1 });
  });

  test('gives up on a close that is not answered', async () => {
    const { result, stream } = await play(
      { onClose: () => {} },
      {
        durationMs: 1_000,
        scenario: { closeTimeoutMs: 700, messageRatePerConnection: 0 },
      },
    );
    expect(stream.closedBy).toEqual({ 'ws.close_timeout': 1 });
    expect(result.histogram(SESSION, 'failed').max).toBe(1_699_000);
  });

  test.each([
    ['one for the connection where frames have no topic', '/topic', 1],
    ['one for each type where the plan names the type as the topic', '/type', 3],
  ])('numbers of messages are %s', async (_, topic, missed) => {
    const peer: FakePeer = {
      onConnect(link) {
        link.accept(0);
        [1, 2, 3, 5].forEach((seq, i) => {
          link.say(`{"type":"${i % 2 === 0 ? 'a' : 'b'}","seq":${seq}}`, 1_000 * (i + 1));
        });
      },
    };
    const { stream } = await play(peer, {
      durationMs: 500,
      scenario: {
        messageRatePerConnection: 0,
        fields: { topic, type: '/type', sequence: '/seq', sentAtMs: null },
      },
    });
    // Types a and b came with 1, 3 and 2, 5.
    expect(stream).toMatchObject({ missed, duplicates: 0, outOfOrder: 0 });
    expect(stream.topics).toMatchObject({ a: { count: 2 }, b: { count: 2 } });
  });

  test('counts messages that are lost, doubled and late by their numbers', async () => {
    const peer: FakePeer = {
      onConnect(link) {
        link.accept(0);
        [1, 2, 4, 4, 6, 5, 9].forEach((seq, i) => {
          link.say(`{"topic":"t","seq":${seq},"at":${(1_000_000 + i) / 1_000}}`, 1_000 * (i + 1));
        });
      },
    };
    const { result, stream } = await play(peer, {
      durationMs: 500,
      scenario: {
        messageRatePerConnection: 0,
        fields: { topic: '/topic', type: '/type', sequence: '/seq', sentAtMs: '/at' },
      },
    });
    expect(stream).toMatchObject({ missed: 3, duplicates: 1, outOfOrder: 1, messagesIn: 7 });
    expect(result.lag().count).toBe(7);
    expect(result.lag().max).toBe(6_994);
  });

  test('a value that is missing is the plan’s own fault: nothing is opened', async () => {
    const { result, stream, links } = await play(
      {},
      {
        durationMs: 500,
        scenario: { url: 'ws://127.0.0.1:1/{{ nobody }}' },
      },
    );
    expect(links).toEqual([]);
    expect(stream).toMatchObject({ attempted: 1, failed: 1 });
    expect(result.counts(CONNECT)).toMatchObject({ sent: 1, errors: 1, targetErrors: 0 });
  });

  test('holds the guard’s cap on connections', async () => {
    const { result, stream, links } = await play(answering, {
      connections: 5,
      durationMs: 500,
      limits: { maxConnections: 3 },
    });
    expect(links.length).toBe(3);
    expect(stream).toMatchObject({ attempted: 5, opened: 3, failed: 2 });
    expect(result.failures(CONNECT)).toEqual({ 'guard.connection_cap': 2 });
  });
});

test('connections that the rate cap holds back open in the seconds after, none is lost', async () => {
  const { result, stream, links } = await play(answering, {
    connections: 7,
    durationMs: 2_500,
    limits: { maxRatePerSecond: 3 },
    scenario: { messageRatePerConnection: 0 },
  });
  expect(links.length).toBe(7);
  expect(result.seconds.map((second) => second.stream.attempted)).toEqual([3, 3, 1]);
  expect(stream).toMatchObject({ attempted: 7, opened: 7, failed: 0, reconnects: 0 });
});

test('a connection that is held back when the plan ends was never sent', async () => {
  const { stream, links } = await play(answering, {
    connections: 5,
    durationMs: 500,
    limits: { maxRatePerSecond: 3 },
  });
  expect(links.length).toBe(3);
  expect(stream).toMatchObject({ attempted: 3, opened: 3, failed: 0 });
});

describe('a followed connection', () => {
  test('is told of with its states, causes, messages and slowest reply, second by second', async () => {
    const peer: FakePeer = {
      onConnect(link) {
        link.connected();
        link.accept(400_000);
      },
      onText: (link) => link.say('{"type":"pong"}', link.sent.length * 10_000),
    };
    const { result } = await play(peer, { durationMs: 2_500, scenario: { messageRatePerConnection: 2 } });
    const lanes = result.seconds.map(({ stream }) => stream.lanes);
    expect(lanes[0]).toEqual([
      {
        connection: 0,
        changes: [
          { atUs: 0, to: 'handshaking', cause: '' },
          { atUs: 400_000, to: 'open', cause: '' },
          { atUs: 400_000, to: 'subscribed', cause: '' },
        ],
        messagesIn: 1,
        messagesOut: 1,
        slowestUs: 10_000,
      },
    ]);
    expect(lanes[1]).toEqual([
      { connection: 0, changes: [], messagesIn: 2, messagesOut: 2, slowestUs: 30_000 },
    ]);
    expect(lanes[2]).toEqual([
      {
        connection: 0,
        changes: [
          { atUs: 2_500_000, to: 'closing', cause: '' },
          { atUs: 2_501_000, to: 'closed', cause: 'clean' },
        ],
        messagesIn: 1,
        messagesOut: 1,
        slowestUs: 40_000,
      },
    ]);
  });

  test('is one of 20 that lie evenly among many, each on its own thread', async () => {
    const followed = async (index: number) => {
      const { result } = await play(
        { onConnect: (link) => link.refuse(503) },
        {
          connections: 100,
          thread: { index, count: 2 },
          durationMs: 100,
        },
      );
      return result.seconds.flatMap(({ stream }) => stream.lanes ?? []);
    };
    const [even, odd] = [await followed(0), await followed(1)];
    const numbers = [...even, ...odd].map(({ connection }) => connection).toSorted((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => i * 5));
    expect(even[0]?.changes.map(({ to, cause }) => [to, cause])).toEqual([
      ['handshaking', ''],
      ['failed', 'ws.handshake_status.503'],
    ]);
  });

  test('changes state no more than 20 times a second, as told', async () => {
    const { result } = await play(
      { onConnect: (link) => link.accept(0), onPing: () => {} },
      {
        durationMs: 900,
        scenario: { reconnect: { policy: 'after-close', delayMs: 1 } },
        atMs: (_, { links }) =>
          Object.fromEntries(
            Array.from({ length: 200 }, (_, i) => [10 + i * 4, () => links.at(-1)?.hangUp(1012)] as const),
          ),
      },
    );
    expect(result.seconds[0]?.stream.lanes?.[0]?.changes.length).toBe(20);
  });
});

describe('a close that the peer begins, and whose socket it keeps open', () => {
  /** Accepts at 0 ms; the close frame comes at 1 s, and the socket is never let go. */
  const lingering = (code: number): FakePeer => ({
    onConnect(link) {
      link.accept(0);
      link.beginClose(code, 1_000_000);
    },
  });
  const quiet = { messageRatePerConnection: 0, closeTimeoutMs: 600 };

  test('is a failure by its code, is not pinged any more, and lasts as long as the close timeout', async () => {
    const { result, stream, links } = await play(lingering(1011), {
      durationMs: 4_000,
      scenario: { ...quiet, heartbeatMs: 400 },
    });
    expect(stream.closedBy).toEqual({ 'ws.closed.1011': 1 });
    expect(result.failures(SESSION)).toEqual({ 'ws.closed.1011': 1 });
    expect(relative(links[0])).toEqual([400_000, 800_000]);
    expect(result.counts(PING)).toMatchObject({ sent: 2, ok: 2 });
    expect(result.seconds.flatMap(({ stream }) => stream.lanes ?? []).flatMap((one) => one.changes)).toEqual([
      { atUs: 0, to: 'handshaking', cause: '' },
      { atUs: 0, to: 'open', cause: '' },
      { atUs: 0, to: 'subscribed', cause: '' },
      { atUs: 1_000_000, to: 'closing', cause: '' },
      { atUs: 1_600_000, to: 'closed', cause: 'ws.closed.1011' },
    ]);
  });

  test('keeps its code where the plan ends, or the run is stopped, before the socket is closed', async () => {
    const ended = await play(lingering(1011), { durationMs: 1_200, scenario: quiet });
    expect(ended.stream.closedBy).toEqual({ 'ws.closed.1011': 1 });
    const stopped = await play(lingering(1011), {
      scenario: quiet,
      atMs: (runner) => ({ 1100: () => runner.stop('now') }),
    });
    expect(stopped.stream.closedBy).toEqual({ 'ws.closed.1011': 1 });
    expect(stopped.result.counts(SESSION)).toMatchObject({ sent: 1, ok: 0, errors: 1, inFlight: 0 });
  });

  test('fails what was asked before it, and is asked nothing more', async () => {
    const { result, stream } = await play(lingering(1001), {
      durationMs: 3_500,
      scenario: { ...quiet, messageRatePerConnection: 4 },
    });
    // Asked at 250, 500, 750 ms; at 1 s the close frame is there first.
    expect(result.counts(ROUND_TRIP)).toMatchObject({ planned: 3, sent: 3, errors: 3 });
    expect(result.failures(ROUND_TRIP)).toEqual({ 'ws.closed.1001': 3 });
    expect(stream.closedBy).toEqual({ 'ws.closed.1001': 1 });
  });

  test('is the end a reconnecting scenario expects, and it comes back', async () => {
    // Nothing is said by the plan, and nothing waited for: nothing need come.
    const { stream, links } = await play(lingering(1000), {
      durationMs: 2_500,
      scenario: { ...quiet, reply: null, reconnect: { policy: 'after-close', delayMs: 100 } },
    });
    expect(links.map(({ times }) => times.startedUs - 1_000_000)).toEqual([0, 1_700_000]);
    expect(stream.closedBy).toEqual({ 'ws.closed.1000': 1, clean: 1 });
    expect(stream.reconnects).toBe(1);
  });
});

describe('reconnecting', () => {
  const closing = (code: number): FakePeer => ({
    onConnect(link) {
      link.accept(0);
      link.hangUp(code, 400_000);
    },
  });

  test('is off unless the plan wants it, and then an early 1000 is a failure', async () => {
    const { stream, result } = await play(closing(1000), { durationMs: 3_000 });
    expect(stream).toMatchObject({ attempted: 1, reconnects: 0, closedBy: { 'ws.closed_early': 1 } });
    expect(result.failures(SESSION)).toEqual({ 'ws.closed_early': 1 });
  });

  test('after-close reconnects after its delay, and a 1000 is then no failure', async () => {
    const welcoming: FakePeer = {
      onConnect(link) {
        link.accept(0);
        link.say('{"type":"welcome"}', 100_000);
        link.hangUp(1000, 400_000);
      },
    };
    const { stream, result, links } = await play(welcoming, {
      durationMs: 2_000,
      scenario: { reconnect: { policy: 'after-close', delayMs: 600 } },
    });
    expect(links.map(({ times }) => times.startedUs - 1_000_000)).toEqual([0, 1_000_000]);
    expect(stream).toMatchObject({ attempted: 2, reconnects: 1, closedBy: { 'ws.closed.1000': 2 } });
    expect(result.failures(SESSION)).toEqual({});
  });

  test.each<[string, Partial<WebSocketScenario>]>([
    ['has messages to send', {}],
    ['pings', { message: null, reply: null }],
    ['subscribes', { messageRatePerConnection: 0, reply: null, subscribe: ['{"action":"subscribe"}'] }],
    [
      'waits for a confirmation',
      { messageRatePerConnection: 0, reply: null, confirm: { pointer: '/type', value: 'ok' } },
    ],
  ])('a 1000 before anything was said is a failure where the plan %s', async (_, wants) => {
    const { stream, result } = await play(closing(1000), {
      durationMs: 2_000,
      scenario: { ...wants, reconnect: { policy: 'after-close', delayMs: 600 } },
    });
    expect(stream).toMatchObject({ attempted: 2, reconnects: 1, closedBy: { 'ws.closed_silent': 2 } });
    expect(result.failures(SESSION)).toEqual({ 'ws.closed_silent': 2 });
  });

  test('after-close leaves who never got in', async () => {
    const { stream } = await play(
      { onConnect: (link) => link.refuse(503) },
      {
        durationMs: 2_000,
        scenario: { reconnect: { policy: 'after-close', delayMs: 100 } },
      },
    );
    expect(stream).toMatchObject({ attempted: 1, reconnects: 0 });
  });

  test('back-off tries again, ever more rarely', async () => {
    const { links } = await play(
      { onConnect: (link) => link.refuse(503) },
      {
        durationMs: 60_000,
        scenario: { reconnect: { policy: 'back-off', delayMs: 1_000 } },
      },
    );
    const starts = links.map(({ times }) => times.startedUs);
    const gaps = starts.slice(1).map((at, i) => (at - (starts[i] ?? 0)) / 1_000_000);
    gaps.forEach((gap, i) => {
      const longest = Math.min(30, 2 ** i);
      expect(gap).toBeGreaterThanOrEqual(longest / 2);
      expect(gap).toBeLessThanOrEqual(longest + 0.001);
    });
    expect(gaps.length).toBeGreaterThanOrEqual(5);
  });
});

describe('stopping', () => {
  test('gracefully closes 1,000 connections clean, within 20 ms of a quick service', async () => {
    const { stream, result, clock } = await play(answering, {
      connections: 1_000,
      durationMs: 60_000,
      scenario: { messageRatePerConnection: 1 },
      atMs: (runner) => ({ 2500: () => runner.stop('graceful') }),
    });
    expect(stream.closedBy).toEqual({ clean: 1_000 });
    expect(result.counts(ROUND_TRIP).inFlight).toBe(0);
    expect((clock.nowUs() - 1_000_000) / 1_000 - 2_500).toBeLessThanOrEqual(20);
  });

  test('gracefully waits 400 ms for answers, and 900 ms for closes', async () => {
    const { stream, result, clock, links } = await play(
      { onClose: () => {} },
      {
        durationMs: 60_000,
        scenario: { closeTimeoutMs: 5_000 },
        atMs: (runner) => ({ 1500: () => runner.stop('graceful') }),
      },
    );
    expect(stream.closedBy).toEqual({ cut: 1 });
    expect(result.counts(ROUND_TRIP)).toMatchObject({ planned: 1, sent: 1, inFlight: 1 });
    expect(result.counts(SESSION)).toMatchObject({ sent: 1, inFlight: 1 });
    expect(links[0]?.closedByUs).toBe(1000);
    expect((clock.nowUs() - 1_000_000) / 1_000).toBeLessThanOrEqual(2_405);
  });

  test('counts a close as clean that was answered, though the socket was still open when the stop cut it', async () => {
    const peer: FakePeer = {
      onClose: (link) => {
        link.answeredClose = 1000;
      },
    };
    const { stream, result } = await play(peer, {
      durationMs: 60_000,
      scenario: { messageRatePerConnection: 0 },
      atMs: (runner) => ({ 1000: () => runner.stop('graceful') }),
    });
    expect(stream.closedBy).toEqual({ clean: 1 });
    expect(result.counts(SESSION)).toMatchObject({ ok: 1, inFlight: 0 });
  });

  test('does not wait for handshakes longer than for answers, at the end of the plan either', async () => {
    const long = { connectTimeoutMs: 60_000 };
    const { stream, result, clock } = await play(
      { onConnect: () => {} },
      { durationMs: 1_000, requestTimeoutMs: 60_000, limits: long },
    );
    expect(stream).toMatchObject({ attempted: 1, failed: 1, closedBy: { unanswered: 1 } });
    expect(result.counts(CONNECT)).toMatchObject({ sent: 1, errors: 0, inFlight: 1 });
    expect((clock.nowUs() - 1_000_000) / 1_000).toBeLessThanOrEqual(11_005);
  });

  test('now cuts everything, and what was under way stays open', async () => {
    const peer: FakePeer = { onConnect: (link) => (link.number < 2 ? link.accept(0) : undefined) };
    const { stream, result } = await play(peer, {
      connections: 3,
      durationMs: 60_000,
      atMs: (runner) => ({ 1500: () => runner.stop('now') }),
    });
    expect(stream).toMatchObject({ attempted: 3, opened: 2, closed: 2, failed: 1 });
    expect(stream.closedBy).toEqual({ cut: 2, unanswered: 1 });
    expect(result.counts(CONNECT)).toMatchObject({ sent: 3, ok: 2, errors: 0, inFlight: 1 });
    expect(stream.states).toEqual({ handshaking: 0, open: 0, subscribed: 0, closing: 0 });
  });

  test('before the start is done at once', async () => {
    const clock = new VirtualClock();
    const scenario = makeWebSocket(0);
    const made = streamThread(clock, scenario, { drivers: { websocket: new FakeWebSockets(clock) } });
    const { runner } = made;
    runner.stop('graceful');
    await runner.done;
    expect(runner.users()).toBe(0);
  });
});
