/** How many requests a service works on at once, and how long one may wait for its turn. */
export interface SlotPool {
  /** Requests served at the same time, >= 1. */
  readonly slots: number;
  /** A request that would wait longer than this (ms) is refused instead of queued. */
  readonly maxWaitMs: number;
  /** A slot falls free so much later (ms) than its work is done; absent: with it. */
  readonly heldMs?: number;
  /** A request that is refused has waited all that time before; absent: it is refused at once. */
  readonly waitsInVain?: true;
}

/**
 * A first-come first-served queue in front of c equal slots (M/G/c when arrivals are random).
 *
 * Service times are known when a request arrives, so no queue is kept: it is enough to know when each slot
 * falls free. A request starts at max(now, earliest free) and finishes its service time later
 * (Kiefer and Wolfowitz, "On the theory of queues with many servers", 1955). Abandoned requests keep their
 * slot to the end, as the work of a client that hung up usually does.
 */
export class ServiceSlots {
  readonly #freeAtMs: number[];
  readonly #maxWaitMs: number;
  readonly #heldMs: number;

  constructor(pool: SlotPool) {
    this.#freeAtMs = new Array<number>(pool.slots).fill(0);
    this.#maxWaitMs = pool.maxWaitMs;
    this.#heldMs = pool.heldMs ?? 0;
  }

  /**
   * Takes a request of `serviceMs` at `nowMs` (never earlier than the call before).
   * Returns the ms until it is finished, waiting included, or `undefined` when it is shed.
   */
  admit(nowMs: number, serviceMs: number): number | undefined {
    const free = Math.min(...this.#freeAtMs);
    const waitMs = Math.max(0, free - nowMs);
    if (waitMs > this.#maxWaitMs) return undefined;
    // Linear on purpose: pools are small (tens of slots), and a scan of a short array beats a heap.
    this.#freeAtMs[this.#freeAtMs.indexOf(free)] = nowMs + waitMs + serviceMs + this.#heldMs;
    return waitMs + serviceMs;
  }
}
