import { createServer } from 'node:net';
import { blockThread } from '../calibrated-http.ts';
import { hostOverIpc } from '../hosted.ts';
import { listenOnLoopback } from '../ports.ts';

/** A listener that serves nobody: its thread goes to sleep for good, or its parent stops it by signal. */
async function listen(options: { backlog: number; block: boolean }) {
  const server = createServer();
  const port = await listenOnLoopback(server, { backlog: options.backlog });
  const day = 86_400_000;
  if (options.block) setImmediate(() => setImmediate(() => blockThread(day)));
  return { port, close: () => void server.close() };
}

hostOverIpc(listen);
