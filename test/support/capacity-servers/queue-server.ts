import { BinaryHeap } from '../binary-heap.ts';
import { type Pace, STEADY } from './pace.ts';
import type { ServiceTime } from './service-times.ts';
import { type Attempt, refused, type SimulatedTarget } from './simulated-target.ts';

export interface QueueOptions {
  readonly servers: number;
  readonly service: ServiceTime;
  /** Requests waiting and in service together; absent: any number. */
  readonly room?: number;
  /** Failure of a request that finds no room. */
  readonly fullCode?: string;
  readonly pace?: Pace;
}

const rising = (a: number, b: number): boolean => a < b;

/** One queue, first come first served, before so many servers. */
export class QueueServer implements SimulatedTarget {
  readonly #options: QueueOptions;
  readonly #pace: Pace;
  /** When each server is free, and when each request in the system leaves, in work of the pace. */
  readonly #free = new BinaryHeap<number>(rising);
  readonly #leaving = new BinaryHeap<number>(rising);
  #tooMany = 0;
  /** Work that was taken, in milliseconds of one server. */
  taken = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#pace = options.pace ?? STEADY;
    for (let i = 0; i < options.servers; i += 1) this.#free.insert(0);
  }

  /** Requests in the system. */
  inside(atMs: number): number {
    const at = this.#pace.work(atMs);
    for (let next = this.#leaving.head; next !== undefined && next <= at; next = this.#leaving.head)
      this.#leaving.take();
    return this.#leaving.size;
  }

  addServers(count: number, atMs: number): void {
    for (let i = 0; i < count; i += 1) this.#free.insert(this.#pace.work(atMs));
  }

  /** Each as soon as it is free. */
  removeServers(count: number): void {
    this.#tooMany += count;
  }

  /** Whatever is inside is gone, and all servers are free. */
  clear(atMs: number): void {
    const servers = this.#free.size;
    this.#free.clear();
    this.#leaving.clear();
    for (let i = 0; i < servers; i += 1) this.#free.insert(this.#pace.work(atMs));
  }

  take(atMs: number): Attempt {
    const { room = Number.POSITIVE_INFINITY, service, fullCode = 'http.5xx' } = this.#options;
    if (this.inside(atMs) >= room) return refused(atMs, fullCode);
    while (this.#tooMany > 0) {
      this.#free.take();
      this.#tooMany -= 1;
    }
    const time = service();
    this.taken += time;
    const end = Math.max(this.#pace.work(atMs), this.#free.take() ?? 0) + time;
    this.#free.insert(end);
    this.#leaving.insert(end);
    return { startMs: atMs, endMs: this.#pace.time(end), code: '' };
  }
}
