import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

export const LOOPBACK = '127.0.0.1';

export interface ListenOptions {
  /** Default: a free one. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1. */
  readonly address?: string;
  /** Connections the kernel keeps until they are accepted. Default 4,096: storms are not refused. */
  readonly backlog?: number;
}

/** Listens on loopback and answers the port. */
export async function listenOnLoopback(server: Server, options: ListenOptions = {}): Promise<number> {
  server.listen({
    port: options.port ?? 0,
    host: options.address ?? LOOPBACK,
    backlog: options.backlog ?? 4_096,
  });
  await once(server, 'listening');
  return portOf(server);
}

/** The port a listening server is bound to. Throws when it is not bound to a TCP port. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP port');
  return address.port;
}

/** A loopback port on which nothing listens. It was free a moment ago; nothing keeps it free. */
export async function unusedPort(): Promise<number> {
  const server = createServer();
  const port = await listenOnLoopback(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Where the five sample services listen, from their base port. */
const SAMPLE_OFFSETS = [0, 1, 10, 11, 12];

/** A base port, below the range of ephemeral ports, whose five ports are free. */
export async function freeBasePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const base = 20_000 + ((process.pid * 13 + attempt * 101) % 10_000);
    const free = await Promise.all(SAMPLE_OFFSETS.map((offset) => isFree(base + offset)));
    if (!free.includes(false)) return base;
  }
  throw new Error('no five free ports');
}

/** Whether nothing listens on a port of loopback. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.on('error', () => resolve(false));
    server.listen({ port, host: LOOPBACK }, () => resolve(true));
  });
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}
