import { type ScalabilityModel, scalabilityMs } from '../analytic-capacity.ts';
import { BinaryHeap } from '../binary-heap.ts';
import type { Random } from '../seeded-random.ts';
import { type Attempt, refused, type SimulatedTarget } from './simulated-target.ts';

const LIMITED = 'http.429';

/** So many a second on average, and a burst at once; status 429 beyond. */
export class TokenBucket implements SimulatedTarget {
  readonly #target: SimulatedTarget;
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #atMs = 0;

  constructor(target: SimulatedTarget, { perSecond, burst }: { perSecond: number; burst: number }) {
    this.#target = target;
    this.#perMs = perSecond / 1_000;
    this.#burst = burst;
    this.#tokens = burst;
  }

  take(atMs: number): Attempt {
    this.#tokens = Math.min(this.#burst, this.#tokens + (atMs - this.#atMs) * this.#perMs);
    this.#atMs = atMs;
    if (this.#tokens < 1) return refused(atMs, LIMITED);
    this.#tokens -= 1;
    return this.#target.take(atMs);
  }
}

/** So many in each second of the clock; status 429 for the others. */
export class FixedWindow implements SimulatedTarget {
  readonly #target: SimulatedTarget;
  readonly #perSecond: number;
  #second = 0;
  #count = 0;

  constructor(target: SimulatedTarget, perSecond: number) {
    this.#target = target;
    this.#perSecond = perSecond;
  }

  take(atMs: number): Attempt {
    const second = Math.floor(atMs / 1_000);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    this.#count += 1;
    return this.#count > this.#perSecond ? refused(atMs, LIMITED) : this.#target.take(atMs);
  }
}

/** Slower for each other request inside, as the Universal Scalability Law says, with exponential times. */
export class ScalabilityServer implements SimulatedTarget {
  readonly #model: ScalabilityModel;
  readonly #random: Random;
  readonly #leaving = new BinaryHeap<number>((a, b) => a < b);

  constructor(model: ScalabilityModel, random: Random) {
    this.#model = model;
    this.#random = random;
  }

  take(atMs: number): Attempt {
    for (let next = this.#leaving.head; next !== undefined && next <= atMs; next = this.#leaving.head)
      this.#leaving.take();
    const endMs = atMs - Math.log(1 - this.#random()) * scalabilityMs(this.#model, this.#leaving.size + 1);
    this.#leaving.insert(endMs);
    return { startMs: atMs, endMs, code: '' };
  }
}
