/**
 * An HTTP server that behaves as a queue of theory, M/M/c/K: so many servers, exponential service times, and room for so many
 * requests at once, beyond which it answers 503. It is played, not worked: when a request arrives, the moment it leaves is
 * drawn, so that a capacity of 1,600 a second costs next to no processor. Its log is the truth of what a client measures.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monotonicUs } from './monotonic.ts';
import { seededRandom } from './seeded-random.ts';

export interface QueueServerOptions {
  readonly servers: number;
  readonly meanServiceMs: number;
  /** Requests at once, waiting or served; Infinity: no bound. */
  readonly room: number;
  readonly seed: number;
  /** Stands still once its arrivals, which were so many a second or more, are less than half of that. */
  readonly freeze?: { readonly afterPerSecond: number; readonly forMs: number };
}

/** Microseconds of CLOCK_MONOTONIC, a row a request in the order of arrival. */
export interface QueueLog {
  readonly arrivedUs: Float64Array;
  /** 0: it was refused. */
  readonly releasedUs: Float64Array;
  /** When it stood still; null: it has not. */
  readonly frozenUs: readonly [fromUs: number, toUs: number] | null;
}

export interface QueueServer {
  readonly port: number;
  log(): QueueLog;
  close(): Promise<void>;
}

/** Every so often what is due is released: late by a millisecond at most. */
const TURN_MS = 1;
/** Over so long the rate of arrivals is looked at. */
const LOOK_US = 500_000;

interface Waiting {
  readonly row: number;
  readonly response: ServerResponse;
  leavesUs: number;
}

class Queue {
  readonly #options: QueueServerOptions;
  readonly #random: () => number;
  /** When each server is free. */
  readonly #freeUs: number[];
  #inside: Waiting[] = [];
  readonly #arrived: number[] = [];
  readonly #released: number[] = [];
  #frozen: [number, number] | null = null;
  #lookedUs = 0;
  #arrivedBefore = 0;
  #isOverloaded = false;

  constructor(options: QueueServerOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#freeUs = Array.from({ length: options.servers }, () => 0);
  }

  arrive(response: ServerResponse): void {
    const nowUs = monotonicUs();
    this.#watch(nowUs);
    const row = this.#arrived.push(nowUs) - 1;
    this.#released.push(0);
    if (this.#inside.length >= this.#options.room) {
      response.writeHead(503, { 'content-length': 0 }).end();
      return;
    }
    const server = this.#freeUs.indexOf(Math.min(...this.#freeUs));
    const begunUs = Math.max(nowUs, this.#freeUs[server] ?? 0, this.#frozen?.[1] ?? 0);
    const leavesUs = begunUs - Math.log(1 - this.#random()) * this.#options.meanServiceMs * 1_000;
    this.#freeUs[server] = leavesUs;
    this.#inside.push({ row, response, leavesUs });
  }

  turn(): void {
    const nowUs = monotonicUs();
    this.#watch(nowUs);
    const due = this.#inside.filter(({ leavesUs }) => leavesUs <= nowUs);
    if (due.length === 0) return;
    this.#inside = this.#inside.filter(({ leavesUs }) => leavesUs > nowUs);
    for (const { row, response } of due) {
      this.#released[row] = monotonicUs();
      response.writeHead(200, { 'content-length': 2 }).end('ok');
    }
  }

  log(): QueueLog {
    return {
      arrivedUs: Float64Array.from(this.#arrived),
      releasedUs: Float64Array.from(this.#released),
      frozenUs: this.#frozen,
    };
  }

  /** Stands still from the moment on at which a load that was high has fallen. */
  #watch(nowUs: number): void {
    const { freeze } = this.#options;
    if (freeze === undefined || this.#frozen !== null) return;
    if (nowUs - this.#lookedUs < LOOK_US) return;
    const perSecond = (this.#arrived.length - this.#arrivedBefore) / ((nowUs - this.#lookedUs) / 1e6);
    this.#arrivedBefore = this.#arrived.length;
    this.#lookedUs = nowUs;
    if (perSecond >= freeze.afterPerSecond) this.#isOverloaded = true;
    else if (this.#isOverloaded && perSecond <= freeze.afterPerSecond / 2)
      this.#freeze(nowUs, nowUs + freeze.forMs * 1_000);
  }

  /** Whoever is inside leaves later by as much. */
  #freeze(fromUs: number, toUs: number): void {
    this.#frozen = [fromUs, toUs];
    for (const waiting of this.#inside) waiting.leavesUs += toUs - fromUs;
    for (const [server, freeUs] of this.#freeUs.entries())
      this.#freeUs[server] = Math.max(freeUs, fromUs) + (toUs - fromUs);
  }
}

/** Starts one on a free port of loopback. */
export async function listenQueue(options: QueueServerOptions): Promise<QueueServer> {
  const queue = new Queue(options);
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    queue.arrive(response);
  });
  server.maxConnections = 10_000;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', 4_096, done));
  const turns = setInterval(() => queue.turn(), TURN_MS);
  return {
    port: (server.address() as AddressInfo).port,
    log: () => queue.log(),
    async close() {
      clearInterval(turns);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
