import { createServer } from 'node:http';
import { listenOnLoopback } from '../../engine/drivers/warm-up-server.ts';
import type { SseDriver } from './sse-port.ts';

const STREAMS = 20;

/**
 * A few streams from a little server of our own, on loopback: modules are loaded and the first stream of the run is
 * like any other. Where no server can be made (a sandbox without sockets) the run begins cold. Never rejects.
 */
export async function warmUpSse(driver: SseDriver): Promise<void> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: warm\nid: 1\ndata: {}\n\n');
  });
  const port = await listenOnLoopback(server);
  if (port === null) return;
  for (let n = 0; n < STREAMS; n += 1) await readOne(driver, `http://127.0.0.1:${port}/`);
  server.close();
  server.closeAllConnections();
}

function readOne(driver: SseDriver, url: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const link = driver.open(
    { url, headers: [], lastEventId: '' },
    {
      onHeaders: () => {},
      onEvent: () => link.cut(),
      onRetry: () => {},
      onEnd: () => resolve(),
    },
  );
  return promise;
}
