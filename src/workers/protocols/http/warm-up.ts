import { createServer, type Socket } from 'node:net';
import { type Exchange, emptyExchange, type HttpDriver, originOf } from '../../engine/drivers/driver.ts';
import { listenOnLoopback } from '../../engine/drivers/warm-up-server.ts';

/** Enough for the parser to be compiled and the hot path to be optimised; some 50 ms. */
const REQUESTS = 400;
/** Making a connection wants to be warm, too: the first requests of a run make one each. */
const REQUESTS_PER_CONNECTION = 20;
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"warm":true}';

/**
 * Sends a few requests to a little server of our own, on loopback, within this thread. Without it the first requests
 * of a run would pay for loading and compiling; and loading a library file later fails once descriptors run out.
 * Where no such server can be made (a sandbox without sockets) the run begins cold. Never rejects.
 */
export async function warmUp(driver: HttpDriver): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    // Requests without a body arrive whole, one at a time: each segment is one.
    socket.on('data', () => socket.write(ANSWER));
  });
  const port = await listenOnLoopback(server);
  if (port === null) return;
  await askRepeatedly(driver, port);
  for (const socket of sockets) socket.destroy();
  server.close();
}

function askRepeatedly(driver: HttpDriver, port: number): Promise<void> {
  const done = Promise.withResolvers<void>();
  const origin = originOf(new URL(`http://127.0.0.1:${port}`));
  if (origin === null) return done.promise;
  let connection = driver.open(origin);
  let left = REQUESTS;
  const exchange: Exchange = emptyExchange({
    answered: () => {
      left -= 1;
      if (left === 0 || exchange.failure !== null) {
        connection.close();
        done.resolve();
        return;
      }
      if (left % REQUESTS_PER_CONNECTION === 0) {
        connection.close();
        connection = driver.open(origin);
      }
      exchange.startedUs = -1;
      connection.fire(exchange);
    },
  });
  exchange.method = 'GET';
  exchange.headers = ['accept', '*/*', 'user-agent', 'warm-up'];
  exchange.timeoutUs = 10_000_000;
  exchange.keepBody = true;
  connection.fire(exchange);
  return done.promise;
}
