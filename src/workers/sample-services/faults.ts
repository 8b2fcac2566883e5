import { keysOf } from '../../contract/keys.ts';
import type { Random } from './latency.ts';

/** What can go wrong with one request, on purpose. */
export type Fault = 'error500' | 'error503' | 'throttled' | 'resetBeforeHeaders' | 'resetMidBody' | 'hang';

/** The share of requests, 0 … 1, that meets each fault. A fault left out never happens. */
export type FaultRates = Readonly<Partial<Record<Fault, number>>>;

/**
 * `random`: every request draws by itself, so faults come in clumps as real ones do.
 * `spaced`: faults are held 0.75 … 1.25 mean gaps apart, and the first one does not come before a full mean gap.
 *           A service with 0.03% errors then shows none in its first 3,333 requests: a short demo of a healthy
 *           system is not graded Poor for one unlucky request in fifty.
 */
export type FaultArrangement = 'random' | 'spaced';

/** Decides, request by request, whether one goes wrong and how. */
export class FaultRandom {
  readonly #faults: readonly (readonly [Fault, number])[];
  readonly #total: number;
  readonly #arrangement: FaultArrangement;
  readonly #random: Random;
  #untilNext: number;

  constructor(rates: FaultRates, arrangement: FaultArrangement, random: Random) {
    this.#faults = keysOf(rates).map((fault) => [fault, rates[fault] ?? 0]);
    this.#total = this.#faults.reduce((sum, [, share]) => sum + share, 0);
    this.#arrangement = arrangement;
    this.#random = random;
    this.#untilNext =
      this.#total > 0 ? Math.ceil((1 + 0.25 * random()) / this.#total) : Number.POSITIVE_INFINITY;
  }

  /** The fault of the next request, or `undefined` when it goes well. */
  next(): Fault | undefined {
    if (this.#total === 0) return undefined;
    if (this.#arrangement === 'spaced') return this.#spaced();
    const throwAt = this.#random();
    return throwAt < this.#total ? this.#pick(throwAt) : undefined;
  }

  #spaced(): Fault | undefined {
    this.#untilNext -= 1;
    if (this.#untilNext > 0) return undefined;
    this.#untilNext = Math.ceil((0.75 + 0.5 * this.#random()) / this.#total);
    return this.#pick(this.#random() * this.#total);
  }

  #pick(at: number): Fault | undefined {
    let upTo = 0;
    for (const [fault, share] of this.#faults) {
      upTo += share;
      if (at < upTo) return fault;
    }
    return this.#faults.at(-1)?.[0];
  }
}
