import { createServer, type Socket } from 'node:net';
import { ArrivalLog, type ArrivalRecord } from './arrival-log.ts';
import { type DelaySpec, delaySequence } from './delay.ts';
import { DueQueue, type Precision } from './due-queue.ts';
import { monotonicUs } from './monotonic.ts';
import { LOOPBACK, listenOnLoopback } from './ports.ts';
import { headerOf, type RawRequest, RequestReader } from './request-reader.ts';
import {
  type StallSpec,
  type StallWindow,
  type WindowedStall,
  windowAround,
  windowAt,
  windowsUntil,
} from './stall.ts';
import { closeServer, type SocketCounts, TrackedSockets } from './tracked-sockets.ts';

export interface CalibratedServerOptions {
  /** How long each answer is kept back after its arrival. Default: not at all (answered in the same turn). */
  readonly delay?: DelaySpec;
  readonly stall?: StallSpec;
  /** `spin` releases on time to tens of microseconds and costs up to a core. Default `timer`. */
  readonly precision?: Precision;
  /** Rows of the log. Default 200,000. */
  readonly logCapacity?: number;
  /** Octets of each answer's body. Default 2. */
  readonly bodyBytes?: number;
  /** Default: a free one. */
  readonly port?: number;
}

export interface CalibratedCounts extends SocketCounts {
  readonly requests: number;
  readonly answers: number;
}

/** The calibrated server itself, in whatever process runs it. */
export interface CalibratedHttp {
  readonly url: string;
  readonly port: number;
  log(): ArrivalRecord;
  counts(): CalibratedCounts;
  /** Starts a stall of the given shape now, beside any planned ones. `sigstop` is the parent's to do. */
  stallNow(shape: 'hold' | 'blocked-loop' | 'accept-pause', durationMs: number): void;
  close(): Promise<void>;
}

/** Told the monotonic time of the first arrival: planned stall windows count from it. */
export type OnAnchor = (anchorUs: number) => void;

interface Connection {
  readonly socket: Socket;
  readonly number: number;
  /** Answers leave in the order of their requests, so none is due before the one ahead of it. */
  lastDueUs: number;
}

interface Answer {
  readonly connection: Connection;
  readonly row: number;
}

const DEFAULT_CAPACITY = 200_000;
const QUERY_ID = /[?&]i=(\d+)/;

/** Sleeps the whole thread, as a long synchronous computation would, but without spending the core. */
export function blockThread(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}

function idOf(request: RawRequest): number {
  const text = QUERY_ID.exec(request.target)?.[1] ?? headerOf(request.head, 'x-id');
  return text === undefined ? Number.NaN : Number(text);
}

function answerOf(bodyBytes: number): Buffer {
  return Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${bodyBytes}\r\n\r\n${'o'.repeat(bodyBytes)}`,
    'latin1',
  );
}

class CalibratedServer {
  readonly #nextDelayUs: () => number;
  readonly #slow: { readonly n: number; readonly delayUs: number } | undefined;
  readonly #planned: WindowedStall | undefined;
  readonly #log: ArrivalLog;
  readonly #answer: Buffer;
  readonly #due: DueQueue<Answer>;
  readonly #resumes = new DueQueue<Socket>((socket) => socket.resume());
  readonly #blocks = new DueQueue<number>((index) => this.#block(index));
  readonly #onAnchor: OnAnchor;
  readonly #sockets: TrackedSockets;
  readonly #server;
  readonly #stalls: StallWindow[] = [];
  #holdUntilUs = 0;
  #pauseUntilUs = 0;
  #anchorUs: number | undefined;
  #connections = 0;

  constructor(options: CalibratedServerOptions, onAnchor: OnAnchor) {
    const stall = options.stall;
    this.#nextDelayUs = delaySequence(options.delay ?? { kind: 'fixed', ms: 0 });
    this.#slow = stall?.shape === 'one-slow-in' ? { n: stall.n, delayUs: stall.slowMs * 1_000 } : undefined;
    this.#planned = stall === undefined || stall.shape === 'one-slow-in' ? undefined : stall;
    this.#log = new ArrivalLog(options.logCapacity ?? DEFAULT_CAPACITY);
    this.#answer = answerOf(options.bodyBytes ?? 2);
    this.#due = new DueQueue((answer) => this.#release(answer), options.precision);
    this.#onAnchor = onAnchor;
    // Sockets arrive paused: in an accept pause they stay so, as they would in the kernel's accept queue.
    this.#server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => this.#accept(socket));
    this.#sockets = new TrackedSockets(this.#server);
  }

  async listen(port: number): Promise<CalibratedHttp> {
    const bound = await listenOnLoopback(this.#server, { port });
    return {
      url: `http://${LOOPBACK}:${bound}/`,
      port: bound,
      log: () => this.#log.record(this.#stallsSoFar()),
      counts: () => ({ ...this.#sockets.counts(), requests: this.#log.arrivals, answers: this.#log.answers }),
      stallNow: (shape, durationMs) => this.#stallNow(shape, durationMs),
      close: () => this.#close(),
    };
  }

  #accept(socket: Socket): void {
    const connection: Connection = { socket, number: this.#connections++, lastDueUs: 0 };
    const reader = new RequestReader((request) => this.#arrive(connection, request));
    socket.on('data', (bytes) => reader.feed(bytes));
    const nowUs = monotonicUs();
    const window = this.#plannedWindow('accept-pause', nowUs);
    const untilUs = Math.max(window?.toUs ?? 0, this.#pauseUntilUs);
    if (untilUs > nowUs) this.#resumes.push(socket, untilUs);
    else socket.resume();
  }

  #arrive(connection: Connection, request: RawRequest): void {
    const nowUs = monotonicUs();
    if (this.#anchorUs === undefined) this.#anchor(nowUs);
    const row = this.#log.arrive(nowUs, idOf(request), connection.number);
    const slow = this.#slow !== undefined && (row + 1) % this.#slow.n === 0;
    const usualUs = this.#nextDelayUs();
    const delayUs = slow ? (this.#slow?.delayUs ?? usualUs) : usualUs;
    const held = Math.max(this.#plannedWindow('hold', nowUs)?.toUs ?? 0, this.#holdUntilUs);
    const dueUs = Math.max(nowUs + delayUs, held, connection.lastDueUs);
    connection.lastDueUs = dueUs;
    if (dueUs <= nowUs) this.#release({ connection, row });
    else this.#due.push({ connection, row }, dueUs);
  }

  #release(answer: Answer): void {
    const { socket } = answer.connection;
    if (socket.destroyed || !socket.writable) return;
    // Stamped before the write: a client on another core may read the answer before `write` returns.
    this.#log.release(answer.row, monotonicUs());
    socket.write(this.#answer);
  }

  #anchor(anchorUs: number): void {
    this.#anchorUs = anchorUs;
    this.#onAnchor(anchorUs);
    this.#planBlock(0);
  }

  #plannedWindow(shape: WindowedStall['shape'], nowUs: number): StallWindow | undefined {
    if (this.#planned?.shape !== shape || this.#anchorUs === undefined) return undefined;
    return windowAround(this.#planned, this.#anchorUs, nowUs);
  }

  #planBlock(index: number): void {
    if (this.#planned?.shape !== 'blocked-loop' || this.#anchorUs === undefined) return;
    const window = windowAt(this.#planned, this.#anchorUs, index);
    if (window !== undefined) this.#blocks.push(index, window.fromUs);
  }

  #block(index: number): void {
    if (this.#planned === undefined) return;
    this.#blockFor(this.#planned.durationMs);
    this.#planBlock(index + 1);
  }

  #blockFor(durationMs: number): void {
    const fromUs = monotonicUs();
    blockThread(durationMs);
    this.#stalls.push({ fromUs, toUs: monotonicUs() });
  }

  #stallNow(shape: 'hold' | 'blocked-loop' | 'accept-pause', durationMs: number): void {
    // In the check phase of this turn: the answer to this call has left, and nothing more was read in between.
    if (shape === 'blocked-loop') {
      setImmediate(() => this.#blockFor(durationMs));
      return;
    }
    const fromUs = monotonicUs();
    const toUs = fromUs + Math.round(durationMs * 1_000);
    this.#stalls.push({ fromUs, toUs });
    if (shape === 'hold') this.#holdUntilUs = toUs;
    else this.#pauseUntilUs = toUs;
  }

  #stallsSoFar(): StallWindow[] {
    const planned = this.#planned;
    // Blocks are logged as they happened, stops by the parent; the other two are exact by construction.
    const byPlan = planned?.shape === 'hold' || planned?.shape === 'accept-pause';
    if (!byPlan || this.#anchorUs === undefined) return [...this.#stalls];
    return [...windowsUntil(planned, this.#anchorUs, monotonicUs()), ...this.#stalls];
  }

  async #close(): Promise<void> {
    this.#due.clear();
    this.#resumes.clear();
    this.#blocks.clear();
    await closeServer(this.#server, this.#sockets);
  }
}

/** Starts a calibrated server in this process. Tests that measure use `startCalibratedServer`, which forks one. */
export function listenCalibrated(
  options: CalibratedServerOptions,
  onAnchor: OnAnchor,
): Promise<CalibratedHttp> {
  return new CalibratedServer(options, onAnchor).listen(options.port ?? 0);
}
