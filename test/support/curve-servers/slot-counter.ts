import { START_SLOT_MS, type StartSlot, startBucket } from '../../../src/contract/start-counts.ts';

interface OpenSlot {
  starts: number;
  ok: number;
  readonly failures: Record<string, number>;
  /** Successes that took longer than the limit. */
  slow: number;
  readonly buckets: Map<number, number>;
}

/** Counts requests by their intended start, as an engine does that knows one latency limit. */
export class SlotCounter {
  readonly #limitMs: number;
  readonly #knownAfterMs: number;
  readonly #slots = new Map<number, OpenSlot>();
  #next = 0;

  constructor(options: { readonly limitMs: number; readonly knownAfterMs: number }) {
    this.#limitMs = options.limitMs;
    this.#knownAfterMs = options.knownAfterMs;
  }

  start(atMs: number): void {
    this.#slotOf(atMs).starts += 1;
  }

  /** What ends after its slot was told stays open for ever. */
  end(startMs: number, endMs: number, code: string): void {
    const number = Math.floor(startMs / START_SLOT_MS);
    if (endMs > (number + 1) * START_SLOT_MS + this.#knownAfterMs) return;
    const slot = this.#slotOf(startMs);
    if (code !== 'ok') {
      slot.failures[code] = (slot.failures[code] ?? 0) + 1;
      return;
    }
    slot.ok += 1;
    if (endMs - startMs > this.#limitMs) slot.slow += 1;
    const bucket = startBucket((endMs - startMs) * 1_000);
    slot.buckets.set(bucket, (slot.buckets.get(bucket) ?? 0) + 1);
  }

  /** The slots that are known by then and were not told before. */
  tell(nowMs: number): StartSlot[] {
    const told: StartSlot[] = [];
    for (; (this.#next + 1) * START_SLOT_MS + this.#knownAfterMs <= nowMs; this.#next += 1) {
      const slot = this.#slots.get(this.#next);
      if (slot === undefined) continue;
      this.#slots.delete(this.#next);
      const { starts, ok, failures, slow, buckets } = slot;
      const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
      const open = starts - ok - failed;
      const latencies = [...buckets].sort(([a], [b]) => a - b).flat();
      told.push({ slot: this.#next, starts, ok, failures, open, beyond: [slow + open], latencies });
    }
    return told;
  }

  #slotOf(atMs: number): OpenSlot {
    const number = Math.floor(atMs / START_SLOT_MS);
    const known = this.#slots.get(number);
    if (known !== undefined) return known;
    const fresh = { starts: 0, ok: 0, failures: {}, slow: 0, buckets: new Map<number, number>() };
    this.#slots.set(number, fresh);
    return fresh;
  }
}
