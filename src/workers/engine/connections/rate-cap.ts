import { MICROS_PER_SECOND, type Micros, type PerSecond } from '../../../contract/units.ts';
import type { CapWaits } from './cap-waits.ts';

/** Seconds that can be asked about: scenarios of a thread are not at quite the same moment. */
const SECONDS_KEPT = 4;

/** A thread's part of the rate cap, over all it sends: at most so much in any second of the run. */
export class RateCap {
  readonly #perSecond: PerSecond;
  readonly #counts = new Map<number, number>();
  readonly #waits: CapWaits | null;
  #startUs: Micros = 0;

  /** @param waits told where a second has none left for whoever asks; absent: nobody wants to know */
  constructor(perSecond: PerSecond, waits: CapWaits | null = null) {
    this.#perSecond = perSecond;
    this.#waits = waits;
  }

  /** Seconds count from here. */
  begin(startUs: Micros): void {
    if (startUs === this.#startUs) return;
    this.#startUs = startUs;
    this.#counts.clear();
  }

  /** Whether the second of this moment has one left. */
  has(atUs: Micros): boolean {
    return this.#leaves(this.#taken(this.#secondOf(atUs)));
  }

  /** Takes one of the second of this moment; false where it has none left. A message that is late counts where it was due. */
  take(atUs: Micros): boolean {
    const second = this.#secondOf(atUs);
    const taken = this.#taken(second);
    if (!this.#leaves(taken)) return false;
    this.#counts.set(second, taken + 1);
    if (this.#counts.size > SECONDS_KEPT) this.#counts.delete(Math.min(...this.#counts.keys()));
    return true;
  }

  /** When the next second begins. */
  nextSecondUs(atUs: Micros): Micros {
    return this.#startUs + (this.#secondOf(atUs) + 1) * MICROS_PER_SECOND;
  }

  #leaves(taken: number): boolean {
    if (taken < this.#perSecond) return true;
    this.#waits?.note('maxRate');
    return false;
  }

  #secondOf(atUs: Micros): number {
    return Math.floor((atUs - this.#startUs) / MICROS_PER_SECOND);
  }

  #taken(second: number): number {
    return this.#counts.get(second) ?? 0;
  }
}
