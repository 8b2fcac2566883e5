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
