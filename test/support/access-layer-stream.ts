/** The streaming and auth service as requirements.md, section 8, says they answer: the real dialect, and no other. */
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { LOOPBACK, listenOnLoopback } from './ports.ts';

const TOPICS = ['served.market.latest_prices.v1', 'pricing.curve.updates.v1', 'market.data.updates.v1'];

export interface AccessLayerStream {
  readonly url: string;
  /** Frames that clients sent, parsed. */
  readonly frames: readonly { readonly action?: string; readonly data?: Readonly<Record<string, unknown>> }[];
  close(): Promise<void>;
}

/** @param accepts the token it lets in; null: any */
export async function startAccessLayerStream(accepts: string | null = null): Promise<AccessLayerStream> {
  const frames: { action?: string; data?: Record<string, unknown> }[] = [];
  const isGood = (token: unknown) => accepts === null || token === accepts;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const valid = body !== '' && isGood(JSON.parse(body).token);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(valid ? { valid, claims: {} } : { valid, error: 'Token has expired' }));
    });
  });
  const sockets = new WebSocketServer({ server, path: '/ws/stream' });
  sockets.on('connection', (socket, request) => {
    if (!isGood(new URL(request.url ?? '', 'ws://here').searchParams.get('token'))) {
      say(socket, { error: 'TOKEN_INVALID', message: 'Token has expired' });
      socket.close(1000);
      return;
    }
    say(socket, { type: 'connection_established', connection_id: 'c' });
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data));
      frames.push(frame);
      say(socket, { type: 'data', topic: TOPICS[0], data: {} });
      say(socket, answerTo(frame));
    });
  });
  const port = await listenOnLoopback(server, {});
  return {
    url: `http://${LOOPBACK}:${port}`,
    frames,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function answerTo({ action, data }: { action?: string; data?: { topics?: unknown } }): object {
  if (action === 'ping') return { action: 'pong', timestamp: 1 };
  if (action !== 'subscribe') return { error: 'UNKNOWN_ACTION', message: `Unknown action: ${action}` };
  if (!Array.isArray(data?.topics)) return { error: 'INVALID_TOPICS', message: 'Topics must be a list' };
  const failed = data.topics.filter((topic) => !TOPICS.includes(topic));
  return {
    action: 'subscribe_response',
    subscribed_topics: data.topics.filter((topic) => TOPICS.includes(topic)),
    failed_topics: failed.map((topic) => ({ topic, error: 'INVALID_TOPIC_FORMAT' })),
    success: failed.length === 0,
  };
}

function say(socket: WebSocket, frame: object): void {
  socket.send(JSON.stringify(frame));
}
