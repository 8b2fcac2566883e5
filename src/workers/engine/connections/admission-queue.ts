import type { Micros } from '../../../contract/units.ts';
import type { CapWaits } from './cap-waits.ts';
import type { RateCap } from './rate-cap.ts';

/** Someone with a request that is due. */
export interface Slot {
  /** Tries to get its connection; false where there is none to be had. */
  acquire(): boolean;
  /** Sends: called once, right after it got its connection. */
  dispatch(nowUs: Micros): void;
}

/** Someone who has dispatched, and has another request to send on the way: a redirect that is followed. */
export interface Onward {
  /** Sends: called once, when the rate cap lets it. */
  goOn(): void;
}

interface AdmissionCaps {
  /** Requests open at once. */
  readonly inFlight: number;
  /** Requests begun per second of the run, together with whatever else has its share of it. */
  readonly rate: RateCap;
  /** Told where too many are open; absent: nobody wants to know. */
  readonly waits?: CapWaits;
}

/**
 * Every request of a thread passes here: it leaves at once, or waits in one queue, first come first served, while too
 * many are open, the rate cap of this second is used up, or no connection is free. Whoever is on the way already goes
 * before all of them, and waits for the rate cap only.
 */
export class AdmissionQueue {
  readonly #rate: RateCap;
  readonly #waits: CapWaits | null;
  #most: number;
  #inFlight = 0;
  #queue: (Slot | null)[] = [];
  #head = 0;
  #waiting = 0;
  /** On the way, and held back by the rate cap. */
  readonly #held = new Set<Onward>();
  #draining = false;
  #shut = false;

  constructor(caps: AdmissionCaps) {
    this.#rate = caps.rate;
    this.#most = caps.inFlight;
    this.#waits = caps.waits ?? null;
  }

  /** Another part of the cap: what is in flight beyond it goes on. */
  limit(inFlight: number): void {
    this.#most = inFlight;
  }

  /** From now on nobody passes: what becomes due waits, to be given up. */
  shut(): void {
    this.#shut = true;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Whether `drain` may have somebody to send on. */
  get isDue(): boolean {
    return this.#waiting > 0 || this.#held.size > 0;
  }

  /** True where one more due request would be more than may be open at once. */
  get full(): boolean {
    const isFull = this.#inFlight + this.#waiting >= this.#most;
    if (isFull) this.#waits?.note('maxInFlight');
    return isFull;
  }

  /** Sends the slot on, or queues it. */
  enter(slot: Slot, nowUs: Micros): void {
    if (!this.isDue && this.#passes(slot, nowUs)) {
      slot.dispatch(nowUs);
      return;
    }
    this.#queue.push(slot);
    this.#waiting += 1;
  }

  /** Lets a request on the way go on: at once, or as soon as the rate cap has one left. */
  goOn(onward: Onward, nowUs: Micros): void {
    if (this.#held.size === 0 && this.#rate.take(nowUs)) onward.goOn();
    else this.#held.add(onward);
  }

  /** Gives up going on. True: it was held back. */
  stay(onward: Onward): boolean {
    return this.#held.delete(onward);
  }

  /** A request that had dispatched has ended. Its connection is to be given back before. */
  leave(nowUs: Micros): void {
    this.#inFlight -= 1;
    if (this.isDue) this.drain(nowUs);
  }

  /** Takes a waiting slot out of the queue. */
  withdraw(slot: Slot): void {
    const place = this.#queue.indexOf(slot, this.#head);
    if (place < 0) return;
    this.#queue[place] = null;
    this.#waiting -= 1;
  }

  /** Sends on who can go now. A slot that ends at once does not send on the next: the loop here does. */
  drain(nowUs: Micros): void {
    if (this.#draining) return;
    this.#draining = true;
    for (const onward of this.#held) {
      if (!this.#rate.take(nowUs)) break;
      this.#held.delete(onward);
      onward.goOn();
    }
    while (this.#waiting > 0) {
      const next = this.#queue[this.#head];
      if (next === null || next === undefined) {
        this.#head += 1;
        continue;
      }
      if (!this.#passes(next, nowUs)) break;
      this.#queue[this.#head] = null;
      this.#head += 1;
      this.#waiting -= 1;
      next.dispatch(nowUs);
    }
    this.#draining = false;
    if (this.#waiting === 0) {
      this.#queue.length = 0;
      this.#head = 0;
    } else if (this.#head > 1_024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }

  #passes(slot: Slot, nowUs: Micros): boolean {
    if (this.#shut) return false;
    if (this.#inFlight >= this.#most) {
      this.#waits?.note('maxInFlight');
      return false;
    }
    if (!this.#rate.has(nowUs) || !slot.acquire()) return false;
    this.#rate.take(nowUs);
    this.#inFlight += 1;
    return true;
  }
}
