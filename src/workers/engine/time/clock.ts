import type { Micros } from '../../../contract/units.ts';

export interface TimerHandle {
  readonly __timer?: never;
}

/** A load thread's loop turns so often. */
export const TURN_US: Micros = 1_000;

/**
 * The engine's only source of time, so that a five-minute plan runs in milliseconds on a virtual clock. Times are
 * integer microseconds of one monotonic clock (CLOCK_MONOTONIC), the same in every thread and process of a machine.
 */
export interface Clock {
  nowUs(): Micros;
  /** Microseconds since 1970 by the machine's wall clock, which may be set: for stamps, never for a length of time. */
  wallUs(): Micros;
  /** Runs `fn` once, at or shortly after `atUs`. */
  setTimer(atUs: Micros, fn: () => void): TimerHandle;
  clearTimer(handle: TimerHandle): void;
  /** Runs `fn` after pending I/O was served, before any timer of a later time. */
  setImmediate(fn: () => void): void;
}
