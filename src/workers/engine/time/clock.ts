import type { Micros } from '../../../contract/units.ts';

export interface TimerHandle {
  readonly __timer?: never;
}

/**
 * The engine's only source of time, so that a five-minute plan runs in milliseconds on a virtual clock. Times are
 * integer microseconds of one monotonic clock (CLOCK_MONOTONIC), the same in every thread and process of a machine.
 */
export interface Clock {
  nowUs(): Micros;
  /** Runs `fn` once, at or shortly after `atUs`. */
  setTimer(atUs: Micros, fn: () => void): TimerHandle;
  clearTimer(handle: TimerHandle): void;
  /** Runs `fn` after pending I/O was served, before any timer of a later time. */
  setImmediate(fn: () => void): void;
}
