import type { Server } from 'node:net';

/** Has a little server of our own listen on loopback. @returns its port; null: there can be none (a sandbox without sockets) */
export function listenOnLoopback(server: Server): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  server.once('error', () => resolve(null));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : null);
  });
  return promise;
}
