import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** Listens on a free loopback port (or on `port`) and answers its number. */
export async function listenOnLoopback(server: Server, port = 0, backlog = 4_096): Promise<number> {
  server.listen({ port, host: LOOPBACK, backlog });
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
