import { BinaryHeap } from '../binary-heap.ts';
import type { Random } from '../seeded-random.ts';

/** How a request ended: answered, or refused at once. */
export type QueueEnd = 'ok' | 'http.503';

export interface QueueOptions {
  readonly random: Random;
  /** Requests worked on at once. */
  readonly servers: number;
  /** Mean of the exponential service times. */
  readonly serviceMs: number;
  /** In the system at once, being worked on or waiting; what comes beyond them is refused. */
  readonly places: number;
  readonly onEnd: (arrivalMs: number, endMs: number, end: QueueEnd) => void;
}

interface Customer {
  readonly arrivalMs: number;
  /** On the clock of the work, which stands still in a pause. */
  readonly doneAt: number;
}

interface Pause {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * M/M/c/K, first come first served, event by event. Its work can pause (arrivals go on), and its speed and its number of
 * servers can change; what is in the system already keeps the time it was given.
 */
export class OpenQueue {
  readonly #options: QueueOptions;
  readonly #inside = new BinaryHeap<Customer>((a, b) => a.doneAt < b.doneAt);
  #pauses: Pause[] = [];
  /** When each server is done with all it was given, on the clock of the work. */
  #freeAt: number[];
  #serviceMs: number;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#freeAt = Array.from({ length: options.servers }, () => 0);
    this.#serviceMs = options.serviceMs;
  }

  get inFlight(): number {
    return this.#inside.size;
  }

  /** Told before its begin; in the order of time where there are several. */
  pause(fromMs: number, toMs: number): void {
    this.#pauses = [
      ...this.#pauses.filter((one) => one.toMs <= fromMs || one.fromMs >= toMs),
      { fromMs, toMs },
    ].sort((a, b) => a.fromMs - b.fromMs);
  }

  /** Of requests that come from now on. */
  setService(serviceMs: number): void {
    this.#serviceMs = serviceMs;
  }

  setServers(servers: number): void {
    this.#freeAt = this.#freeAt.slice(0, servers);
  }

  /** Arrivals in the order of time. */
  arrive(atMs: number): void {
    this.advance(atMs);
    const { places, random, onEnd } = this.#options;
    if (this.#inside.size >= places) {
      onEnd(atMs, atMs, 'http.503');
      return;
    }
    let first = 0;
    for (let i = 1; i < this.#freeAt.length; i += 1)
      if ((this.#freeAt[i] ?? 0) < (this.#freeAt[first] ?? 0)) first = i;
    const service = -Math.log(1 - random()) * this.#serviceMs;
    const doneAt = Math.max(this.#workAt(atMs), this.#freeAt[first] ?? 0) + service;
    this.#freeAt[first] = doneAt;
    this.#inside.insert({ arrivalMs: atMs, doneAt });
  }

  /** Answers all that is done by then. */
  advance(toMs: number): void {
    const work = this.#workAt(toMs);
    for (let head = this.#inside.head; head !== undefined && head.doneAt <= work; head = this.#inside.head) {
      this.#inside.take();
      this.#options.onEnd(head.arrivalMs, this.#timeOf(head.doneAt), 'ok');
    }
  }

  #workAt(ms: number): number {
    let paused = 0;
    for (const { fromMs, toMs } of this.#pauses) {
      if (fromMs >= ms) break;
      paused += Math.min(toMs, ms) - fromMs;
    }
    return ms - paused;
  }

  #timeOf(work: number): number {
    let ms = work;
    for (const { fromMs, toMs } of this.#pauses) {
      if (fromMs >= ms) break;
      ms += toMs - fromMs;
    }
    return ms;
  }
}
