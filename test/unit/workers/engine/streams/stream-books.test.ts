/** The books of a stream scenario balance in every second, whatever the peers do and whenever it is stopped. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureFor, statusFailure } from '../../../../../src/workers/engine/drivers/failure-codes.ts';
import { makePlan, makeSse, makeWebSocket } from '../../../../support/made-plan.ts';
import { runVirtual, type StreamResult, streamThread } from '../../../../support/stream-run.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';
import { FakeEventStreams, type FakeStream } from './fake-event-streams.ts';
import { type FakeLink, type FakePeer, FakeWebSockets } from './fake-websockets.ts';

interface Wire {
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** What the series that make up the totals counted is what the connections moved. */
function expectBytes(result: StreamResult, counted: readonly number[], wires: readonly Wire[]): void {
  const sumOf = (all: readonly Wire[], name: keyof Wire) =>
    all.reduce((sum, one) => sum + (one[name] ?? 0), 0);
  const books = counted.map((series) => result.counts(series));
  expect(sumOf(books, 'bytesIn')).toBe(sumOf(wires, 'bytesIn'));
  expect(sumOf(books, 'bytesOut')).toBe(sumOf(wires, 'bytesOut'));
}

function expectBalance(result: StreamResult): void {
  const carried = new Map<number, { waiting: number; inFlight: number }>();
  const sum = { attempted: 0, opened: 0, failed: 0, closed: 0, causes: 0 };
  for (const { metered, stream } of result.seconds) {
    for (const { series, counts } of metered.series) {
      const before = carried.get(series) ?? { waiting: 0, inFlight: 0 };
      const { planned, sent, dropped, cancelled, waiting, ok, errors, inFlight } = counts;
      expect(planned + before.waiting).toBe(sent + dropped + cancelled + waiting);
      expect(sent + before.inFlight).toBe(ok + errors + inFlight);
      expect(Math.min(waiting, inFlight)).toBeGreaterThanOrEqual(0);
      carried.set(series, { waiting, inFlight });
    }
    for (const name of ['attempted', 'opened', 'failed', 'closed'] as const) sum[name] += stream[name];
    sum.causes += Object.values(stream.closedBy).reduce((total, count) => total + count, 0);
    const { handshaking, open, subscribed, closing } = stream.states;
    expect(Math.min(handshaking, open, subscribed, closing)).toBeGreaterThanOrEqual(0);
    expect(sum.attempted).toBe(handshaking + open + subscribed + closing + sum.closed + sum.failed);
    expect(sum.opened).toBe(open + subscribed + closing + sum.closed);
    expect(sum.causes).toBe(sum.closed + sum.failed);
  }
  expect(result.seconds.at(-1)?.stream.states).toEqual({
    handshaking: 0,
    open: 0,
    subscribed: 0,
    closing: 0,
  });
}

const level = fc.nat(8);
const profile = fc
  .array(fc.record({ durationMs: fc.integer({ min: 100, max: 3_000 }), from: level, to: level }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((segments) => ({ model: 'closed' as const, segments }));
const stopping = fc.option(fc.record({ atMs: fc.nat(6_000), kind: fc.constantFrom('graceful', 'now') }), {
  nil: null,
});
const fate = fc.record({
  what: fc.constantFrom('work', 'work', 'refuse', 'silent', 'break', 'close', 'never', 'half'),
  ms: fc.nat(2_500),
});

test('of WebSockets', async () => {
  const script = fc.record({
    profile,
    stopping,
    fates: fc.array(fate, { minLength: 1, maxLength: 6 }),
    policy: fc.constantFrom('off', 'after-close', 'back-off'),
    correlated: fc.boolean(),
    heartbeatMs: fc.constantFrom(0, 700),
  });
  await fc.assert(
    fc.asyncProperty(script, async ({ fates, ...drawn }) => {
      const clock = new VirtualClock({ startUs: 5_000_000 });
      const fateOf = (link: FakeLink) => fates[link.number % fates.length] ?? { what: 'work', ms: 0 };
      const peer: FakePeer = {
        onConnect(link) {
          const { what, ms } = fateOf(link);
          if (what === 'never') return;
          if (what === 'refuse') link.refuse(503, ms * 1_000);
          else link.accept(ms);
          if (what === 'break') link.hangUp(1006, ms * 1_000 + 1);
          if (what === 'close') link.hangUp(ms % 2 === 0 ? 1000 : 1011, ms * 1_000 + 1);
        },
        onText(link, text) {
          if (fateOf(link).what !== 'half' || link.sent.length % 2 === 0)
            link.say(text, fateOf(link).ms * 300);
        },
        onPing: (link, payload) => (fateOf(link).what === 'silent' ? undefined : link.pong(payload, 1_000)),
        onClose: (link) => (fateOf(link).what === 'silent' ? undefined : link.hangUp(1000, 1_000)),
      };
      const scenario = makeWebSocket(0, {
        profile: drawn.profile,
        messageRatePerConnection: 4,
        message: '{"type":"pong","id":{{ id }}}',
        correlate: drawn.correlated ? { pointer: '/id' } : null,
        heartbeatMs: drawn.heartbeatMs,
        reconnect: { policy: drawn.policy, delayMs: 200 },
        series: { connect: 0, roundTrip: 1, ping: 2, firstMessage: 3, session: 4 },
      });
      const limits = { ...makePlan().limits, requestTimeoutMs: 600 };
      const driver = new FakeWebSockets(clock, peer);

      const made = streamThread(clock, scenario, {
        limits,
        values: { id: { counter: { from: 1 } } },
        drivers: { websocket: driver },
      });
      const { runner } = made;
      const { stopping: stop } = drawn;
      const atMs = stop === null ? {} : { [stop.atMs]: () => runner.stop(stop.kind) };
      const result = await runVirtual(made, { clock, durationMs: 6_000, atMs });
      expectBalance(result);
      expectBytes(result, [0, 1], driver.links);
    }),
    { numRuns: 60 },
  );
});

test('of event streams', async () => {
  const script = fc.record({
    profile,
    stopping,
    fates: fc.array(fate, { minLength: 1, maxLength: 6 }),
    holdMs: fc.constantFrom(null, 400, 1_500),
    maxReconnects: fc.nat(3),
    retryMs: fc.constantFrom(0, 300),
  });
  await fc.assert(
    fc.asyncProperty(script, async ({ fates, ...drawn }) => {
      const clock = new VirtualClock({ startUs: 5_000_000 });
      const onConnect = (stream: FakeStream): void => {
        const { what, ms } = fates[stream.number % fates.length] ?? { what: 'work', ms: 0 };
        if (what === 'never') return;
        if (what === 'refuse') stream.answer(ms, 503, statusFailure(503));
        else if (what === 'half') stream.answer(ms, 204, null);
        else if (what === 'break') stream.answer(ms, -1, failureFor('reset.before_headers'));
        else stream.headers(ms % 300).retry(ms % 300, drawn.retryMs);
        if (what === 'work') for (let n = 0; n < 20; n += 1) stream.event(ms + n * 130, 'e', String(n));
        if (what === 'close') stream.event(ms).close(ms + (ms % 7) * 100);
      };
      const scenario = makeSse(0, {
        profile: drawn.profile,
        holdMs: drawn.holdMs,
        thinkTime: { minMs: 0, maxMs: 300 },
        idleTimeoutMs: 500,
        maxReconnects: drawn.maxReconnects,
      });
      const limits = { ...makePlan().limits, requestTimeoutMs: 900, connectTimeoutMs: 300 };
      const driver = new FakeEventStreams(clock, onConnect);

      const made = streamThread(clock, scenario, { limits, drivers: { sse: driver } });
      const { runner } = made;
      const { stopping: stop } = drawn;
      const atMs = stop === null ? {} : { [stop.atMs]: () => runner.stop(stop.kind) };
      const result = await runVirtual(made, { clock, durationMs: 6_000, atMs });
      expectBalance(result);
      expectBytes(result, [0], driver.streams);
    }),
    { numRuns: 60 },
  );
});
