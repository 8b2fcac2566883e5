import { MICROS_PER_SECOND, type Micros, type PerSecond } from '../../../contract/units.ts';

/** Seconds that can be asked about: scenarios of a thread are not at quite the same moment. */
const SECONDS_KEPT = 4;

/** A thread's part of the rate cap, over all it sends: at most so much in any second of the run. */
export class RateCap {
  readonly #perSecond: PerSecond;
  readonly #counts = new Map<number, number>();
  #startUs: Micros = 0;

  constructor(perSecond: PerSecond) {
    this.#perSecond = perSecond;
  }

  /** Seconds count from here. */
  begin(startUs: Micros): void {
    if (startUs === this.#startUs) return;
    this.#startUs = startUs;
    this.#counts.clear();
  }

  /** Whether the second of this moment has one left. */
  has(atUs: Micros): boolean {
    return this.#taken(this.#secondOf(atUs)) < this.#perSecond;
  }

  /** Takes one of the second of this moment; false where it has none left. A message that is late counts where it was due. */
  take(atUs: Micros): boolean {
    const second = this.#secondOf(atUs);
    const taken = this.#taken(second);
    if (taken >= this.#perSecond) return false;
    this.#counts.set(second, taken + 1);
    if (this.#counts.size > SECONDS_KEPT) this.#counts.delete(Math.min(...this.#counts.keys()));
    return true;
  }

  /** When the next second begins. */
  nextSecondUs(atUs: Micros): Micros {
    return this.#startUs + (this.#secondOf(atUs) + 1) * MICROS_PER_SECOND;
  }

  #secondOf(atUs: Micros): number {
    return Math.floor((atUs - this.#startUs) / MICROS_PER_SECOND);
  }

  #taken(second: number): number {
    return this.#counts.get(second) ?? 0;
  }
}
