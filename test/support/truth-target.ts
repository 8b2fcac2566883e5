import { createServer, type Server, type Socket } from 'node:net';
import type { Hostable } from './hosted.ts';
import { monotonicUs } from './monotonic.ts';
import { LOOPBACK, listenOnLoopback } from './ports.ts';
import { RequestReader } from './request-reader.ts';
import { type Random, seededRandom } from './seeded-random.ts';
import { closeServer, TrackedSockets } from './tracked-sockets.ts';

/**
 * What a request can meet at a target of this file, and what a client is to make of it:
 *
 * | behaviour | the target                                    | codes that are right                        |
 * |-----------|-----------------------------------------------|---------------------------------------------|
 * | ok        | answers at once                               | a success                                   |
 * | slow      | answers after 5 to 150 ms                     | a success                                   |
 * | busy      | answers 500 or 429                            | http.5xx, http.429                          |
 * | gone      | closes or resets instead of an answer         | closed or reset before headers, keepalive_race |
 * | cut       | closes or resets inside the body              | closed or reset mid body                    |
 * | garbage   | answers what is no HTTP                       | protocol.not_http                           |
 * | hang      | never answers                                 | timeout.headers                             |
 * | endless   | sends a body without end, some bytes a time   | timeout.total                               |
 */
export const BEHAVIOURS = ['ok', 'slow', 'busy', 'gone', 'cut', 'garbage', 'hang', 'endless'] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

export interface TruthTargetOptions {
  readonly seed: number;
  /** How often each behaviour comes, in proportion; absent: never. */
  readonly mix: Readonly<Partial<Record<Behaviour, number>>>;
}

/** What one target saw, from its start. */
export interface TargetCounts {
  /** Requests that were read completely. */
  readonly requests: number;
  /** Connections on which none was: cut off while they were made. */
  readonly bareConnections: number;
  readonly connections: number;
  readonly openSockets: number;
  /** Requests by what they met. */
  readonly met: Readonly<Record<Behaviour, number>>;
  /** Per connection, on the monotonic clock: when its last byte arrived, and when it was gone (NaN: still there). */
  readonly lastByteUs: Float64Array;
  readonly closedUs: Float64Array;
}

interface Connection {
  requests: number;
  lastByteUs: number;
  closedUs: number;
}

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const CUT = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789';
const ENDLESS = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const CHUNK = `400\r\n${'x'.repeat(1_024)}\r\n`;
const CHUNK_EVERY_MS = 100;

/** One listener that draws a behaviour for every request, and counts what it drew. */
class TruthTarget {
  readonly server: Server;
  readonly sockets: TrackedSockets;
  readonly #random: Random;
  readonly #mix: readonly (readonly [Behaviour, number])[];
  readonly #met = Object.fromEntries(BEHAVIOURS.map((name) => [name, 0])) as Record<Behaviour, number>;
  readonly #connections: Connection[] = [];
  readonly #endless = new Set<Socket>();
  readonly #pump: NodeJS.Timeout;

  constructor({ seed, mix }: TruthTargetOptions) {
    this.#random = seededRandom(seed);
    const total = Object.values(mix).reduce((sum, weight) => sum + weight, 0);
    let upTo = 0;
    this.#mix = BEHAVIOURS.flatMap((name) => {
      upTo += (mix[name] ?? 0) / total;
      return mix[name] === undefined ? [] : [[name, upTo] as const];
    });
    this.server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.sockets = new TrackedSockets(this.server);
    this.#pump = setInterval(() => this.#feed(), CHUNK_EVERY_MS);
  }

  counts(): TargetCounts {
    const all = this.#connections;
    return {
      ...this.sockets.counts(),
      requests: all.reduce((sum, { requests }) => sum + requests, 0),
      bareConnections: all.filter(({ requests }) => requests === 0).length,
      met: { ...this.#met },
      lastByteUs: Float64Array.from(all, (one) => one.lastByteUs),
      closedUs: Float64Array.from(all, (one) => one.closedUs),
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#pump);
    await closeServer(this.server, this.sockets);
  }

  #accept(socket: Socket): void {
    const connection: Connection = { requests: 0, lastByteUs: Number.NaN, closedUs: Number.NaN };
    this.#connections.push(connection);
    const reader = new RequestReader(() => {
      connection.requests += 1;
      const behaviour = this.#draw();
      this.#met[behaviour] += 1;
      this.#meet(socket, behaviour);
    });
    socket.on('data', (bytes: Buffer) => {
      connection.lastByteUs = monotonicUs();
      reader.feed(bytes);
    });
    socket.on('end', () => socket.end());
    socket.once('close', () => {
      connection.closedUs = monotonicUs();
      this.#endless.delete(socket);
    });
  }

  #draw(): Behaviour {
    const at = this.#random();
    return (this.#mix.find(([, upTo]) => at < upTo) ?? this.#mix.at(-1) ?? ['ok'])[0];
  }

  #meet(socket: Socket, behaviour: Behaviour): void {
    const coin = this.#random() < 0.5;
    switch (behaviour) {
      case 'ok':
        socket.write(ANSWER);
        return;
      case 'slow':
        setTimeout(() => socket.write(ANSWER), 5 + 145 * this.#random());
        return;
      case 'busy':
        socket.write(`HTTP/1.1 ${coin ? '500 Oops' : '429 Slow Down'}\r\nContent-Length: 0\r\n\r\n`);
        return;
      case 'gone':
        if (coin) socket.end();
        else socket.resetAndDestroy();
        return;
      case 'cut':
        // A reset discards what the client has not read yet: it is given the time to read it.
        if (coin) socket.end(CUT);
        else socket.write(CUT, () => setTimeout(() => socket.resetAndDestroy(), 20));
        return;
      case 'garbage':
        socket.end('SSH-2.0-OpenSSH_9.6\r\n');
        return;
      case 'hang':
        return;
      case 'endless':
        socket.write(ENDLESS);
        this.#endless.add(socket);
        return;
    }
  }

  #feed(): void {
    // A client that stops reading must not fill this process's memory instead.
    for (const socket of this.#endless) if (!socket.writableNeedDrain) socket.write(CHUNK);
  }
}

/** Many targets in one process: what `truth-target-process.ts` hosts. */
export interface TruthTargets extends Hostable {
  /** Starts a target; answers its address. */
  open(options: TruthTargetOptions): Promise<string>;
  counts(url: string): TargetCounts;
  shut(url: string): Promise<void>;
}

export async function hostTruthTargets(): Promise<TruthTargets> {
  const targets = new Map<string, TruthTarget>();
  const of = (url: string): TruthTarget => {
    const target = targets.get(url);
    if (target === undefined) throw new Error(`no target ${url}`);
    return target;
  };
  return {
    async open(options) {
      const target = new TruthTarget(options);
      const url = `http://${LOOPBACK}:${await listenOnLoopback(target.server)}`;
      targets.set(url, target);
      return url;
    },
    counts: (url) => of(url).counts(),
    async shut(url) {
      await of(url).close();
      targets.delete(url);
    },
    async close() {
      for (const target of targets.values()) await target.close();
    },
  };
}
