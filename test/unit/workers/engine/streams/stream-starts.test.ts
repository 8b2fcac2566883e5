import { describe, expect, test } from 'vitest';
import { closedProfile } from '../../../../../src/contract/profile.ts';
import type { SseScenario } from '../../../../../src/contract/protocols/sse.ts';
import type { WebSocketScenario } from '../../../../../src/contract/protocols/websocket.ts';
import type { StartSlot } from '../../../../../src/contract/start-counts.ts';
import { TIMEOUT_CODES } from '../../../../../src/workers/engine/drivers/failure-codes.ts';
import { makeSse, makeWebSocket } from '../../../../support/made-plan.ts';
import { runVirtual, type StreamDrivers, streamThread } from '../../../../support/stream-run.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';
import { FakeEventStreams, type FakeStream } from './fake-event-streams.ts';
import { type FakePeer, FakeWebSockets } from './fake-websockets.ts';

const T0 = 1_000_000;
const CONNECT = 0;
const ROUND_TRIP = 1;
const FIRST_EVENT = 0;

interface Played {
  readonly scenario: WebSocketScenario | SseScenario;
  readonly drivers: (clock: VirtualClock) => StreamDrivers;
  readonly series: number;
  readonly durationMs: number;
}

/** Slots of one series in which anything was to start. */
async function startsIn({ scenario, drivers, series, durationMs }: Played): Promise<StartSlot[]> {
  const clock = new VirtualClock({ startUs: T0 });
  const made = streamThread(clock, scenario, { drivers: drivers(clock) });
  const counting = { limitsUs: [100_000], knownAfterUs: 1_000_000, series: [series] };
  made.meter.countStarts(counting, TIMEOUT_CODES);
  await runVirtual(made, { clock, durationMs });
  // Long after the end: all is known.
  const { starts = [] } = made.meter.takeStarts(clock.nowUs() + 2_000_000, true);
  return starts.filter((slot) => slot.starts > 0);
}

function sockets(peer: FakePeer, change: Partial<WebSocketScenario>, series: number, durationMs = 1_500) {
  const scenario = makeWebSocket(0, {
    profile: closedProfile(1, Number.POSITIVE_INFINITY, durationMs),
    heartbeatMs: 0,
    ...change,
  });
  const drivers = (clock: VirtualClock) => ({ websocket: new FakeWebSockets(clock, peer) });
  return startsIn({ scenario, drivers, series, durationMs });
}

function readers(onConnect: (stream: FakeStream) => void, durationMs: number) {
  const scenario = makeSse(0, {
    profile: closedProfile(1, Number.POSITIVE_INFINITY, durationMs),
    ...{ holdMs: null, maxReconnects: 0 },
  });
  const drivers = (clock: VirtualClock) => ({ sse: new FakeEventStreams(clock, onConnect) });
  return startsIn({ scenario, drivers, series: FIRST_EVENT, durationMs });
}

describe('of WebSockets', () => {
  test('a message counts from the moment it was due, however late its answer', async () => {
    const peer: FakePeer = {
      onText: (link) => link.say('{"type":"pong"}', link.sent.length === 2 ? 300_000 : 5_000),
    };
    // Due at 333,333, 666,667, 1,000,000 and 1,333,333 µs, one in each of these slots.
    const starts = await sockets(peer, { messageRatePerConnection: 3 }, ROUND_TRIP);
    expect(starts.map(({ slot, ok, beyond }) => [slot, ok, beyond])).toEqual([
      [1, 1, [0]],
      [2, 1, [1]],
      [4, 1, [0]],
      [5, 1, [0]],
    ]);
  });

  test('a message without an answer is open, and one that a full connection does not take', async () => {
    const peer: FakePeer = {
      onText(link) {
        link.bufferedBytes = 2_000_000;
      },
    };
    const starts = await sockets(peer, { messageRatePerConnection: 3 }, ROUND_TRIP, 800);
    expect(starts.map(({ slot, starts: count, open, beyond }) => [slot, count, open, beyond])).toEqual([
      [1, 1, 1, [1]],
      [2, 1, 1, [1]],
    ]);
  });

  test('a connect counts from its beginning, by what came of it', async () => {
    const three = { profile: closedProfile(3, 2, 1_500), messageRatePerConnection: 0 };
    const peer: FakePeer = {
      onConnect(link) {
        if (link.number === 1) link.refuse(503, 40_000);
        else link.accept(700_000 * (1 + link.number));
      },
    };
    const starts = await sockets(peer, three, CONNECT);
    expect(starts.map(({ slot, ok, failures, open, beyond }) => [slot, ok, failures, open, beyond])).toEqual([
      [0, 1, {}, 0, [1]],
      [2, 0, { 'ws.handshake_status': 1 }, 0, [0]],
      [4, 0, {}, 1, [1]],
    ]);
  });
});

describe('of event streams', () => {
  test('the first event counts from the opening of its stream', async () => {
    const starts = await readers((stream) => stream.headers(300).event(700), 2_000);
    expect(starts).toMatchObject([{ slot: 0, starts: 1, ok: 1, open: 0, beyond: [1] }]);
  });

  test('a stream that is never answered is open', async () => {
    const starts = await readers(() => {}, 1_200);
    expect(starts).toMatchObject([{ slot: 0, starts: 1, ok: 0, open: 1, beyond: [1] }]);
  });
});
