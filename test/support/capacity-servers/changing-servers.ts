import { type QueueOptions, QueueServer } from './queue-server.ts';
import { type Attempt, refused, type SimulatedTarget } from './simulated-target.ts';

/** From a moment on with fewer servers: a leak, a neighbour, a lost node. */
export class DegradingServer implements SimulatedTarget {
  readonly #queue: QueueServer;
  readonly #fromMs: number;
  #left: number;

  constructor(options: QueueOptions, { fromMs, fewer }: { fromMs: number; fewer: number }) {
    this.#queue = new QueueServer(options);
    this.#fromMs = fromMs;
    this.#left = fewer;
  }

  take(atMs: number): Attempt {
    if (atMs >= this.#fromMs && this.#left > 0) {
      this.#queue.removeServers(this.#left);
      this.#left = 0;
    }
    return this.#queue.take(atMs);
  }
}

const LOOK_MS = 15_000;
const WINDOW_LOOKS = 4;
const BUSY = 0.8;
const READY_MS = 60_000;

/** Busier than 80% over a minute, it gets more servers a minute later: a horizontal autoscaler as they are set by default. */
export class ScalingServer implements SimulatedTarget {
  readonly #queue: QueueServer;
  readonly #servers: number;
  readonly #more: number;
  readonly #taken: number[] = [];
  #lookMs = LOOK_MS;
  #readyMs: number | null = null;

  constructor(options: QueueOptions, more: number) {
    this.#queue = new QueueServer(options);
    this.#servers = options.servers;
    this.#more = more;
  }

  take(atMs: number): Attempt {
    while (atMs >= this.#lookMs) {
      this.#look();
      this.#lookMs += LOOK_MS;
    }
    if (this.#readyMs !== null && atMs >= this.#readyMs) {
      this.#queue.addServers(this.#more, atMs);
      this.#readyMs = Number.POSITIVE_INFINITY;
    }
    return this.#queue.take(atMs);
  }

  #look(): void {
    this.#taken.push(this.#queue.taken);
    const before = this.#taken.at(-1 - WINDOW_LOOKS);
    if (before === undefined || this.#readyMs !== null) return;
    const busy = (this.#queue.taken - before) / (this.#servers * WINDOW_LOOKS * LOOK_MS);
    if (busy > BUSY) this.#readyMs = this.#lookMs + READY_MS;
  }
}

/** With more than `most` requests inside, its process dies: all of them are reset, and for a while nothing listens. */
export class CrashingServer implements SimulatedTarget {
  readonly #queue: QueueServer;
  readonly #most: number;
  readonly #downMs: number;
  #open: Attempt[] = [];
  #upMs = 0;

  constructor(options: QueueOptions, { most, downMs }: { most: number; downMs: number }) {
    this.#queue = new QueueServer(options);
    this.#most = most;
    this.#downMs = downMs;
  }

  take(atMs: number): Attempt {
    if (atMs < this.#upMs) return refused(atMs, 'connect.refused');
    const attempt = this.#queue.take(atMs);
    this.#open.push(attempt);
    if (this.#queue.inside(atMs) > this.#most) this.#crash(atMs);
    else if (this.#open.length > 10 * this.#most) this.#open = this.#open.filter(({ endMs }) => endMs > atMs);
    return attempt;
  }

  #crash(atMs: number): void {
    for (const attempt of this.#open)
      if (attempt.endMs > atMs) Object.assign(attempt, { endMs: atMs, code: 'reset.before_headers' });
    this.#open = [];
    this.#upMs = atMs + this.#downMs;
    this.#queue.clear(this.#upMs);
  }
}

/** Asked more than so often within three seconds, it answers everything 200 ms later: a cache that no longer fits. */
export class CliffServer implements SimulatedTarget {
  static readonly windowMs = 3_000;
  readonly #queue: QueueServer;
  readonly #most: number;
  readonly #arrivals: number[] = [];
  #first = 0;

  constructor(options: QueueOptions, perSecond: number) {
    this.#queue = new QueueServer(options);
    this.#most = (perSecond * CliffServer.windowMs) / 1_000;
  }

  take(atMs: number): Attempt {
    this.#arrivals.push(atMs);
    while ((this.#arrivals[this.#first] ?? atMs) < atMs - CliffServer.windowMs) this.#first += 1;
    const attempt = this.#queue.take(atMs);
    if (this.#arrivals.length - this.#first > this.#most) attempt.endMs += 200;
    return attempt;
  }
}
