import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { LOOPBACK, listenOnLoopback } from '../ports.ts';
import { type RawRequest, RequestReader } from '../request-reader.ts';
import { closeServer, TrackedSockets } from '../tracked-sockets.ts';
import type { FaultTarget } from './fault-case.ts';
import {
  type Acceptance,
  ClientFrameReader,
  encodeFrame,
  OPCODE,
  switchingProtocols,
} from './websocket-wire.ts';

/** What a raw WebSocket server does once the handshake is through. */
export interface WebSocketScript extends Acceptance {
  onOpen?(socket: Socket): void;
  /** Sent in one segment with the 101. */
  readonly withHandshake?: Buffer;
  /** Leaves pings unanswered. */
  readonly deaf?: boolean;
  /** Leaves close frames unanswered and the connection open. */
  readonly ignoresClose?: boolean;
}

/** A server that upgrades properly, answers pings and closes, and otherwise follows its script. */
export function webSocketTarget(script: WebSocketScript): Promise<FaultTarget> {
  return upgradeTarget((socket, request) => {
    const hello = switchingProtocols(request, script);
    socket.write(script.withHandshake === undefined ? hello : Buffer.concat([hello, script.withHandshake]));
    script.onOpen?.(socket);
    const reader = new ClientFrameReader(({ opcode, payload }) => {
      if (opcode === OPCODE.ping && script.deaf !== true)
        socket.write(encodeFrame({ opcode: OPCODE.pong, payload }));
      if (opcode !== OPCODE.close || script.ignoresClose === true || !socket.writable) return;
      socket.end(encodeFrame({ opcode: OPCODE.close, payload }));
    });
    return reader;
  });
}

/**
 * A server whose script answers the upgrade request itself. The reader it returns gets the bytes behind the
 * request; without one they are thrown away.
 */
export async function upgradeTarget(
  onUpgrade: (socket: Socket, request: RawRequest) => ClientFrameReader | undefined,
): Promise<FaultTarget> {
  let requests = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    let frames: ClientFrameReader | undefined;
    let upgraded = false;
    const handshake = new RequestReader((request) => {
      requests += 1;
      upgraded = true;
      frames = onUpgrade(socket, request);
    });
    socket.on('data', (bytes: Buffer) => {
      if (upgraded) frames?.feed(bytes);
      else handshake.feed(bytes);
    });
  });
  const sockets = new TrackedSockets(server);
  const port = await listenOnLoopback(server);
  return {
    url: `ws://${LOOPBACK}:${port}/`,
    counts: () => ({ ...sockets.counts(), requests }),
    close: () => closeServer(server, sockets),
  };
}
