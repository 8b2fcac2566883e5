import { START_SLOT_MS, type StartSlot, startBucket } from '../../../src/contract/start-counts.ts';
import type { CapacitySecond } from '../../../src/main/services/analysis/capacity/capacity-second.ts';
import { BinaryHeap } from '../binary-heap.ts';
import type { Random } from '../seeded-random.ts';
import type { Attempt, SimulatedTarget } from './simulated-target.ts';

/** Load as it is applied: arrivals per second, or closed users that do not think. */
export interface AppliedLevel {
  readonly level: number;
  readonly isClosed: boolean;
}

/** Who orders load and is told what it brings: a search, a ladder, a recovery. */
export interface LoadOrders {
  /** Null: it is over. */
  wanted(): AppliedLevel | null;
  see(second: CapacitySecond): void;
}

export interface LoadOptions {
  readonly random: Random;
  readonly limitsUs: readonly number[];
  readonly arrivals?: 'poisson' | 'constant';
  /** From an order to its effect. */
  readonly lagMs?: number;
  /** A slot is known so long after its end. */
  readonly knownAfterMs?: number;
  /** The generator does no more per second, and is disturbed where more is ordered. */
  readonly mostPerSecond?: number;
}

const TIMEOUT_MS = 10_000;
const TIMEOUT = 'timeout.total';
/** New users do not all begin at once. */
const SPREAD_MS = 50;

/** Applies what is ordered to a target in virtual time, and counts it by intended start as the engine does. */
export class SimulatedLoad {
  readonly #target: SimulatedTarget;
  readonly #options: Required<LoadOptions>;
  #applied: AppliedLevel = { level: 0, isClosed: false };
  #sinceMs = 0;
  #next: { readonly level: AppliedLevel; readonly atMs: number } | null = null;
  /** When each closed user is ready for its next request. */
  readonly #ready = new BinaryHeap<number>((a, b) => a < b);
  #users = 0;
  #slots: Attempt[][] = [];
  #firstSlot = 0;
  #open: Attempt[] = [];
  /** When those were to start that the target let fail, in order: the log that a search is held against. */
  readonly failedAtMs: number[] = [];

  constructor(target: SimulatedTarget, options: LoadOptions) {
    const longestMs = Math.max(0, ...options.limitsUs) / 1_000;
    this.#target = target;
    this.#options = {
      arrivals: 'poisson',
      lagMs: 500,
      knownAfterMs: options.limitsUs.length === 0 ? 1_000 : Math.max(START_SLOT_MS, longestMs),
      mostPerSecond: Number.POSITIVE_INFINITY,
      ...options,
    };
  }

  get knownAfterMs(): number {
    return this.#options.knownAfterMs;
  }

  /** Second by second until the orders end. @returns how many seconds passed */
  follow(orders: LoadOrders, mostSeconds: number): number {
    let wanted = orders.wanted();
    if (wanted !== null) this.#apply(wanted, 0);
    for (let second = 0; second < mostSeconds; second += 1) {
      if (wanted === null) return second;
      orders.see(this.second(second));
      const now = orders.wanted();
      if (now !== null && !isSame(now, wanted))
        this.#next = { level: now, atMs: (second + 1) * 1_000 + this.#options.lagMs };
      wanted = now;
    }
    return mostSeconds;
  }

  /** Holds a level from now on, without orders. */
  hold(level: AppliedLevel): void {
    this.#apply(level, this.#sinceMs);
  }

  /** The next second of the run. */
  second(second: number): CapacitySecond {
    const [fromMs, toMs] = [second * 1_000, (second + 1) * 1_000];
    const next = this.#next;
    if (next !== null && next.atMs < toMs) {
      this.#load(fromMs, next.atMs);
      this.#apply(next.level, next.atMs);
      this.#next = null;
      this.#load(next.atMs, toMs);
    } else this.#load(fromMs, toMs);
    const slots = this.#known(toMs);
    const ended = this.#open.filter((attempt) => ends(attempt) <= toMs);
    this.#open = this.#open.filter((attempt) => ends(attempt) > toMs);
    const ok = ended.filter((attempt) => codeOf(attempt) === '').length;
    return {
      second,
      appliedSinceMs: this.#next === null ? this.#sinceMs : null,
      ok,
      failed: ended.length - ok,
      inFlight: this.#open.length,
      trusted: this.#applied.isClosed || this.#applied.level <= this.#options.mostPerSecond,
      slots,
    };
  }

  #apply(level: AppliedLevel, atMs: number): void {
    this.#applied = level;
    this.#sinceMs = atMs;
    const users = level.isClosed ? level.level : 0;
    while (this.#users < users) {
      this.#ready.insert(atMs + this.#options.random() * SPREAD_MS);
      this.#users += 1;
    }
  }

  #load(fromMs: number, toMs: number): void {
    this.#closed(toMs);
    if (!this.#applied.isClosed) this.#openArrivals(fromMs, toMs);
  }

  /** Users that are too many end when they are ready. */
  #closed(toMs: number): void {
    const wanted = this.#applied.isClosed ? this.#applied.level : 0;
    for (let next = this.#ready.head; next !== undefined && next < toMs; next = this.#ready.head) {
      this.#ready.take();
      if (this.#users > wanted) this.#users -= 1;
      else this.#ready.insert(ends(this.#start(next)));
    }
  }

  #openArrivals(fromMs: number, toMs: number): void {
    const { random, arrivals, mostPerSecond } = this.#options;
    const rate = Math.min(mostPerSecond, this.#applied.level);
    if (rate <= 0) return;
    const gapMs = 1_000 / rate;
    const next = (at: number) => at + (arrivals === 'poisson' ? -Math.log(1 - random()) * gapMs : gapMs);
    // Constant arrivals go on across seconds: the first is where the last level began, by whole gaps.
    const first =
      arrivals === 'poisson'
        ? next(fromMs)
        : this.#sinceMs + Math.ceil((fromMs - this.#sinceMs) / gapMs - 1e-9) * gapMs;
    for (let at = first; at < toMs; at = next(at)) this.#start(at);
  }

  #start(atMs: number): Attempt {
    const attempt = this.#target.take(atMs);
    const slot = Math.floor(atMs / START_SLOT_MS) - this.#firstSlot;
    while (this.#slots.length <= slot) this.#slots.push([]);
    this.#slots[slot]?.push(attempt);
    this.#open.push(attempt);
    return attempt;
  }

  #known(nowMs: number): StartSlot[] {
    const { knownAfterMs, limitsUs } = this.#options;
    const until = Math.floor((nowMs - knownAfterMs) / START_SLOT_MS);
    const known: StartSlot[] = [];
    for (; this.#firstSlot < until; this.#firstSlot += 1) {
      for (const { startMs, code } of this.#slots[0] ?? []) if (code !== '') this.failedAtMs.push(startMs);
      const knownMs = (this.#firstSlot + 1) * START_SLOT_MS + knownAfterMs;
      known.push(counted(this.#firstSlot, this.#slots.shift() ?? [], { knownMs, limitsUs }));
    }
    return known;
  }
}

function isSame(a: AppliedLevel, b: AppliedLevel): boolean {
  return a.level === b.level && a.isClosed === b.isClosed;
}

function ends({ startMs, endMs }: Attempt): number {
  return Math.min(endMs, startMs + TIMEOUT_MS);
}

function codeOf({ startMs, endMs, code }: Attempt): string {
  return endMs > startMs + TIMEOUT_MS ? TIMEOUT : code;
}

function counted(
  slot: number,
  attempts: readonly Attempt[],
  { knownMs, limitsUs }: { readonly knownMs: number; readonly limitsUs: readonly number[] },
): StartSlot {
  const failures: Record<string, number> = {};
  const beyond = limitsUs.map(() => 0);
  const buckets = new Map<number, number>();
  let [ok, open] = [0, 0];
  const late = (isLate: (limitUs: number) => boolean) => {
    limitsUs.forEach((limitUs, k) => {
      if (isLate(limitUs)) beyond[k] = (beyond[k] ?? 0) + 1;
    });
  };
  for (const attempt of attempts) {
    const code = codeOf(attempt);
    if (ends(attempt) >= knownMs) {
      open += 1;
      late(() => true);
    } else if (code === '') {
      ok += 1;
      const us = 1_000 * (attempt.endMs - attempt.startMs);
      const bucket = startBucket(us);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
      late((limitUs) => us > limitUs);
    } else {
      failures[code] = (failures[code] ?? 0) + 1;
      if (code === TIMEOUT) late(() => true);
    }
  }
  const latencies = [...buckets].sort(([a], [b]) => a - b).flat();
  return { slot, starts: attempts.length, ok, failures, open, beyond, latencies };
}
