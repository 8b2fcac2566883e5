import type { Clock, TimerHandle } from '../../src/workers/engine/time/clock.ts';
import { BinaryHeap } from './binary-heap.ts';

export interface VirtualClockOptions {
  /** Time on the clock at the start, microseconds. Default 0. */
  readonly startUs?: number;
  /**
   * How much time passes per `setImmediate`, microseconds. 0 (default) suits callers that only defer; a caller that
   * polls the time from `setImmediate` needs a positive value, or its time would stand still for ever.
   */
  readonly immediateCostUs?: number;
}

interface Entry extends TimerHandle {
  readonly atUs: number;
  readonly order: number;
  readonly fn: () => void;
  cancelled: boolean;
}

/** Callbacks at one instant before the clock calls it a livelock. */
const MAX_PER_INSTANT = 1_000_000;

/**
 * Time that moves only when told to. Callbacks run one by one, by time and, at equal times, in the order in which
 * they were set; each sees `nowUs()` equal to its own time. A callback set for the past runs at once, at the
 * current time. Nothing here waits: five virtual minutes take as long as their callbacks do.
 */
export class VirtualClock implements Clock {
  readonly #heap = new BinaryHeap<Entry>(earlier);
  readonly #immediateCostUs: number;
  #nowUs: number;
  #order = 0;
  #live = 0;
  #instantUs = Number.NaN;
  #atInstant = 0;

  constructor(options: VirtualClockOptions = {}) {
    this.#nowUs = options.startUs ?? 0;
    this.#immediateCostUs = options.immediateCostUs ?? 0;
  }

  nowUs(): number {
    return this.#nowUs;
  }

  /** The clock began in 1970. */
  wallUs(): number {
    return this.#nowUs;
  }

  /** Callbacks that are still to run. */
  get pending(): number {
    return this.#live;
  }

  setTimer(atUs: number, fn: () => void): TimerHandle {
    if (!Number.isFinite(atUs)) throw new RangeError(`a timer cannot be set for ${atUs}`);
    const entry: Entry = { atUs: Math.max(atUs, this.#nowUs), order: this.#order++, fn, cancelled: false };
    this.#live += 1;
    this.#heap.insert(entry);
    return entry;
  }

  /** The same by another name, for scripts: what happens at which time. */
  at(atUs: number, fn: () => void): TimerHandle {
    return this.setTimer(atUs, fn);
  }

  clearTimer(handle: TimerHandle): void {
    const entry = handle as Entry;
    if (entry.cancelled) return;
    entry.cancelled = true;
    this.#live -= 1;
  }

  setImmediate(fn: () => void): void {
    this.setTimer(this.#nowUs + this.#immediateCostUs, fn);
  }

  /** Runs all that is due up to and including `toUs`, then stands at `toUs`. */
  advanceTo(toUs: number): void {
    for (let next = this.#next(toUs); next !== undefined; next = this.#next(toUs)) this.#run(next);
    this.#nowUs = Math.max(this.#nowUs, toUs);
  }

  advanceBy(us: number): void {
    this.advanceTo(this.#nowUs + us);
  }

  /** As `advanceTo`, and lets promises settle after every callback: for code that awaits between two timers. */
  async settleTo(toUs: number): Promise<void> {
    await settled();
    for (let next = this.#next(toUs); next !== undefined; next = this.#next(toUs)) {
      this.#run(next);
      await settled();
    }
    this.#nowUs = Math.max(this.#nowUs, toUs);
  }

  /**
   * Runs until nothing is left to run. Throws when virtual time would pass `limitUs` (default: a day from now): a
   * timer that sets itself again never becomes idle.
   */
  runUntilIdle(limitUs = this.#nowUs + 86_400_000_000): void {
    for (let next = this.#next(limitUs); next !== undefined; next = this.#next(limitUs)) this.#run(next);
    if (this.#live > 0) throw new Error(`${this.#live} timers are still set at ${limitUs} µs: not idle`);
  }

  #run(entry: Entry): void {
    this.#nowUs = entry.atUs;
    this.#atInstant = entry.atUs === this.#instantUs ? this.#atInstant + 1 : 0;
    this.#instantUs = entry.atUs;
    if (this.#atInstant > MAX_PER_INSTANT) {
      throw new Error(`livelock at ${entry.atUs} µs: give setImmediate a cost (immediateCostUs)`);
    }
    entry.cancelled = true;
    this.#live -= 1;
    entry.fn();
  }

  /** Takes the earliest live entry due by `limitUs` off the heap. */
  #next(limitUs: number): Entry | undefined {
    for (let head = this.#heap.head; head !== undefined; head = this.#heap.head) {
      if (!head.cancelled && head.atUs > limitUs) return undefined;
      this.#heap.take();
      if (!head.cancelled) return head;
    }
    return undefined;
  }
}

function earlier(a: Entry, b: Entry): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
}

/** One turn of the real event loop: every promise chain that can go on has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
