import { MICROS_PER_SECOND, type Micros, type PerSecond } from '../../../contract/units.ts';
import type { CapWaits } from './cap-waits.ts';

/** Seconds that can be asked about: scenarios of a thread are not at quite the same moment. */
const SECONDS_KEPT = 4;

/** A thread's part of the rate cap, over all it sends: at most so much in any second of the run. */
export class RateCap {
  #perSecond: PerSecond;
  /** The second from which on that is the part, and what it was in those before that can still be asked about. */
  #from = 0;
  #before: PerSecond;
  readonly #counts = new Map<number, number>();
  readonly #waits: CapWaits | null;
  #startUs: Micros = 0;

  /** @param waits told where a second has none left for whoever asks; absent: nobody wants to know */
  constructor(perSecond: PerSecond, waits: CapWaits | null = null) {
    this.#perSecond = perSecond;
    this.#before = perSecond;
    this.#waits = waits;
  }

  /** Another part from the second of this moment on: what was taken of it before is taken. */
  limit(perSecond: PerSecond, nowUs: Micros): void {
    const second = this.#secondOf(nowUs);
    if (second > this.#from) this.#before = Math.min(this.#perSecond, this.#wasLately(second));
    this.#from = second;
    this.#perSecond = perSecond;
  }

  /** The most that was taken of this second, or of one that began since. */
  takenSince(nowUs: Micros): number {
    const second = this.#secondOf(nowUs);
    return [...this.#counts].reduce((most, [of, taken]) => (of >= second ? Math.max(most, taken) : most), 0);
  }

  /** Seconds count from here. */
  begin(startUs: Micros): void {
    if (startUs === this.#startUs) return;
    this.#startUs = startUs;
    this.#from = 0;
    this.#counts.clear();
  }

  /** Whether the second of this moment has one left. */
  has(atUs: Micros): boolean {
    return this.#leaves(this.#secondOf(atUs));
  }

  /** Takes one of the second of this moment; false where it has none left. A message that is late counts where it was due. */
  take(atUs: Micros): boolean {
    const second = this.#secondOf(atUs);
    const taken = this.#taken(second);
    if (!this.#leaves(second)) return false;
    this.#counts.set(second, taken + 1);
    if (this.#counts.size > SECONDS_KEPT) this.#counts.delete(Math.min(...this.#counts.keys()));
    return true;
  }

  /** When the next second begins. */
  nextSecondUs(atUs: Micros): Micros {
    return this.#startUs + (this.#secondOf(atUs) + 1) * MICROS_PER_SECOND;
  }

  #leaves(second: number): boolean {
    if (this.#taken(second) < this.#capOf(second)) return true;
    this.#waits?.note('maxRate');
    return false;
  }

  #secondOf(atUs: Micros): number {
    return Math.floor((atUs - this.#startUs) / MICROS_PER_SECOND);
  }

  #capOf(second: number): PerSecond {
    return second >= this.#from ? this.#perSecond : this.#before;
  }

  /** The part before the last change, where a second of it can still be asked about. */
  #wasLately(second: number): PerSecond {
    return second - this.#from < SECONDS_KEPT ? this.#before : Number.POSITIVE_INFINITY;
  }

  #taken(second: number): number {
    return this.#counts.get(second) ?? 0;
  }
}
