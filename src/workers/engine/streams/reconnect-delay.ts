import type { Micros, Millis } from '../../../contract/units.ts';

/** Back-off never waits longer than this. */
export const LONGEST_BACK_OFF_MS: Millis = 30_000;
/** A connection that held this long has recovered: its next failure starts the back-off anew. */
export const RECOVERED_AFTER_US: Micros = 10_000_000;

export type ReconnectPolicy = 'off' | 'after-close' | 'back-off';

export interface Ending {
  /** Whether the connection had been open. */
  readonly opened: boolean;
  /** Endings in a row, this one included, none of which held for `RECOVERED_AFTER_US`. */
  readonly failuresInRow: number;
  /** Uniform in [0, 1): the spread that keeps connections from coming back all at once. */
  readonly random: number;
}

/**
 * How long a connection waits before it is opened again; null: it stays away.
 *
 * | policy      | never opened    | was open                                                            |
 * |-------------|-----------------|---------------------------------------------------------------------|
 * | off         | stays away      | stays away                                                          |
 * | after-close | stays away      | after the delay                                                     |
 * | back-off    | after the delay doubled per ending in a row, at most 30 s, less up to half at random  ||
 */
export function reconnectDelayUs(policy: ReconnectPolicy, delayMs: Millis, ending: Ending): Micros | null {
  if (policy === 'off') return null;
  if (policy === 'after-close') return ending.opened ? Math.round(delayMs * 1_000) : null;
  const doubled = delayMs * 2 ** Math.min(30, Math.max(0, ending.failuresInRow - 1));
  const longest = Math.max(delayMs, LONGEST_BACK_OFF_MS);
  return Math.round(Math.min(longest, doubled) * (1 - ending.random / 2) * 1_000);
}
