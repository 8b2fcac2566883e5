import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { AddressBook } from '../../src/workers/engine/connections/address-book.ts';
import { roomOf } from '../../src/workers/engine/drivers/unfinished-text.ts';
import { createSystemClock } from '../../src/workers/engine/time/system-clock.ts';
import { createWebSocketDriver } from '../../src/workers/protocols/websocket/websocket.ts';
import { makePlan } from '../support/made-plan.ts';

const servers: WebSocketServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const peer of server.clients) peer.terminate();
    server.close();
  }
});

const LENGTH = 40_000;

/** What of the room is held when the peer's ping is heard amid a message, when that message has come, and in the end. */
async function heldAround(deflate: boolean, pings: 'amid' | 'never'): Promise<Record<string, number>> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    perMessageDeflate: deflate ? { threshold: 0 } : false,
  });
  servers.push(server);
  await new Promise((listening) => server.once('listening', listening));
  const text = randomBytes(LENGTH / 2).toString('hex');
  server.on('connection', (peer) => {
    peer.on('error', () => {});
    if (pings === 'never') return peer.send(text);
    peer.send(text, { fin: false });
    peer.ping('amid');
    peer.once('message', () => peer.send('', { fin: true }));
  });
  const clock = createSystemClock();
  const addresses = new AddressBook({ clock, timeoutUs: 5_000_000, allowedHosts: [] });
  const context = { clock, limits: makePlan().limits, addresses, threads: 1 };
  const room = roomOf(context);
  const held: Record<string, number> = {};
  const { promise, resolve } = Promise.withResolvers<void>();
  const link = createWebSocketDriver(context).open(
    {
      url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      subprotocols: [],
      headers: [],
      maxMessageBytes: 1_000_000,
      perMessageDeflate: deflate,
      closeTimeoutMs: 1_000,
    },
    {
      onOpen: () => {},
      onMessage: () =>
        void setImmediate(() => {
          held.whole = room.taken;
          link.cut();
        }),
      onPong: () => {},
      // Once the chunk that it came in has been counted.
      onHeard: () =>
        void setImmediate(() => {
          held.ping = room.taken;
          link.sendText('go on');
        }),
      onBroken: () => {},
      onEnd: () => {
        held.end = room.taken;
        resolve();
      },
    },
  );
  await promise;
  return held;
}

describe('the room that a WebSocket takes', () => {
  test.each([false, true])('is given back when a message is whole; deflated: %s', async (deflate) => {
    expect(await heldAround(deflate, 'never')).toEqual({ whole: 0, end: 0 });
  });

  test('is kept when a ping comes amid a message', async () => {
    // The head of the frame has four bytes.
    expect(await heldAround(false, 'amid')).toEqual({ ping: LENGTH + 4, whole: 0, end: 0 });
  });

  test('is kept when a ping comes amid a message that is deflated', async () => {
    const { ping = 0, ...later } = await heldAround(true, 'amid');
    expect(ping).toBeGreaterThan(LENGTH / 2);
    expect(ping).toBeLessThan(LENGTH);
    expect(later).toEqual({ whole: 0, end: 0 });
  });
});
