import { ServiceSlots, type SlotPool } from './slots.ts';

/** How many of something there is only so much of are taken now. */
export interface SlotUse {
  readonly inUse: number;
  /** null: there is no limit. */
  readonly limit: number | null;
  readonly waiting: number;
}

/** Slots that are counted while they are taken: workers of a service, connections to its database. */
export class CountedSlots {
  readonly #pool: SlotPool | null;
  readonly #slots: ServiceSlots | null;
  readonly #taken = new Spans();
  readonly #waits = new Spans();

  /** @param pool null: as many as are asked for */
  constructor(pool: SlotPool | null) {
    this.#pool = pool;
    this.#slots = pool === null ? null : new ServiceSlots(pool);
  }

  /**
   * Takes one at `atMs` (never earlier than the call before) for a work of `workMs`.
   * Returns the ms from then until the work is done, waiting included, or `undefined` where none falls free in time.
   */
  take(atMs: number, workMs: number): number | undefined {
    const doneMs = this.#slots === null ? workMs : this.#slots.admit(atMs, workMs);
    const { maxWaitMs = 0, heldMs = 0, waitsInVain = false } = this.#pool ?? {};
    if (doneMs === undefined) {
      if (waitsInVain) this.#waits.add(atMs, atMs + maxWaitMs);
      return undefined;
    }
    const startMs = atMs + doneMs - workMs;
    if (startMs > atMs) this.#waits.add(atMs, startMs);
    this.#taken.add(startMs, startMs + workMs + heldMs);
    return doneMs;
  }

  use(nowMs: number): SlotUse {
    return {
      inUse: this.#taken.count(nowMs),
      limit: this.#pool?.slots ?? null,
      waiting: this.#waits.count(nowMs),
    };
  }
}

/** Kept before the first clearing of what is over. */
const FEW_SPANS = 1_024;

/** Stretches of time that are known when they are told, and counted at any later moment. */
class Spans {
  #spans: (readonly [fromMs: number, toMs: number])[] = [];
  #clearAt = FEW_SPANS;

  add(fromMs: number, toMs: number): void {
    // Those told are never far in the future: what is over by the beginning of a new one is over for good.
    if (this.#spans.length >= this.#clearAt) {
      this.#clear(fromMs);
      this.#clearAt = Math.max(FEW_SPANS, 2 * this.#spans.length);
    }
    this.#spans.push([fromMs, toMs]);
  }

  count(nowMs: number): number {
    return this.#spans.reduce((sum, [from, to]) => sum + (from <= nowMs && nowMs < to ? 1 : 0), 0);
  }

  #clear(nowMs: number): void {
    this.#spans = this.#spans.filter(([, to]) => to > nowMs);
  }
}
