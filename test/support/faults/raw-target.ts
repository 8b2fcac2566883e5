import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { LOOPBACK, listenOnLoopback } from '../ports.ts';
import { type RawRequest, RequestReader } from '../request-reader.ts';
import { closeServer, TrackedSockets } from '../tracked-sockets.ts';
import type { FaultTarget } from './fault-case.ts';

/** What a raw server does. Sockets are destroyed by `close`; nothing needs to clean up but timers. */
export interface RawScript {
  onConnect?(socket: Socket): void;
  /** `index` counts the requests of the whole server from 0, `onConnection` those of this socket. */
  onRequest?(socket: Socket, request: RawRequest, at: { index: number; onConnection: number }): void;
}

export interface RawTargetOptions {
  /** Scheme of the URL; the server speaks TLS only where `tls` is given. Default http. */
  readonly scheme?: 'http' | 'https' | 'ws' | 'wss';
  readonly tls?: TlsOptions;
  /** Loopback address to listen on. Default 127.0.0.1. */
  readonly address?: string;
  readonly path?: string;
  readonly port?: number;
}

/** Starts a server that knows no protocol but what its script writes. */
export async function rawTarget(
  script: RawScript,
  options: RawTargetOptions = {},
): Promise<FaultTarget & { port: number }> {
  const address = options.address ?? LOOPBACK;
  let requests = 0;
  const serve = (socket: Socket): void => {
    let onConnection = 0;
    const reader = new RequestReader((request) => {
      script.onRequest?.(socket, request, { index: requests++, onConnection: onConnection++ });
    });
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => reader.feed(bytes));
    script.onConnect?.(socket);
  };
  const server: Server =
    options.tls === undefined ? createServer({ noDelay: true }, serve) : createTlsServer(options.tls, serve);
  server.on('tlsClientError', () => {});
  const sockets = new TrackedSockets(server);
  const port = await listenOnLoopback(server, { port: options.port ?? 0, address });
  return {
    port,
    url: `${options.scheme ?? 'http'}://${address}:${port}${options.path ?? '/'}`,
    counts: () => ({ ...sockets.counts(), requests }),
    close: () => closeServer(server, sockets),
  };
}

/** What follows the bytes of an answer. */
export type Ending = 'hang' | 'fin' | 'reset' | 'keep';

/** Writes `bytes`, then ends as told. A reset waits until the kernel has the bytes, else it would overtake them. */
export function writeThen(socket: Socket, bytes: string | Buffer, ending: Ending): void {
  const data = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  if (ending === 'fin') socket.end(data);
  else if (ending === 'reset')
    socket.write(data, () => setTimeout(() => socket.resetAndDestroy(), RESET_AFTER_MS));
  else socket.write(data);
}

/** A reset discards what the peer has not read yet: give it the time to read the bytes before. */
const RESET_AFTER_MS = 20;

/** Calls `act` every `everyMs` until the socket closes. */
export function every(socket: Socket, everyMs: number, act: () => void): void {
  const timer = setInterval(act, everyMs);
  socket.once('close', () => clearInterval(timer));
}

/** Writes `bytes` over and over, as fast as the peer reads, one write per turn so that others are served too. */
export function pump(socket: Socket, bytes: Buffer): void {
  const next = (): void => {
    if (!socket.destroyed) socket.write(bytes, () => setImmediate(next));
  };
  next();
}

/** An ordinary answer with a body, on a connection that stays open. */
export function okAnswer(body: string, extraHeaders = ''): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${extraHeaders}Content-Length: ${body.length}\r\n\r\n${body}`;
}
