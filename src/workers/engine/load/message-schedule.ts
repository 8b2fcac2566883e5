import type { Micros, PerSecond } from '../../../contract/units.ts';
import { type Share, shareOfCount } from './divide.ts';

interface MessageSlotsOptions {
  readonly startUs: Micros;
  /** Messages per second on each connection. */
  readonly perSecond: PerSecond;
  /** The most connections the scenario has, over all threads. */
  readonly connections: number;
  readonly thread: Share;
}

/**
 * When each connection of a thread is to send. Connection c of n has the times
 *
 *     start + (k + c / n) · 1 s / perSecond,   k = 0, 1, 2 …
 *
 * so that all connections together send at one even beat instead of in bursts, and the times are those of the plan
 * however late a thread is. The times of a thread's connections follow each other in a fixed circle: the next one
 * is found without a search. A rate of 0 has no slots.
 */
export class MessageSlots {
  readonly #startUs: Micros;
  readonly #gapUs: number;
  readonly #connections: number;
  readonly #thread: Share;
  /** Connections of this thread. */
  readonly #own: number;
  #round = 0;
  #local = 0;

  constructor(options: MessageSlotsOptions) {
    const { thread, connections, perSecond } = options;
    this.#startUs = options.startUs;
    this.#gapUs = 1_000_000 / perSecond;
    this.#connections = connections;
    this.#thread = thread;
    this.#own = perSecond > 0 ? shareOfCount(connections, thread) : 0;
  }

  /** The time of the next slot, rounded to a microsecond; Infinity where there is none. */
  get nextUs(): Micros {
    if (this.#own === 0) return Number.POSITIVE_INFINITY;
    return Math.round(this.#startUs + (this.#round + this.connection / this.#connections) * this.#gapUs);
  }

  /** Number, over all threads, of the connection whose slot comes next. */
  get connection(): number {
    return this.#local * this.#thread.count + this.#thread.index;
  }

  advance(): void {
    this.#local += 1;
    if (this.#local < this.#own) return;
    this.#local = 0;
    this.#round += 1;
  }
}
