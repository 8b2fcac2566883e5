import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type WebSocket from 'ws';
import { WebSocketServer } from 'ws';
import { AddressBook } from '../../src/workers/engine/connections/address-book.ts';
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

/** Opens a connection to a peer that does as told with its socket; what the driver said of it until its end. */
async function told(peerDoes: (peer: WebSocket) => void, then: 'close' | 'wait'): Promise<unknown[]> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  servers.push(server);
  await new Promise((listening) => server.once('listening', listening));
  server.on('connection', (peer) => {
    peer.on('error', () => {});
    peerDoes(peer);
  });
  const clock = createSystemClock();
  const addresses = new AddressBook({ clock, timeoutUs: 5_000_000, allowedHosts: [] });
  const driver = createWebSocketDriver({ clock, limits: makePlan().limits, addresses });
  const said: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const { port } = server.address() as AddressInfo;
  const link = driver.open(
    {
      url: `ws://127.0.0.1:${port}/`,
      subprotocols: [],
      headers: [],
      maxMessageBytes: 1_000,
      perMessageDeflate: false,
      closeTimeoutMs: 10_000,
    },
    {
      onOpen: () => {
        said.push('open');
        if (then === 'close') link.close(1000);
      },
      onMessage: (frame) => void said.push(frame.toString()),
      onPong: () => {},
      onHeard: () => {},
      onPeerClose: () => {
        said.push(['peer close', link.isOpen]);
        link.cut();
      },
      onBroken: ({ code }) => void said.push(code),
      onEnd: ({ closeCode, failure }) => {
        said.push([closeCode, failure?.code ?? null]);
        resolve();
      },
    },
  );
  await promise;
  return said;
}

/** Sends its close frame, and never lets go of the socket. */
function closeAndLinger(peer: WebSocket, code: number | undefined): void {
  const socket = Reflect.get(peer, '_socket');
  Reflect.set(socket, 'end', () => {});
  peer.close(code);
}

describe('the close frame of a peer', () => {
  test.each([[1011], [1000], [undefined]])(
    'is told when it comes, not with the end of the socket: %s',
    async (code) => {
      const said = await told((peer) => {
        peer.send('hello');
        closeAndLinger(peer, code);
      }, 'wait');
      expect(said).toEqual(['open', 'hello', ['peer close', false], [code ?? 1005, null]]);
    },
  );

  test('that answers ours is none of its own', async () => {
    expect(await told(() => {}, 'close')).toEqual(['open', [1000, null]]);
  });

  test('is not what a broken frame is', async () => {
    const said = await told((peer) => {
      // A reserved opcode.
      Reflect.get(peer, '_socket').write(Buffer.from([0x83, 0]));
    }, 'wait');
    expect(said).toEqual(['open', 'ws.protocol', [1006, 'ws.protocol']]);
  });
});

describe('messages that do not end', () => {
  /** The head of a frame of eight MiB, and the first MiB of it. */
  const BEGUN = Buffer.concat([
    Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 0x80, 0, 0]),
    Buffer.alloc(1_048_576, 'x'),
  ]);

  test('have one bound over all connections of a thread: who asks for more is cut', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    servers.push(server);
    await new Promise((listening) => server.once('listening', listening));
    const begun: WebSocket[] = [];
    server.on('connection', (peer) => {
      peer.on('error', () => {});
      begun.push(peer);
      Reflect.get(peer, '_socket').write(BEGUN);
    });
    const clock = createSystemClock();
    const addresses = new AddressBook({ clock, timeoutUs: 5_000_000, allowedHosts: [] });
    // Of 64 MiB, one of 32 threads has the least, four.
    const driver = createWebSocketDriver({ clock, limits: makePlan().limits, addresses, threads: 32 });
    const { port } = server.address() as AddressInfo;
    const ends: (string | undefined)[] = [];
    const cut = Promise.withResolvers<void>();
    const links = Array.from({ length: 5 }, () =>
      driver.open(
        {
          url: `ws://127.0.0.1:${port}/`,
          subprotocols: [],
          headers: [],
          maxMessageBytes: 16 * 1_048_576,
          perMessageDeflate: false,
          closeTimeoutMs: 1_000,
        },
        {
          onOpen: () => {},
          onMessage: () => {},
          onPong: () => {},
          onHeard: () => {},
          onBroken: () => {},
          onEnd: ({ failure }) => {
            ends.push(failure?.message);
            cut.resolve();
          },
        },
      ),
    );
    await cut.promise;
    expect(ends).toEqual(['The open connections hold 4 MiB of messages that do not end.']);
    for (const link of links) link.cut();
  });
});
