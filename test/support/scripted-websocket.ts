import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { ArrivalLog, type ArrivalRecord } from './arrival-log.ts';
import { type DelaySpec, delaySequence } from './delay.ts';
import { DueQueue } from './due-queue.ts';
import { monotonicUs } from './monotonic.ts';
import { LOOPBACK, listenOnLoopback } from './ports.ts';
import type {
  ScriptedWebSocketCounts,
  ScriptedWebSocketOptions,
  StreamScript,
} from './scripted-websocket-options.ts';
import { type SequenceScript, sequenceWithFaults } from './sequence-script.ts';
import { closeServer, TrackedSockets } from './tracked-sockets.ts';

/** The scripted WebSocket server, in whatever process runs it. */
export interface ScriptedWebSocket {
  readonly url: string;
  readonly port: number;
  counts(): ScriptedWebSocketCounts;
  /** Arrival and release of every message that gets a reply; `id` is the number in its JSON member `id`. */
  log(): ArrivalRecord;
  close(): Promise<void>;
}

interface Peer {
  readonly socket: WebSocket;
  readonly number: number;
  replies: number;
  streaming: boolean;
  closedByServer: boolean;
  /** Replies keep the order of their messages. */
  lastDueUs: number;
}

type Tally = Record<string, number>;

const NO_DELAY: DelaySpec = { kind: 'fixed', ms: 0 };
const NUMERIC_ID = /"id"\s*:\s*(\d+)/;

function add(tally: Tally, key: number): void {
  tally[key] = (tally[key] ?? 0) + 1;
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}

/** What is said to a text message: a pong to an application ping, a confirmation to a subscription, else an echo. */
function replyTo(text: string): { reply: string | Record<string, unknown>; subscribes: boolean } {
  if (!text.includes('"action"')) return { reply: text, subscribes: false };
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { reply: text, subscribes: false };
  }
  if (typeof message !== 'object' || message === null) return { reply: text, subscribes: false };
  const { action, ...rest } = message as Record<string, unknown>;
  if (action === 'ping') return { reply: { type: 'pong', ...rest }, subscribes: false };
  if (action === 'subscribe') return { reply: { type: 'subscribed', ...rest }, subscribes: true };
  return { reply: text, subscribes: false };
}

class Server {
  readonly #options: ScriptedWebSocketOptions;
  readonly #http = createServer((_request, response) => response.writeHead(426).end());
  readonly #sockets = new TrackedSockets(this.#http);
  readonly #ws: WebSocketServer;
  readonly #log: ArrivalLog;
  readonly #replyDelayUs: () => number;
  readonly #pongDelayUs: () => number;
  readonly #due: DueQueue<() => void>;
  readonly #refused: Tally = {};
  readonly #closedByServer: Tally = {};
  readonly #closedByClient: Tally = {};
  readonly #stream = { sent: 0, dropped: 0, duplicated: 0, swapped: 0 };
  #attempted = 0;
  #opened = 0;
  #messagesIn = 0;
  #messagesOut = 0;
  #pings = 0;

  constructor(options: ScriptedWebSocketOptions) {
    this.#options = options;
    this.#ws = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false });
    this.#log = new ArrivalLog(options.logCapacity ?? 200_000);
    this.#replyDelayUs = delaySequence(options.delay ?? NO_DELAY);
    this.#pongDelayUs = delaySequence(typeof options.pong === 'object' ? options.pong : NO_DELAY);
    this.#due = new DueQueue((act) => act(), options.precision);
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket as Socket, head));
  }

  async listen(): Promise<ScriptedWebSocket> {
    const port = await listenOnLoopback(this.#http, { port: this.#options.port });
    return {
      url: `ws://${LOOPBACK}:${port}/`,
      port,
      counts: () => this.#counts(),
      log: () => this.#log.record([]),
      close: async () => {
        this.#due.clear();
        await closeServer(this.#http, this.#sockets);
      },
    };
  }

  #counts(): ScriptedWebSocketCounts {
    return {
      attempted: this.#attempted,
      opened: this.#opened,
      open: this.#ws.clients.size,
      refused: this.#refused,
      closedByServer: this.#closedByServer,
      closedByClient: this.#closedByClient,
      messagesIn: this.#messagesIn,
      messagesOut: this.#messagesOut,
      pings: this.#pings,
      stream: { ...this.#stream },
      openSockets: this.#sockets.counts().openSockets,
      ...this.#sockets.moved(),
    };
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { refuse } = this.#options;
    const status = refuse?.[this.#attempted % refuse.length] ?? null;
    this.#attempted += 1;
    if (status !== null) {
      add(this.#refused, status);
      socket.end(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    this.#ws.handleUpgrade(request, socket, head, (client) => this.#open(client));
  }

  #open(socket: WebSocket): void {
    const number = this.#opened++;
    const peer: Peer = { socket, number, replies: 0, streaming: false, closedByServer: false, lastDueUs: 0 };
    socket.on('error', () => {});
    socket.on('message', (data, isBinary) => this.#message(peer, data, isBinary));
    socket.on('ping', (data) => this.#ping(peer, data));
    socket.on('close', (code) => {
      if (!peer.closedByServer) add(this.#closedByClient, code);
    });
    const { greet, stream, closes } = this.#options;
    if (greet === true)
      this.#send(peer, { type: 'connection_established', connection_id: `c${peer.number}` });
    if (stream !== undefined && stream.on !== 'subscribe') this.#startStream(peer, stream);
    if (closes?.afterMs !== undefined) this.#after(closes.afterMs, () => this.#close(peer));
  }

  #message(peer: Peer, data: RawData, isBinary: boolean): void {
    const nowUs = monotonicUs();
    this.#messagesIn += 1;
    const text = isBinary ? '' : textOf(data);
    const id = NUMERIC_ID.exec(text)?.[1];
    const row = this.#log.arrive(nowUs, id === undefined ? Number.NaN : Number(id), peer.number);
    const { reply, subscribes } = replyTo(text);
    const dueUs = Math.max(nowUs + this.#replyDelayUs(), peer.lastDueUs);
    peer.lastDueUs = dueUs;
    const answer = (): void => {
      if (peer.socket.readyState !== peer.socket.OPEN) return;
      for (let i = 0; i < (this.#options.pushesBeforeReply ?? 0); i += 1) {
        this.#send(peer, { type: 'price', n: i });
      }
      this.#log.release(row, monotonicUs());
      this.#send(peer, isBinary ? data : reply);
      this.#replied(peer, subscribes);
    };
    if (dueUs <= nowUs) answer();
    else this.#due.push(answer, dueUs);
  }

  #replied(peer: Peer, subscribes: boolean): void {
    peer.replies += 1;
    const { stream, closes } = this.#options;
    if (subscribes && stream?.on === 'subscribe') this.#startStream(peer, stream);
    if (closes?.afterMessages === peer.replies) this.#close(peer);
  }

  #ping(peer: Peer, data: Buffer): void {
    this.#pings += 1;
    if (this.#options.pong === 'never') return;
    const delayUs = this.#pongDelayUs();
    const answer = (): void => peer.socket.pong(data, false, () => {});
    if (delayUs === 0) answer();
    else this.#due.push(answer, monotonicUs() + delayUs);
  }

  #startStream(peer: Peer, script: StreamScript): void {
    if (peer.streaming) return;
    peer.streaming = true;
    const faults = script.faults ?? { seed: 0, drop: 0, duplicate: 0, swap: 0 };
    const sequence = sequenceWithFaults(script.count, { ...faults, seed: faults.seed + peer.number });
    this.#stream.dropped += sequence.dropped.length;
    this.#stream.duplicated += sequence.duplicated.length;
    this.#stream.swapped += sequence.swapped.length;
    this.#pushNumber(peer, { sequence, index: 0, dueUs: monotonicUs(), everyUs: script.everyMs * 1_000 });
  }

  /** Numbers leave on a fixed plan from the opening; a late one is followed at once, so the rate holds. */
  #pushNumber(
    peer: Peer,
    at: { sequence: SequenceScript; index: number; dueUs: number; everyUs: number },
  ): void {
    const number = at.sequence.order[at.index];
    if (number === undefined || peer.socket.readyState !== peer.socket.OPEN) return;
    this.#send(peer, { type: 'tick', seq: number });
    this.#stream.sent += 1;
    const dueUs = at.dueUs + at.everyUs;
    this.#due.push(() => this.#pushNumber(peer, { ...at, index: at.index + 1, dueUs }), dueUs);
  }

  #close(peer: Peer): void {
    const { closes } = this.#options;
    const code = closes?.codes[peer.number % closes.codes.length];
    if (code === undefined || peer.closedByServer || peer.socket.readyState !== peer.socket.OPEN) return;
    peer.closedByServer = true;
    add(this.#closedByServer, code);
    if (code === 1006) peer.socket.terminate();
    else peer.socket.close(code, closes?.reason ?? '');
  }

  #send(peer: Peer, message: RawData | string | Record<string, unknown>): void {
    this.#messagesOut += 1;
    if (typeof message === 'string' || Buffer.isBuffer(message) || message instanceof ArrayBuffer) {
      peer.socket.send(message);
      return;
    }
    if (Array.isArray(message)) {
      peer.socket.send(Buffer.concat(message));
      return;
    }
    const stamps = this.#options.stamp === true ? { sentUs: monotonicUs(), sentAt: epochMs() } : {};
    peer.socket.send(JSON.stringify({ ...message, ...stamps }));
  }

  #after(ms: number, act: () => void): void {
    this.#due.push(act, monotonicUs() + ms * 1_000);
  }
}

/** Wall clock in milliseconds with microseconds behind the point. */
function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Starts the server in this process. Tests that measure use `startScriptedWebSocketServer`, which forks one. */
export function listenScriptedWebSocket(options: ScriptedWebSocketOptions): Promise<ScriptedWebSocket> {
  return new Server(options).listen();
}
