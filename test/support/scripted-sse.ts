import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { DueQueue, type Precision } from './due-queue.ts';
import { monotonicUs } from './monotonic.ts';
import { LOOPBACK, listenOnLoopback } from './ports.ts';
import { closeServer, type MovedBytes, type SocketCounts, TrackedSockets } from './tracked-sockets.ts';

/** Plain data. Nothing set: headers at once, an event after 250 ms and then every 100 ms, for ever. */
export interface ScriptedSseOptions {
  /** From the arrival of the request. Default 0. */
  readonly headersMs?: number;
  /** From the arrival of the request. Default 250. */
  readonly firstEventMs?: number;
  /** Between events. Default 100. */
  readonly cadenceMs?: number;
  /** Events of one stream, which then ends properly. Default: no end. */
  readonly events?: number;
  /** Event k is named `names[k % length]`; an empty name leaves the field out. */
  readonly names?: readonly string[];
  /** Numbers events by `id:`, and goes on after the client's Last-Event-ID. Default true. */
  readonly ids?: boolean;
  /** Sent as `retry:` at the head of each stream. */
  readonly retryMs?: number;
  /** A comment line before every event. */
  readonly comments?: boolean;
  readonly lineEnd?: '\n' | '\r\n' | '\r';
  /** Breaks each stream off after so many events; `inside` leaves half an event behind. */
  readonly cut?: { readonly afterEvents: number; readonly inside: boolean };
  /** Status of stream i: `statuses[i % length]`. Default 200. Others than 200 have no body. */
  readonly statuses?: readonly number[];
  readonly contentType?: string;
  readonly precision?: Precision;
  readonly port?: number;
}

/** One stream as it went out. All stamps are monotonic microseconds. */
export interface SseStreamLog {
  readonly requestedUs: number;
  readonly headersUs: number;
  /** Just before each event was handed to the kernel. */
  readonly eventsUs: readonly number[];
  readonly lastEventId: string | null;
}

export interface ScriptedSseCounts extends SocketCounts, MovedBytes {
  readonly streams: number;
  readonly openStreams: number;
  readonly events: number;
  readonly cuts: number;
}

/** The scripted SSE server, in whatever process runs it. */
export interface ScriptedSse {
  readonly url: string;
  readonly port: number;
  counts(): ScriptedSseCounts;
  log(): readonly SseStreamLog[];
  close(): Promise<void>;
}

interface Stream {
  readonly response: ServerResponse;
  readonly log: { requestedUs: number; headersUs: number; eventsUs: number[]; lastEventId: string | null };
  /** The number of the next event, over all streams that continue one another. */
  next: number;
}

class Server {
  readonly #options: ScriptedSseOptions;
  readonly #http = createServer((request, response) => this.#open(request, response));
  readonly #sockets = new TrackedSockets(this.#http);
  readonly #due: DueQueue<() => void>;
  readonly #logs: SseStreamLog[] = [];
  #openStreams = 0;
  #events = 0;
  #cuts = 0;

  constructor(options: ScriptedSseOptions) {
    this.#options = options;
    this.#due = new DueQueue((act) => act(), options.precision);
  }

  async listen(): Promise<ScriptedSse> {
    const port = await listenOnLoopback(this.#http, { port: this.#options.port });
    return {
      url: `http://${LOOPBACK}:${port}/`,
      port,
      counts: () => ({
        ...this.#sockets.counts(),
        ...this.#sockets.moved(),
        streams: this.#logs.length,
        openStreams: this.#openStreams,
        events: this.#events,
        cuts: this.#cuts,
      }),
      log: () => this.#logs,
      close: async () => {
        this.#due.clear();
        await closeServer(this.#http, this.#sockets);
      },
    };
  }

  #open(request: IncomingMessage, response: ServerResponse): void {
    const requestedUs = monotonicUs();
    const given = request.headers['last-event-id'];
    const lastEventId = typeof given === 'string' ? given : null;
    const log = { requestedUs, headersUs: Number.NaN, eventsUs: [], lastEventId };
    const status = this.#options.statuses?.[this.#logs.length % this.#options.statuses.length] ?? 200;
    this.#logs.push(log);
    const stream: Stream = { response, log, next: lastEventId === null ? 0 : Number(lastEventId) + 1 };
    this.#openStreams += 1;
    response.on('close', () => {
      this.#openStreams -= 1;
    });
    this.#at(requestedUs, this.#options.headersMs ?? 0, () => this.#sendHeaders(stream, status));
  }

  #sendHeaders(stream: Stream, status: number): void {
    const { response, log } = stream;
    if (response.destroyed) return;
    log.headersUs = monotonicUs();
    const type = this.#options.contentType ?? 'text/event-stream';
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
    if (status !== 200) {
      response.end();
      return;
    }
    response.flushHeaders();
    if (this.#options.retryMs !== undefined) response.write(this.#lines([`retry: ${this.#options.retryMs}`]));
    this.#planEvent(stream, 0);
  }

  /** Event k of a stream is due at first + k · cadence, whatever became of the events before it. */
  #planEvent(stream: Stream, index: number): void {
    const dueMs = (this.#options.firstEventMs ?? 250) + index * (this.#options.cadenceMs ?? 100);
    this.#at(stream.log.requestedUs, dueMs, () => this.#sendEvent(stream, index));
  }

  #sendEvent(stream: Stream, index: number): void {
    const { response, log } = stream;
    const { cut, events } = this.#options;
    if (response.destroyed) return;
    if (events !== undefined && index >= events) {
      response.end();
      return;
    }
    const text = this.#eventText(stream.next);
    if (index === cut?.afterEvents) {
      this.#cuts += 1;
      if (cut.inside) response.write(text.slice(0, text.length / 2), () => response.destroy());
      else response.destroy();
      return;
    }
    log.eventsUs.push(monotonicUs());
    response.write(text);
    stream.next += 1;
    this.#events += 1;
    this.#planEvent(stream, index + 1);
  }

  #eventText(number: number): string {
    const { names, ids, comments } = this.#options;
    const name = names?.[number % names.length] ?? '';
    return this.#lines([
      ...(comments === true ? [`: comment ${number}`] : []),
      ...(name === '' ? [] : [`event: ${name}`]),
      ...(ids === false ? [] : [`id: ${number}`]),
      `data: ${JSON.stringify({ n: number, sentUs: monotonicUs() })}`,
      '',
    ]);
  }

  #lines(lines: readonly string[]): string {
    const end = this.#options.lineEnd ?? '\n';
    return lines.map((line) => line + end).join('');
  }

  #at(originUs: number, ms: number, act: () => void): void {
    const dueUs = originUs + Math.round(ms * 1_000);
    if (dueUs <= monotonicUs()) act();
    else this.#due.push(act, dueUs);
  }
}

/** Starts the server in this process. Tests that measure use `startScriptedSseServer`, which forks one. */
export function listenScriptedSse(options: ScriptedSseOptions): Promise<ScriptedSse> {
  return new Server(options).listen();
}
