/**
 * Quantities that carry their unit in their type. A plain number is accepted where a unit is wanted, but one
 * unit is never accepted where another is: `Micros` passed for `Millis` does not compile.
 */
type Unit<Name extends string> = number & { readonly __unit?: Name };

/** Microseconds. Integers on the measuring path. */
export type Micros = Unit<'us'>;
/** Milliseconds. */
export type Millis = Unit<'ms'>;
/** Whole seconds since the start of a run: second 0 covers [0 s, 1 s). */
export type SecondIndex = Unit<'second'>;
/** Events per second. */
export type PerSecond = Unit<'1/s'>;
/** Octets. */
export type Bytes = Unit<'B'>;
/** Milliseconds since 1970-01-01T00:00:00Z: wall clock, for display and identity, never for durations. */
export type EpochMillis = Unit<'epoch-ms'>;

export const MICROS_PER_MILLI = 1_000;
export const MICROS_PER_SECOND = 1_000_000;

/** Microseconds as milliseconds, with the microsecond kept as the third decimal. */
export function microsToMillis(us: Micros): Millis;
export function microsToMillis(us: Micros | null): Millis | null;
export function microsToMillis(us: Micros | null): Millis | null {
  return us === null ? null : us / MICROS_PER_MILLI;
}

/** Milliseconds as integer microseconds, rounded to the nearest. */
export function millisToMicros(ms: Millis): Micros {
  return Math.round(ms * MICROS_PER_MILLI);
}
