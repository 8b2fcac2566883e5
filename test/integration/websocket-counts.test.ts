/**
 * What a WebSocket scenario counts is what the server counted, exactly. Few connections wait most of the time: runs that
 * only count go side by side, each against a server process of its own; what must keep a pace has the machine to itself.
 */
import { describe, expect, test, vi } from 'vitest';
import { closedProfile } from '../../src/contract/profile.ts';
import type { WebSocketScenario } from '../../src/contract/protocols/websocket.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import { startSampleServices } from '../../src/workers/sample-services/start.ts';
import { makePlan, makeStep, makeWebSocket } from '../support/made-plan.ts';
import type { ScriptedWebSocketOptions } from '../support/scripted-websocket-options.ts';
import { startScriptedWebSocketServer } from '../support/scripted-websocket-server.ts';
import { runLive, type StreamResult, streamThread } from '../support/stream-run.ts';

const CONNECT = 0;
const ROUND_TRIP = 1;
const PING = 2;
const SESSION = 4;
const SETUP = 5;
const ALL_SERIES = { connect: 0, roundTrip: 1, ping: 2, firstMessage: 3, session: 4 };

interface Against {
  readonly server: ScriptedWebSocketOptions;
  readonly connections: number;
  readonly durationMs: number;
  readonly scenario?: Partial<WebSocketScenario>;
  /** Stops the run gracefully after so long. */
  readonly stopAfterMs?: number;
}

/** Runs a scenario against a server in a process of its own; counts of both sides. */
async function against({ server: options, connections, durationMs, scenario = {}, stopAfterMs }: Against) {
  const server = await startScriptedWebSocketServer(options);
  try {
    const made = makeWebSocket(0, {
      url: server.url,
      profile: closedProfile(connections, Number.POSITIVE_INFINITY, durationMs),
      message: '{"action":"ping","id":{{ id }}}',
      correlate: { pointer: '/id' },
      heartbeatMs: 0,
      closeTimeoutMs: 5_000,
      series: ALL_SERIES,
      ...scenario,
    });
    const context = streamThread(createSystemClock(), made, { values: { id: { counter: { from: 1 } } } });
    const { runner } = context;
    const live = await runLive(context, durationMs);
    if (stopAfterMs !== undefined) setTimeout(() => runner.stop('graceful'), stopAfterMs);
    const result = await live.done;
    await vi.waitFor(async () => expect((await server.counts()).openSockets).toBe(0), { timeout: 5_000 });
    return { result, stream: result.stream(), server: await server.counts() };
  } finally {
    await server.close();
  }
}

function expectAllEnded(result: StreamResult): void {
  const { states, attempted, closed, failed } = result.stream();
  expect(states).toEqual({ handshaking: 0, open: 0, subscribed: 0, closing: 0 });
  expect(closed + failed).toBe(attempted);
}

test('every message sent is received, every answer counted, every close clean', async () => {
  const { result, stream, server } = await against({
    server: { delay: { kind: 'fixed', ms: 5 } },
    connections: 50,
    durationMs: 2_000,
    scenario: { messageRatePerConnection: 10 },
  });
  expectAllEnded(result);
  const trips = result.counts(ROUND_TRIP);
  expect(trips.planned).toBe(trips.sent + trips.dropped + trips.cancelled);
  expect(trips).toMatchObject({ dropped: 0, errors: 0, inFlight: 0, ok: trips.sent });
  expect(server.messagesIn).toBe(trips.sent);
  expect(server.messagesIn).toBe(stream.messagesOut);
  expect(server.messagesOut).toBe(stream.messagesIn);
  expect(stream.topics).toEqual({ pong: { count: trips.sent, bytes: expect.any(Number) } });
  expect(stream).toMatchObject({ attempted: 50, opened: 50, closedBy: { clean: 50 } });
  expect(server.closedByClient).toEqual({ 1000: 50 });
  expect(server.openSockets).toBe(0);
});

test.concurrent.each<[string, Against]>([
  ['messages, answers and pushes', { server: { pushesBeforeReply: 3 }, connections: 20, durationMs: 2_300 }],
  [
    'heartbeats beside the messages',
    { server: {}, connections: 5, durationMs: 1_500, scenario: { heartbeatMs: 200 } },
  ],
  [
    'pushes to a listener, cut off by the end',
    {
      server: { greet: true, stream: { count: 200, everyMs: 1 } },
      connections: 20,
      durationMs: 2_000,
      scenario: { messageRatePerConnection: 0 },
    },
  ],
  [
    'protocol pings',
    {
      server: {},
      connections: 5,
      durationMs: 1_500,
      scenario: { message: null, messageRatePerConnection: 20 },
    },
  ],
])('every byte of the connections is counted once: %s', (_, script) => checkBytes(script));

// By itself: what is on its way when the server breaks a connection is sent, and never read.
test('every byte of the connections is counted once: refused upgrades and connections that break', () =>
  checkBytes({
    server: { refuse: [401, null], closes: { codes: [1000, 1006], afterMs: 200 } },
    connections: 20,
    durationMs: 1_000,
  }));

async function checkBytes(script: Against): Promise<void> {
  const { result, server } = await against(script);
  const series = [CONNECT, ROUND_TRIP, PING, 3, SESSION].map((index) => result.counts(index));
  const sumOf = (name: 'bytesIn' | 'bytesOut') =>
    series.reduce((sum, counts) => sum + (counts[name] ?? 0), 0);
  expect({ in: sumOf('bytesIn'), out: sumOf('bytesOut') }).toEqual({
    in: server.bytesOut,
    out: server.bytesIn,
  });
  // The totals are those of the connects and the messages (or pings, where they are the load).
  const parts = script.scenario?.message === null ? [ROUND_TRIP, 3, SESSION] : [PING, 3, SESSION];
  for (const part of parts) expect(result.counts(part).bytesIn ?? 0).toBe(0);
}

test.concurrent('pushes between a question and its answer change nothing', async () => {
  const { result, stream, server } = await against({
    server: { pushesBeforeReply: 3, stamp: true },
    connections: 20,
    durationMs: 1_500,
    scenario: {
      messageRatePerConnection: 10,
      correlate: null,
      fields: { topic: '/topic', type: '/type', sequence: null, sentAtMs: '/sentAt' },
    },
  });
  const { sent } = result.counts(ROUND_TRIP);
  expect(server.messagesIn).toBe(sent);
  expect(result.counts(ROUND_TRIP)).toMatchObject({ ok: sent, errors: 0 });
  expect(stream.topics).toMatchObject({ pong: { count: sent }, price: { count: 3 * sent } });
  expect(result.lag().count).toBe(4 * sent);
});

test('losses, doubles and swaps of a numbered stream are counted exactly', async () => {
  const { stream, server } = await against({
    server: {
      stream: { count: 1_000, everyMs: 1, faults: { seed: 7, drop: 0.01, duplicate: 0.005, swap: 0.005 } },
    },
    connections: 10,
    durationMs: 4_000,
    scenario: {
      messageRatePerConnection: 0,
      fields: { topic: '/topic', type: '/type', sequence: '/seq', sentAtMs: null },
    },
  });
  expect(stream.messagesIn).toBe(server.stream.sent);
  expect(stream).toMatchObject({
    missed: server.stream.dropped,
    duplicates: server.stream.duplicated,
    outOfOrder: server.stream.swapped,
  });
  expect(server.stream).toMatchObject({ dropped: 100, duplicated: 50, swapped: 50 });
});

test.concurrent('the table of close codes is exact', async () => {
  const { result, stream, server } = await against({
    server: { closes: { codes: [1000, 1001, 1006, 1011, 4401], afterMs: 300 } },
    connections: 50,
    durationMs: 3_000,
    scenario: { messageRatePerConnection: 0 },
    stopAfterMs: 2_500,
  });
  expect(server.closedByServer).toEqual({ 1000: 10, 1001: 10, 1006: 10, 1011: 10, 4401: 10 });
  const expected = {
    'ws.closed_early': 10,
    'ws.closed.1001': 10,
    'ws.abnormal_close': 10,
    'ws.closed.1011': 10,
    'ws.closed.4401': 10,
  };
  expect(stream.closedBy).toEqual(expected);
  expect(result.failures(SESSION)).toEqual(expected);
  expectAllEnded(result);
});

test.concurrent('the table of refused upgrades is exact', async () => {
  const { result, stream, server } = await against({
    server: { refuse: [401, 429, 503, null] },
    connections: 100,
    durationMs: 1_000,
  });
  expect(server.refused).toEqual({ 401: 25, 429: 25, 503: 25 });
  expect(stream).toMatchObject({ attempted: 100, opened: 25, failed: 75 });
  expect(stream.closedBy).toEqual({
    'ws.handshake_status.401': 25,
    'ws.handshake_status.429': 25,
    'ws.handshake_status.503': 25,
    clean: 25,
  });
  expect(result.failures(CONNECT)).toEqual({ 'auth.rejected': 25, 'ws.handshake_status': 50 });
});

test('reconnects until the end, and the server saw every one of them', async () => {
  const { result, stream, server } = await against({
    server: { closes: { codes: [1012], afterMs: 150 } },
    connections: 10,
    durationMs: 1_500,
    scenario: { messageRatePerConnection: 0, reconnect: { policy: 'after-close', delayMs: 50 } },
  });
  expect(server.attempted).toBe(stream.attempted);
  expect(stream.reconnects).toBe(stream.attempted - 10);
  expect(stream.reconnects).toBeGreaterThan(20);
  expectAllEnded(result);
});

test.concurrent('protocol pings are answered and counted', async () => {
  const { result, server } = await against({
    server: {},
    connections: 10,
    durationMs: 1_500,
    scenario: { message: null, messageRatePerConnection: 10 },
  });
  const pings = result.counts(PING);
  expect(server.pings).toBe(pings.sent);
  expect(pings).toMatchObject({ ok: pings.sent, errors: 0 });
  expect(result.counts(ROUND_TRIP).sent ?? 0).toBe(0);
});

test('a graceful stop at 1,000 connections closes every one of them clean', async () => {
  const { result, stream, server } = await against({
    server: { delay: { kind: 'fixed', ms: 5 } },
    connections: 1_000,
    durationMs: 30_000,
    scenario: { profile: closedProfile(1_000, 1_000, 30_000) },
    stopAfterMs: 2_500,
  });
  expect(stream).toMatchObject({
    attempted: 1_000,
    opened: 1_000,
    closed: 1_000,
    closedBy: { clean: 1_000 },
  });
  expect(server.closedByClient).toEqual({ 1000: 1_000 });
  expectAllEnded(result);
});

describe('against the sample services', () => {
  test.each([
    ['each connection', false, 8],
    ['all of a thread', true, 1],
  ])(
    'the token is verified for %s before connecting, and travels in the URL',
    async (_, shared, verified) => {
      const services = await startSampleServices({ basePort: 0 });
      const verify = makeStep(SETUP, {
        method: 'POST',
        path: '/auth/verify-ws',
        body: { json: { token: '{{ token }}' } },
        checks: [{ json: '/valid', equals: true }],
      });
      const scenario = makeWebSocket(0, {
        url: `${services.urls.streaming.replace('http', 'ws')}/ws/stream?token={{ token }}`,
        profile: closedProfile(8, Number.POSITIVE_INFINITY, 1_500),
        setup: [verify],
        setupBaseUrl: services.urls.auth,
        setupPolicy: { shared, everyMs: null },
        subscribe: [
          '{"action":"subscribe","data":{"topics":["pricing.updates"],"filters":{"commodity":"oil"}}}',
        ],
        confirm: { pointer: '/type', value: 'subscription_confirmed' },
        messageRatePerConnection: 4,
        fields: { topic: '/topic', type: '/type', sequence: '/seq', sentAtMs: '/sent_at' },
        series: ALL_SERIES,
      });
      const made = streamThread(createSystemClock(), scenario, { values: { token: 'good' } });
      const live = await runLive(made, 1_500);
      const result = await live.done;
      const { webSocket } = services.state();
      const auth = services.state().services.auth;
      await services.close();
      expect(auth.received).toMatchObject({ verify_ws_token: verified });
      expect(result.counts(CONNECT)).toMatchObject({ sent: 8, ok: 8 });
      expect(result.stream()).toMatchObject({ opened: 8, missed: 0, duplicates: 0, closedBy: { clean: 8 } });
      expect(result.stream().topics.subscription_confirmed?.count).toBe(8);
      const trips = result.counts(ROUND_TRIP);
      expect(trips).toMatchObject({ ok: trips.sent, errors: 0 });
      expect(webSocket.opened).toBe(8);
    },
  );

  test.each([
    ['once for each connection, however often it comes back', { shared: false, everyMs: null }, 5, 5],
    ['again when it has grown old', { shared: true, everyMs: 400 }, 3, 4],
  ] as const)('the setup runs %s', async (_, setupPolicy, fewest, most) => {
    const services = await startSampleServices({ basePort: 0 });
    const server = await startScriptedWebSocketServer({ closes: { codes: [1012], afterMs: 100 } });
    const scenario = makeWebSocket(0, {
      url: server.url,
      profile: closedProfile(5, Number.POSITIVE_INFINITY, 1_500),
      setup: [makeStep(SETUP, { method: 'POST', path: '/auth/verify', body: { json: { token: 'good' } } })],
      setupBaseUrl: services.urls.auth,
      setupPolicy,
      messageRatePerConnection: 0,
      reconnect: { policy: 'after-close', delayMs: 50 },
      series: ALL_SERIES,
    });
    const made = streamThread(createSystemClock(), scenario);
    const live = await runLive(made, 1_500);
    const { reconnects } = (await live.done).stream();
    const verified = services.state().services.auth.received.verify_token ?? 0;
    await services.close();
    await server.close();
    expect(reconnects).toBeGreaterThan(10);
    expect(verified).toBeGreaterThanOrEqual(fewest);
    expect(verified).toBeLessThanOrEqual(most);
  });

  test('a token that is refused opens nothing and says why', async () => {
    const services = await startSampleServices({ basePort: 0 });
    const scenario = makeWebSocket(0, {
      url: `${services.urls.streaming.replace('http', 'ws')}/ws/stream?token={{ token }}`,
      profile: closedProfile(3, Number.POSITIVE_INFINITY, 500),
      setup: [
        makeStep(SETUP, {
          method: 'POST',
          path: '/auth/verify-ws',
          body: { json: { token: '{{ token }}' } },
          checks: [{ json: '/valid', equals: true }],
        }),
      ],
      setupBaseUrl: services.urls.auth,
      series: ALL_SERIES,
    });
    const limits = makePlan().limits;
    const made = streamThread(createSystemClock(), scenario, { values: { token: 'expired-1' }, limits });
    const live = await runLive(made, 500);
    const result = await live.done;
    const { webSocket } = services.state();
    await services.close();
    expect(webSocket.opened).toBe(0);
    expect(result.stream()).toMatchObject({
      attempted: 3,
      failed: 3,
      closedBy: { 'setup.target_failed': 3 },
    });
    // A check that fails is the target's doing; so is what it keeps from being opened.
    expect(result.failureOf('setup.target_failed')).toMatchObject({ side: 'target' });
    expect(result.failures(SETUP)).toEqual({ 'check.json': 3 });
  });
});
