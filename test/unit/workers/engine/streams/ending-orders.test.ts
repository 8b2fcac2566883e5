/**
 * A service that closes a WebSocket: whatever the order in which its close frame, our first message, our stop and the end
 * of the socket come, the connection is counted as what it is. Whether a run has mostly failed is decided from these
 * counts, so they may not depend on who was a millisecond faster.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closedProfile } from '../../../../../src/contract/profile.ts';
import type { WebSocketScenario } from '../../../../../src/contract/protocols/websocket.ts';
import { lawRuns } from '../../../../support/law-runs.ts';
import { makePlan, makeWebSocket } from '../../../../support/made-plan.ts';
import { runVirtual, streamThread } from '../../../../support/stream-run.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';
import { type FakeLink, type FakePeer, FakeWebSockets } from './fake-websockets.ts';

const CONNECTIONS = 20;
const [CONNECT, ROUND_TRIP, FIRST_MESSAGE, SESSION] = [0, 1, 3, 4];

/** Microseconds of what the service does to each connection. */
interface Fate {
  readonly acceptUs: number;
  /** From the 101 to the close frame, and from that to the end of the socket. */
  readonly closeUs: number;
  readonly letGoUs: number;
  readonly by: 'fin' | 'reset' | 'never';
}

interface Script {
  readonly fates: readonly Fate[];
  readonly messagesPerSecond: number;
  readonly stop: { readonly atMs: number; readonly kind: 'graceful' | 'now' } | null;
  /** The frame before its close; null: none. */
  readonly says: string | null;
  readonly reply: WebSocketScenario['reply'];
}

const DURATION_MS = 400;
/** Small numbers: what is close together is what can change places. */
const soon = fc.nat(6).map((ms) => ms * 500);
const fate: fc.Arbitrary<Fate> = fc.record({
  acceptUs: soon,
  closeUs: fc.oneof(
    soon,
    fc.nat(DURATION_MS).map((ms) => ms * 1_000),
  ),
  letGoUs: soon,
  by: fc.constantFrom('fin', 'fin', 'reset', 'never'),
});
const base = {
  fates: fc.array(fate, { minLength: 1, maxLength: 4 }),
  messagesPerSecond: fc.constantFrom(0, 4, 200),
  reply: fc.constantFrom(null, { pointer: '/type', value: 'pong' }),
};
const neverStopped = fc.record({ ...base, stop: fc.constant(null) });
const stopped = fc.record({
  ...base,
  stop: fc.record({
    atMs: fc.oneof(fc.nat(8), fc.nat(DURATION_MS)),
    kind: fc.constantFrom('graceful', 'now'),
  }),
});

/** Both ends of every connection as they were: who closed first. */
interface Ends {
  peerFirst: number;
  oursFirst: number;
}

async function play(script: Script) {
  const clock = new VirtualClock({ startUs: 5_000_000 });
  const ends: Ends = { peerFirst: 0, oursFirst: 0 };
  const fateOf = (link: FakeLink): Fate => script.fates[link.number % script.fates.length] as Fate;
  const peer: FakePeer = {
    onConnect(link) {
      const { acceptUs, closeUs, letGoUs, by } = fateOf(link);
      link.accept(acceptUs);
      if (script.says !== null) link.say(script.says, acceptUs + closeUs);
      const atUs = clock.nowUs() + acceptUs + closeUs;
      link.beginClose(1000, acceptUs + closeUs);
      clock.at(atUs, () => {
        // Set after the frame, so heard after it: by then it is known who was first.
        if (link.cutByUs) return;
        if (link.closedByUs === null) ends.peerFirst += 1;
        else ends.oursFirst += 1;
      });
      if (by === 'fin') link.letGo(acceptUs + closeUs + letGoUs);
      if (by === 'reset') link.reset(acceptUs + closeUs + letGoUs);
    },
    // It has closed, or is about to.
    onClose: () => {},
  };
  const scenario = makeWebSocket(0, {
    profile: closedProfile(CONNECTIONS, Number.POSITIVE_INFINITY, DURATION_MS),
    messageRatePerConnection: script.messagesPerSecond,
    reply: script.reply,
    heartbeatMs: 0,
    closeTimeoutMs: 50,
    series: { connect: 0, roundTrip: 1, ping: 2, firstMessage: 3, session: 4 },
  });
  const limits = { ...makePlan().limits, requestTimeoutMs: 3_000 };
  const driver = new FakeWebSockets(clock, peer);

  const made = streamThread(clock, scenario, { limits, drivers: { websocket: driver } });
  const { runner } = made;
  const { stop } = script;
  const atMs = stop === null ? {} : { [stop.atMs]: () => runner.stop(stop.kind) };
  const result = await runVirtual(made, { clock, durationMs: DURATION_MS, atMs });
  return { result, stream: result.stream(), ends };
}

const saying = fc.constantFrom(
  null,
  '{"error":"AUTH_FAILED","message":"Token has expired"}',
  '{"error":"FULL"}',
);
const codeOf = (says: string | null) =>
  says?.includes('AUTH') === true ? 'auth.rejected' : 'ws.closed_early';

test('without a stop: 20 of 20 are broken off, none is served, whatever comes first', async () => {
  await fc.assert(
    fc.asyncProperty(neverStopped, saying, async (drawn, says) => {
      const inTime = drawn.fates.map((one) => ({ ...one, closeUs: Math.min(one.closeUs, 300_000) }));
      const { result, stream } = await play({ ...drawn, fates: inTime, says });
      const code = codeOf(says);
      expect(stream).toMatchObject({ attempted: 20, opened: 20, failed: 0, closed: 20 });
      expect(stream.closedBy).toEqual({ [code]: 20 });
      expect(result.counts(CONNECT)).toMatchObject({ sent: 20, ok: 20, errors: 0 });
      expect(result.counts(SESSION)).toMatchObject({ sent: 20, ok: 0, errors: 20, inFlight: 0 });
      expect(result.counts(FIRST_MESSAGE)).toMatchObject({ sent: 20, ok: 0, errors: 20 });
      expect(result.failures(SESSION)).toEqual({ [code]: 20 });
      // How many messages were out by then is the plan's and the clock's; that none was answered is the service's.
      const { sent = 0, ok = 0, errors = 0, dropped = 0 } = result.counts(ROUND_TRIP);
      expect({ ok, errors, dropped }).toEqual({ ok: 0, errors: sent, dropped: 0 });
    }),
    lawRuns(1_500, 300),
  );
}, 60_000);

test('with a stop: broken off is every connection that the service closed before we did, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(stopped, async (drawn) => {
      const { result, stream, ends } = await play({ ...drawn, says: null });
      expect(result.failures(SESSION)['ws.closed_early'] ?? 0).toBe(ends.peerFirst);
      expect(stream.closedBy['ws.closed_early'] ?? 0).toBe(ends.peerFirst);
      expect(Object.keys(result.failures(SESSION)).filter((code) => code !== 'ws.closed_early')).toEqual(
        Object.keys(result.failures(SESSION)).filter((code) => code === 'ws.close_timeout'),
      );
      expect(result.counts(ROUND_TRIP)?.ok ?? 0).toBe(0);
      expect(stream.opened).toBe(stream.closed);
    }),
    lawRuns(1_500, 300),
  );
}, 60_000);
