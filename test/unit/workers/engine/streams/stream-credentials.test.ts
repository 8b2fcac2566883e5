/** Whose fault a rejection is, of WebSockets and event streams: refused handshakes, refusing frames, returners. */
import { describe, expect, test } from 'vitest';
import { closedProfile } from '../../../../../src/contract/profile.ts';
import type { SseScenario } from '../../../../../src/contract/protocols/sse.ts';
import type { WebSocketScenario } from '../../../../../src/contract/protocols/websocket.ts';
import { statusFailure } from '../../../../../src/workers/engine/drivers/failure-codes.ts';
import { makeSse, makeWebSocket } from '../../../../support/made-plan.ts';
import { rejectionsOf } from '../../../../support/rejections.ts';
import { runVirtual, type StreamResult, streamThread } from '../../../../support/stream-run.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';
import { FakeEventStreams, type FakeStream } from './fake-event-streams.ts';
import { type FakePeer, FakeWebSockets } from './fake-websockets.ts';

const CONNECT = 0;
const ROUND_TRIP = 1;
const FIRST_MESSAGE = 3;
const SESSION = 4;
const AUTH_FAILED = '{"error":"AUTH_FAILED","message":"Token has expired"}';

function told(result: StreamResult) {
  const seconds = result.seconds.map(({ metered }) => metered);
  return {
    result,
    stream: result.stream(),
    rejections: rejectionsOf(seconds, () => 'gateway'),
    accepted: seconds.flatMap(({ accepted }) => accepted ?? []),
  };
}

async function sockets(peer: FakePeer, change: Partial<WebSocketScenario> = {}, durationMs = 3_000) {
  const clock = new VirtualClock({ startUs: 1_000_000 });
  const driver = new FakeWebSockets(clock, peer);
  const scenario = makeWebSocket(0, {
    url: 'ws://127.0.0.1:8001/ws?token=one',
    profile: closedProfile(10, Number.POSITIVE_INFINITY, durationMs),
    heartbeatMs: 0,
    messageRatePerConnection: 4,
    series: { connect: 0, roundTrip: 1, ping: 2, firstMessage: 3, session: 4 },
    ...change,
  });
  const made = streamThread(clock, scenario, { drivers: { websocket: driver } });
  return told(await runVirtual(made, { clock, durationMs }));
}

const answering: FakePeer = { onText: (link) => link.say('{"type":"pong"}', 1_000) };
/** Everybody may open; who is not welcome is told so, and closed. */
const refusing = (says: string): FakePeer => ({
  onConnect(link) {
    link.accept(1_000);
    link.say(says, 1_500);
    link.beginClose(1000, 1_500);
    link.letGo(2_000);
  },
});

describe('a WebSocket handshake', () => {
  test.each([401, 403, 407])(
    'answered %i is a rejection of what it presents; its cause keeps the status',
    async (status) => {
      const { result, stream, rejections, accepted } = await sockets({
        onConnect: (link) => link.refuse(status, 1_000),
      });
      expect(result.failures(CONNECT)).toEqual({ 'auth.rejected': 10 });
      expect(result.failureOf('auth.rejected')).toMatchObject({
        side: 'test',
        message: `The service did not accept the credentials: status ${status}.`,
      });
      expect(stream.closedBy).toEqual({ [`ws.handshake_status.${status}`]: 10 });
      expect(rejections).toEqual({ rejected: 10, revoked: 0 });
      expect(accepted).toEqual([]);
    },
  );

  test('answered 503 is the service refusing, as before', async () => {
    const { result, stream } = await sockets({ onConnect: (link) => link.refuse(503, 1_000) });
    expect(result.failures(CONNECT)).toEqual({ 'ws.handshake_status': 10 });
    expect(stream.closedBy).toEqual({ 'ws.handshake_status.503': 10 });
  });

  test('of a returner answered 401 is of a token that was accepted', async () => {
    const peer: FakePeer = {
      ...answering,
      onConnect(link) {
        if (link.number >= 10) link.refuse(401, 1_000);
        else {
          link.accept(1_000);
          link.hangUp(1001, 500_000);
        }
      },
    };
    const { rejections, result, accepted } = await sockets(peer, {
      reconnect: { policy: 'after-close', delayMs: 1_500 },
    });
    expect(result.counts(CONNECT)).toMatchObject({ ok: 10, errors: 10 });
    expect(rejections).toEqual({ rejected: 0, revoked: 10 });
    expect(accepted).toHaveLength(1);
  });

  test('that is accepted says nothing yet: only what comes on the connection does', async () => {
    const silent = await sockets({ onPing: () => {} }, { message: null });
    expect(silent.stream.opened).toBe(10);
    expect(silent.accepted).toEqual([]);
    expect((await sockets(answering)).accepted).toHaveLength(1);
  });
});

describe('a refusing first frame', () => {
  test('that speaks of authorization is a rejection, and its token was not accepted by the 101', async () => {
    const { result, stream, rejections, accepted } = await sockets(refusing(AUTH_FAILED));
    expect(result.failures(SESSION)).toEqual({ 'auth.rejected': 10 });
    expect(result.failures(FIRST_MESSAGE)).toEqual({ 'auth.rejected': 10 });
    expect(result.counts(FIRST_MESSAGE)).toMatchObject({ ok: 0, errors: 10 });
    expect(stream.closedBy).toEqual({ 'auth.rejected': 10 });
    expect(result.failureOf('auth.rejected')?.message).toBe(
      'The service did not accept the credentials: AUTH_FAILED: Token has expired.',
    );
    expect(rejections).toEqual({ rejected: 20, revoked: 0 });
    expect(accepted).toEqual([]);
  });

  test('is not a good answer to a message that was out already', async () => {
    const peer: FakePeer = {
      onText(link) {
        link.say(AUTH_FAILED, 500);
        link.beginClose(1000, 500);
        link.letGo(1_000);
      },
    };
    const { result, rejections } = await sockets(peer, { reply: null });
    expect(result.failures(ROUND_TRIP)).toEqual({ 'auth.rejected': 10 });
    expect(result.counts(ROUND_TRIP)).toMatchObject({ sent: 10, ok: 0, errors: 10 });
    expect(rejections).toEqual({ rejected: 30, revoked: 0 });
  });

  test('of a token that other connections used is of an accepted one', async () => {
    const peer: FakePeer = {
      ...answering,
      onConnect(link) {
        if (link.number < 4) link.accept(1_000);
        else refusing(AUTH_FAILED).onConnect?.(link);
      },
    };
    const { rejections } = await sockets(peer);
    expect(rejections).toEqual({ rejected: 0, revoked: 12 });
  });

  test('that speaks of something else is a close before its time, and says why', async () => {
    const { result, stream } = await sockets(refusing('{"error":"FULL","message":"no room"}'));
    expect(result.failures(SESSION)).toEqual({ 'ws.closed_early': 10 });
    expect(result.failureOf('ws.closed_early')).toMatchObject({
      side: 'target',
      message: 'The service closed the connection early: FULL: no room.',
    });
    expect(stream.closedBy).toEqual({ 'ws.closed_early': 10 });
  });

  test('is one also where the plan reconnects after a close', async () => {
    const { result, accepted } = await sockets(refusing(AUTH_FAILED), {
      reconnect: { policy: 'after-close', delayMs: 1_000 },
    });
    expect(result.counts(SESSION).ok).toBe(0);
    expect(Object.keys(result.failures(SESSION))).toEqual(['auth.rejected']);
    expect(accepted).toEqual([]);
  });

  test.each([4401, 4403, 3000, 3003, 1008])(
    'followed by a close %i stays what the code says',
    async (code) => {
      const peer: FakePeer = {
        onConnect(link) {
          link.accept(1_000);
          link.say(AUTH_FAILED, 1_500);
          link.hangUp(code, 1_500);
        },
      };
      const { result, accepted } = await sockets(peer);
      expect(result.failures(SESSION)).toEqual({ [`ws.closed.${code}`]: 10 });
      expect(result.failureOf(`ws.closed.${code}`)?.side).toBe('target');
      expect(accepted).toEqual([]);
    },
  );

  test('is an answer like any other where the connection goes on', async () => {
    const peer: FakePeer = {
      onText: (link) => link.say('{"error":"UNKNOWN","message":"no such action"}', 1_000),
    };
    const { result, accepted } = await sockets(peer, { reply: null });
    const { sent, ok } = result.counts(ROUND_TRIP);
    expect(sent).toBe(ok);
    expect(result.histogram(ROUND_TRIP, 'service').max).toBe(1_000);
    expect(result.counts(FIRST_MESSAGE)).toMatchObject({ sent: 10, ok: 10 });
    expect(result.failures(SESSION)).toEqual({});
    expect(accepted).toHaveLength(1);
  });

  test('is an answer, too, where it stays the only one', async () => {
    const peer: FakePeer = { onText: (link) => link.say('{"error":"UNKNOWN"}', 1_000) };
    const slow = { reply: null, messageRatePerConnection: 0.2 };
    const { result } = await sockets(peer, slow, 4_000);
    expect(result.counts(ROUND_TRIP)).toMatchObject({ ok: result.counts(ROUND_TRIP).sent, errors: 0 });
    expect(result.histogram(ROUND_TRIP, 'service').max).toBe(1_000);
  });
});

describe('an event stream', () => {
  async function streams(onConnect: (stream: FakeStream) => void, change: Partial<SseScenario> = {}) {
    const clock = new VirtualClock({ startUs: 1_000_000 });
    const driver = new FakeEventStreams(clock, onConnect);
    const scenario = makeSse(0, {
      headers: { authorization: 'Bearer one' },
      profile: closedProfile(10, Number.POSITIVE_INFINITY, 6_000),
      holdMs: 10_000,
      thinkTime: { minMs: 0, maxMs: 0 },
      ...change,
    });
    const made = streamThread(clock, scenario, { drivers: { sse: driver } });
    return told(await runVirtual(made, { clock, durationMs: 6_000 }));
  }

  test('that accepted readers are cut off from, and refused on their return, is of an accepted token', async () => {
    const { result, rejections, accepted } = await streams(
      (stream) => {
        if (stream.number >= 10) stream.answer(1, 401, statusFailure(401));
        else stream.headers(1).event(2).close(2_000);
      },
      { maxReconnects: 5 },
    );
    expect(accepted).toHaveLength(1);
    expect(rejections.rejected).toBe(0);
    // Of each: its headers, and the first event that will not come.
    expect(rejections.revoked).toBe(result.counts(1).errors + result.counts(0).errors);
    expect(rejections.revoked).toBeGreaterThanOrEqual(20);
  });

  test('that lets nobody in knows no accepted token', async () => {
    const { rejections, accepted } = await streams((stream) => stream.answer(1, 403, statusFailure(403)));
    expect(accepted).toEqual([]);
    expect(rejections.revoked).toBe(0);
    expect(rejections.rejected).toBeGreaterThanOrEqual(20);
  });
});
