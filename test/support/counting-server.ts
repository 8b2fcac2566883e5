/** A server for requests, WebSockets and event streams at once that counts what is open and what begins. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';
import { LOOPBACK, listenOnLoopback } from './ports.ts';
import { closeServer, TrackedSockets } from './tracked-sockets.ts';

export interface ServerCounts {
  /** Of `GET /events`, of WebSockets, and of everything else. */
  readonly requests: number;
  readonly webSockets: number;
  readonly eventStreams: number;
  readonly messages: number;
  /** The most that were open at once: requests that are answered, and sockets of any kind. */
  readonly mostOpenRequests: number;
  readonly mostSockets: number;
  /** Moments at which a request, a stream or a message came, ms of `performance.now()`. */
  readonly begunAtMs: readonly number[];
}

export interface CountingServer {
  readonly url: string;
  counts(): ServerCounts;
  close(): Promise<void>;
}

/** After so long the ends that came with a connection have been read. */
const SETTLED_MS = 5;

export interface CountingServerOptions {
  /** Told of the request that opens a WebSocket or an event stream. */
  readonly onStream?: (request: IncomingMessage) => void;
}

/** @param answer a request that opens no stream; takes its time, or not */
export async function startCountingServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  { onStream = () => {} }: CountingServerOptions = {},
): Promise<CountingServer> {
  const seen = {
    requests: 0,
    webSockets: 0,
    eventStreams: 0,
    messages: 0,
    mostOpenRequests: 0,
    mostSockets: 0,
  };
  const begunAtMs: number[] = [];
  let openRequests = 0;
  const server = createServer((request, response) => {
    begunAtMs.push(performance.now());
    if (request.url?.startsWith('/events') === true) {
      seen.eventStreams += 1;
      onStream(request);
      streamEvents(response);
      return;
    }
    seen.requests += 1;
    openRequests += 1;
    seen.mostOpenRequests = Math.max(seen.mostOpenRequests, openRequests);
    // Before it is answered: the client may send its next request as soon as it has read this one.
    const end = response.end.bind(response);
    let open = true;
    const over = () => {
      if (open) openRequests -= 1;
      open = false;
    };
    response.end = ((...parts: Parameters<typeof end>) => {
      over();
      return end(...parts);
    }) as typeof response.end;
    response.on('close', over);
    answer(request, response);
  });
  const sockets = new TrackedSockets(server);
  let openSockets = 0;
  server.on('connection', (socket) => {
    openSockets += 1;
    let open = true;
    const over = () => {
      if (open) openSockets -= 1;
      open = false;
    };
    socket.on('end', over);
    socket.on('close', over);
    // A client that closes one and opens another in its place has them accepted and ended here in one turn, in any order.
    setTimeout(() => {
      seen.mostSockets = Math.max(seen.mostSockets, openSockets);
    }, SETTLED_MS);
  });
  const webSockets = new WebSocketServer({ server });
  webSockets.on('connection', (socket, request) => {
    onStream(request);
    seen.webSockets += 1;
    begunAtMs.push(performance.now());
    socket.on('error', () => {});
    socket.on('message', () => {
      seen.messages += 1;
      begunAtMs.push(performance.now());
      socket.send('{"type":"pong"}');
    });
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://${LOOPBACK}:${port}`,
    counts: () => ({ ...seen, begunAtMs: [...begunAtMs] }),
    close: () => closeServer(server, sockets),
  };
}

function streamEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = () => response.write('data: {}\n\n');
  send();
  const timer = setInterval(send, 100);
  response.on('close', () => clearInterval(timer));
}
