import type { SetCap } from '../../../src/contract/run-caps.ts';
import { START_SLOT_MS, type StartSlot, startBucket } from '../../../src/contract/start-counts.ts';
import type { CapacitySecond } from '../../../src/main/services/analysis/capacity/capacity-second.ts';
import type { CapacitySearch } from '../../../src/main/services/analysis/capacity/search.ts';

/** What a level brings in a second; shares are of the starts. */
export interface Brought {
  readonly late?: number;
  readonly failed?: number;
  readonly code?: string;
  readonly latencyMs?: number;
  readonly inFlight?: number;
  readonly trusted?: boolean;
  /** What of the run requests waited for. */
  readonly cap?: SetCap | null;
}

/** What a target does at a level, in a second of the run. */
export type ScriptedTarget = (level: number, second: number) => Brought;

const SLOTS = 1_000 / START_SLOT_MS;
/** Latency of what is late, beyond any limit of these tests. */
const LATE_US = 900_000;

/** Tells a search what a scripted target does with the load it wants, without any chance; an order takes effect at once. */
export class ScriptedWorld {
  readonly seconds: CapacitySecond[] = [];
  /** Each level as it was ordered, in order. */
  readonly orders: number[] = [];
  readonly #search: CapacitySearch;
  readonly #target: ScriptedTarget;
  #sinceMs = 0;
  #owed = { late: 0, failed: 0 };

  constructor(search: CapacitySearch, target: ScriptedTarget) {
    this.#search = search;
    this.#target = target;
    this.#note();
  }

  /** On until the search is done, or so many seconds have passed. */
  run(mostSeconds = 1_000): void {
    for (let i = 0; i < mostSeconds && this.#search.wanted().kind !== 'done'; i += 1) this.#step();
  }

  #note(): void {
    const wanted = this.#search.wanted();
    if (wanted.kind === 'level') this.orders.push(wanted.level);
  }

  #step(): void {
    const second = this.seconds.length;
    const wanted = this.#search.wanted();
    const { level, isProbe } =
      wanted.kind === 'done' ? { level: 0, isProbe: false } : { level: wanted.level, isProbe: wanted.probe };
    // One user sends a hundred requests a second here.
    const perSecond = isProbe ? 100 : level;
    const brought = this.#target(level, second);
    const slots = Array.from({ length: SLOTS }, (_, i) => this.#slot(second * SLOTS + i, perSecond, brought));
    const told: CapacitySecond = {
      second,
      appliedSinceMs: this.#sinceMs,
      ok: slots.reduce((sum, { ok }) => sum + ok, 0),
      failed: slots.reduce((sum, { starts, ok }) => sum + starts - ok, 0),
      inFlight: brought.inFlight ?? 0,
      trusted: brought.trusted ?? true,
      cap: brought.cap ?? null,
      slots,
    };
    this.seconds.push(told);
    if (!this.#search.see(told)) return;
    this.#sinceMs = (second + 1) * 1_000;
    this.#note();
  }

  /** What is owed of a share is carried on, so that every second has its part. */
  #slot(
    slot: number,
    perSecond: number,
    { late = 0, failed = 0, code = 'http.5xx', latencyMs = 5 }: Brought,
  ): StartSlot {
    const starts = Math.round(((slot + 1) * perSecond) / SLOTS) - Math.round((slot * perSecond) / SLOTS);
    this.#owed.failed += failed * starts;
    const failures = Math.floor(this.#owed.failed + 1e-9);
    this.#owed.failed -= failures;
    this.#owed.late += late * (starts - failures);
    const beyond = Math.floor(this.#owed.late + 1e-9);
    this.#owed.late -= beyond;
    const ok = starts - failures;
    const latencies = [
      ...(ok > beyond ? [startBucket(1_000 * latencyMs), ok - beyond] : []),
      ...(beyond > 0 ? [startBucket(LATE_US), beyond] : []),
    ];
    return {
      slot,
      starts,
      ok,
      failures: failures > 0 ? { [code]: failures } : {},
      open: 0,
      beyond: [beyond],
      latencies,
    };
  }
}
