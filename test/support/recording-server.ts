/** An HTTP server that keeps what it was sent and answers from a script. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { monotonicUs } from './monotonic.ts';
import { LOOPBACK, listenOnLoopback } from './ports.ts';
import { closeServer, type SocketCounts, TrackedSockets } from './tracked-sockets.ts';

export interface RecordedRequest {
  /** Order of arrival, from 0. */
  readonly index: number;
  readonly method: string;
  /** Path without the query, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Names and values as sent: `[name, value, name, value, …]`. */
  readonly rawHeaders: readonly string[];
  /** At most `bodyLimit` octets of it. */
  readonly body: Buffer;
  /** All octets of it. */
  readonly bodyBytes: number;
  /** Monotonic microseconds at which the head had been read. */
  readonly atUs: number;
}

export interface ScriptedReply {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** A string or bytes as they are; anything else as JSON. */
  readonly body?: unknown;
  readonly delayMs?: number;
  /** Drops the connection instead of answering. */
  readonly destroy?: boolean;
}

/** One reply for all; replies in order (the last one repeats); by `METHOD /path`; or computed. */
export type ReplyScript =
  | ScriptedReply
  | readonly ScriptedReply[]
  | ReadonlyMap<string, ScriptedReply>
  | ((request: RecordedRequest) => ScriptedReply);

export interface RecordingServerOptions {
  /** Requests kept; later ones are answered and counted only. Default 10,000. */
  readonly keep?: number;
  /** Octets of each body kept. Default 65,536. */
  readonly bodyLimit?: number;
  readonly port?: number;
}

export interface RecordingServer {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly RecordedRequest[];
  counts(): SocketCounts & { readonly requests: number };
  /** Requests by `METHOD /path`. */
  countsByPath(): ReadonlyMap<string, number>;
  /** Resolves with the first `count` requests once so many have come. */
  received(count: number): Promise<readonly RecordedRequest[]>;
  close(): Promise<void>;
}

class Recorder {
  readonly requests: RecordedRequest[] = [];
  readonly byPath = new Map<string, number>();
  total = 0;
  readonly #keep: number;
  readonly #bodyLimit: number;
  #waiting: { readonly count: number; resolve(): void }[] = [];

  constructor(options: RecordingServerOptions) {
    this.#keep = options.keep ?? 10_000;
    this.#bodyLimit = options.bodyLimit ?? 65_536;
  }

  async record(message: IncomingMessage): Promise<RecordedRequest> {
    const atUs = monotonicUs();
    const index = this.total++;
    const chunks: Buffer[] = [];
    let bodyBytes = 0;
    for await (const chunk of message as AsyncIterable<Buffer>) {
      if (bodyBytes < this.#bodyLimit) chunks.push(chunk.subarray(0, this.#bodyLimit - bodyBytes));
      bodyBytes += chunk.length;
    }
    const { pathname, searchParams } = new URL(message.url ?? '/', 'http://recorded');
    const method = message.method ?? '';
    const { headers, rawHeaders } = message;
    const body = Buffer.concat(chunks);
    const request = {
      index,
      method,
      path: pathname,
      query: searchParams,
      headers,
      rawHeaders,
      body,
      bodyBytes,
      atUs,
    };
    this.#keepRequest(request);
    return request;
  }

  received(count: number): Promise<void> {
    if (this.requests.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  #keepRequest(request: RecordedRequest): void {
    const key = `${request.method} ${request.path}`;
    this.byPath.set(key, (this.byPath.get(key) ?? 0) + 1);
    if (this.requests.length < this.#keep) this.requests.push(request);
    const ready = this.#waiting.filter((waiter) => this.requests.length >= waiter.count);
    this.#waiting = this.#waiting.filter((waiter) => !ready.includes(waiter));
    for (const waiter of ready) waiter.resolve();
  }
}

function replyTo(request: RecordedRequest, script: ReplyScript): ScriptedReply {
  if (typeof script === 'function') return script(request);
  if (script instanceof Map) return script.get(`${request.method} ${request.path}`) ?? { status: 404 };
  if (Array.isArray(script)) return script[Math.min(request.index, script.length - 1)] ?? {};
  return script as ScriptedReply;
}

function bytesOf(body: unknown): string | Buffer {
  if (body === undefined) return '';
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

function send(response: ServerResponse, reply: ScriptedReply): void {
  if (reply.destroy === true) {
    response.socket?.destroy();
    return;
  }
  const json = reply.body !== undefined && typeof reply.body !== 'string' && !Buffer.isBuffer(reply.body);
  if (json) response.setHeader('content-type', 'application/json');
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  const bytes = bytesOf(reply.body);
  if (!response.hasHeader('content-length') && !response.hasHeader('transfer-encoding')) {
    response.setHeader('content-length', Buffer.byteLength(bytes));
  }
  response.writeHead(reply.status ?? 200);
  response.end(bytes);
}

/** Starts it on a free loopback port. Without a script every answer is an empty 200. */
export async function startRecordingServer(
  script: ReplyScript = {},
  options: RecordingServerOptions = {},
): Promise<RecordingServer> {
  const recorder = new Recorder(options);
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer((message, response) => {
    recorder.record(message).then(
      (request) => {
        const reply = replyTo(request, script);
        if (reply.delayMs === undefined) {
          send(response, reply);
          return;
        }
        const timer = setTimeout(() => {
          timers.delete(timer);
          send(response, reply);
        }, reply.delayMs);
        timers.add(timer);
      },
      () => {}, // the client went away inside its body; nobody is left to answer
    );
  });
  server.keepAliveTimeout = 60_000;
  const sockets = new TrackedSockets(server);
  const port = await listenOnLoopback(server, { port: options.port });
  return {
    url: `http://${LOOPBACK}:${port}`,
    port,
    requests: recorder.requests,
    counts: () => ({ ...sockets.counts(), requests: recorder.total }),
    countsByPath: () => recorder.byPath,
    received: async (count) => {
      await recorder.received(count);
      return recorder.requests.slice(0, count);
    },
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      await closeServer(server, sockets);
    },
  };
}
