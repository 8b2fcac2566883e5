import { expect, test } from 'vitest';
import type { LoadSegment } from '../../../../../src/contract/applied-load.ts';
import { makeWebSocket } from '../../../../support/made-plan.ts';
import { runVirtual, streamThread } from '../../../../support/stream-run.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';
import { type FakePeer, FakeWebSockets } from './fake-websockets.ts';

const START_US = 1_000_000;
const DURATION_MS = 8_000;
const answering: FakePeer = { onText: (link) => link.say('{"type":"pong"}', 5_000) };

interface Order {
  /** When the thread hears of it. */
  readonly heardMs: number;
  readonly segments: readonly LoadSegment[];
}

function hold(startMs: number, level: number, messagesPerSecond?: number): LoadSegment {
  const durationMs = DURATION_MS - startMs;
  const messages = messagesPerSecond === undefined ? {} : { messagesPerSecond };
  return { startMs, durationMs, from: level, to: level, cause: 'steered', ...messages };
}

async function play(orders: readonly Order[], { share = { index: 0, count: 1 }, startAfterMs = 0 } = {}) {
  const clock = new VirtualClock({ startUs: START_US });
  const driver = new FakeWebSockets(clock, answering);
  const scenario = makeWebSocket(0, {
    name: 'sockets',
    startAfterMs,
    profile: { model: 'closed', segments: [{ durationMs: DURATION_MS - startAfterMs, from: 4, to: 4 }] },
    heartbeatMs: 0,
  });
  const made = streamThread(clock, scenario, { share, drivers: { websocket: driver } });
  const atMs = Object.fromEntries(
    orders.map(({ heardMs, segments }) => [
      heardMs,
      () => made.thread.steer([{ name: 'sockets', segments }]),
    ]),
  );
  const open: number[] = [];
  const result = await runVirtual(made, {
    clock,
    durationMs: DURATION_MS,
    atMs,
    everyTurn: () => open.push(driver.links.filter(({ isOpen }) => isOpen).length),
  });
  return { links: driver.links, open, result };
}

/** Milliseconds since the start at which messages were sent, on all connections. */
function sentAt(links: readonly { readonly sent: readonly { readonly atUs: number }[] }[]): number[] {
  return links.flatMap(({ sent }) => sent.map(({ atUs }) => (atUs - START_US) / 1_000)).sort((a, b) => a - b);
}

test('connections are opened and closed from the moment a change takes effect', async () => {
  const { open, links } = await play([
    { heardMs: 1_940, segments: [hold(2_000, 7)] },
    { heardMs: 3_940, segments: [hold(4_000, 2)] },
  ]);
  expect([open[1_990], open[2_010], open[3_990], open[4_100], open[7_900]]).toEqual([4, 7, 7, 2, 2]);
  expect(links).toHaveLength(7);
});

test('a rest closes all; what is wanted afterwards is opened anew', async () => {
  const { open, links } = await play([
    { heardMs: 1_000, segments: [{ ...hold(1_060, 0), durationMs: 2_000 }, hold(3_060, 3)] },
  ]);
  expect([open[1_050], open[1_200], open[3_000], open[3_100]]).toEqual([4, 0, 0, 3]);
  expect(links).toHaveLength(7);
});

test('a thread that hears late goes on from what it has', async () => {
  const { open, links } = await play([{ heardMs: 2_030, segments: [hold(2_000, 6)] }]);
  expect([open[2_029], open[2_040], open[7_900]]).toEqual([4, 6, 6]);
  expect(links).toHaveLength(6);
});

test('two changes within the time that the first is ahead: the second follows the first', async () => {
  const { open } = await play([
    { heardMs: 2_000, segments: [hold(2_060, 9)] },
    { heardMs: 2_020, segments: [hold(2_080, 5)] },
  ]);
  expect([open[2_055], open[2_070], open[2_200]]).toEqual([4, 9, 5]);
});

test('threads share a steered number of connections without a gap or a double', async () => {
  const orders = [{ heardMs: 1_940, segments: [hold(2_000, 11)] }];
  const shares = [0, 1, 2].map((index) => ({ share: { index, count: 3 } }));
  const runs = await Promise.all(shares.map((share) => play(orders, share)));
  expect(runs.map(({ open }) => [open[1_990], open[2_010]])).toEqual([
    [2, 4],
    [1, 4],
    [1, 3],
  ]);
});

test('a class that has not begun yet begins when it is steered', async () => {
  const { open } = await play([{ heardMs: 1_000, segments: [hold(1_060, 2)] }], { startAfterMs: 5_000 });
  expect([open[1_050], open[1_100], open[6_000]]).toEqual([0, 2, 2]);
});

test('the message rate changes from a moment on; each connection goes on from where in its gap it is', async () => {
  const { links } = await play([{ heardMs: 2_940, segments: [hold(3_000, 4, 4)] }]);
  const sent = sentAt(links);
  // 1/s on each of four connections, at 0, 250, 500 and 750 ms; then 4/s each.
  expect(sent.filter((ms) => ms >= 1_000 && ms < 3_000)).toEqual(
    Array.from({ length: 8 }, (_, nth) => 1_000 + nth * 250),
  );
  const fast = sent.filter((ms) => ms >= 3_000 && ms < 5_000);
  expect(fast).toHaveLength(32);
  // A turn is a millisecond long: 62.5 ms between two messages.
  expect(Math.max(...fast.map((ms, nth) => Math.abs(ms - 3_000 - nth * 62.5)))).toBeLessThanOrEqual(1);
});

test('a rate of 0 sends nothing, and later goes on', async () => {
  const { links } = await play([
    { heardMs: 1_940, segments: [{ ...hold(2_000, 4, 0), durationMs: 3_000 }, hold(5_000, 4)] },
  ]);
  const sent = sentAt(links);
  expect(sent.filter((ms) => ms >= 2_000 && ms < 5_000)).toEqual([]);
  expect(sent.filter((ms) => ms >= 5_000 && ms < 7_000)).toHaveLength(8);
});

test('connections beyond those of the plan send at the same rate', async () => {
  const { links } = await play([{ heardMs: 940, segments: [hold(1_000, 12)] }]);
  const sent = sentAt(links).filter((ms) => ms >= 3_000 && ms < 6_000);
  expect(sent).toHaveLength(36);
  const gaps = sent.slice(1).map((ms, nth) => ms - (sent[nth] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(127);
});
