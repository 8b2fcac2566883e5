import type { Micros } from '../../../contract/units.ts';
import type { Clock, TimerHandle } from './clock.ts';

/**
 * The clock of the machine: CLOCK_MONOTONIC in integer microseconds, equal in all threads and processes.
 *
 * `performance.now()` is cheap (40 ns) but counts from the start of its own thread; `process.hrtime` is shared but
 * allocates. Both read the same hardware clock, so their difference, taken once, turns the cheap one into the shared one.
 */
export function createSystemClock(): Clock {
  const offsetUs = measureOffsetUs();
  const nowUs = (): Micros => Math.floor(performance.now() * 1_000 + offsetUs);
  return {
    nowUs,
    wallUs: createWallClock(),
    setTimer: (atUs, fn) => new SystemTimer(nowUs, atUs, fn),
    clearTimer(handle: TimerHandle): void {
      if (handle instanceof SystemTimer) handle.cancel();
    },
    setImmediate(fn: () => void): void {
      setImmediate(fn);
    },
  };
}

/** Beyond this the wall clock was set, or the machine slept: it is followed. */
const WALL_STEP_MS = 2;

/** The wall clock in finer steps than its own milliseconds, by the monotonic one since it was last looked at. */
function createWallClock(): () => Micros {
  let originMs = performance.timeOrigin;
  return () => {
    const wallMs = Date.now();
    const fineMs = originMs + performance.now();
    if (Math.abs(fineMs - wallMs) <= WALL_STEP_MS) return fineMs * 1_000;
    originMs += wallMs - fineMs;
    return wallMs * 1_000;
  };
}

/** Node fires a timeout up to a millisecond early (its loop keeps time in whole milliseconds): then it waits again. */
class SystemTimer implements TimerHandle {
  readonly __timer?: never;
  readonly #nowUs: () => Micros;
  readonly #atUs: Micros;
  readonly #fn: () => void;
  #timeout: NodeJS.Timeout;

  constructor(nowUs: () => Micros, atUs: Micros, fn: () => void) {
    this.#nowUs = nowUs;
    this.#atUs = atUs;
    this.#fn = fn;
    this.#timeout = setTimeout(this.#fire, waitMs(atUs - nowUs()));
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  readonly #fire = (): void => {
    const earlyUs = this.#atUs - this.#nowUs();
    if (earlyUs > 0) this.#timeout = setTimeout(this.#fire, waitMs(earlyUs));
    else this.#fn();
  };
}

/** Longest wait Node takes; a farther timer waits in several steps. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

function waitMs(us: Micros): number {
  return Math.min(LONGEST_WAIT_MS, Math.max(1, Math.ceil(us / 1_000)));
}

/** The pair of reads that lay closest together gives the difference to well under a microsecond. */
function measureOffsetUs(): number {
  let bestGapNs = Number.POSITIVE_INFINITY;
  let offsetUs = 0;
  for (let attempt = 0; attempt < 32; attempt += 1) {
    const before = process.hrtime.bigint();
    const now = performance.now();
    const after = process.hrtime.bigint();
    const gapNs = Number(after - before);
    if (gapNs >= bestGapNs) continue;
    bestGapNs = gapNs;
    offsetUs = Number(before) / 1_000 + gapNs / 2_000 - now * 1_000;
  }
  return offsetUs;
}
