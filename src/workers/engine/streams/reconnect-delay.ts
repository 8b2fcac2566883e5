import type { Micros, Millis } from '../../../contract/units.ts';

/** Back-off never waits longer than this. */
const LONGEST_BACK_OFF_MS: Millis = 30_000;
/** Endings in a row after which `after-close` backs off too: no plan is meant to hammer a service that is down. */
export const HASTY_RECONNECTS = 10;
const SHORTEST_BACK_OFF_MS: Millis = 100;
/** A connection that held this long has recovered: its next failure starts the back-off anew. */
export const RECOVERED_AFTER_US: Micros = 10_000_000;

type ReconnectPolicy = 'off' | 'after-close' | 'back-off';

interface Ending {
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
 * | policy      | never opened          | was open                                                           |
 * |-------------|-----------------------|--------------------------------------------------------------------|
 * | off         | stays away            | stays away                                                         |
 * | after-close | stays away            | the delay; from the 11th ending in a row on, back-off              |
 * | back-off    | as one that was open  | the delay, doubled per further ending in a row, at most 30 s, less up to half of it at random |
 */
export function reconnectDelayUs(policy: ReconnectPolicy, delayMs: Millis, ending: Ending): Micros | null {
  const { opened, failuresInRow } = ending;
  if (policy === 'off') return null;
  if (policy === 'back-off') return backOffUs(delayMs, failuresInRow, ending.random);
  if (!opened) return null;
  if (failuresInRow <= HASTY_RECONNECTS) return Math.round(delayMs * 1_000);
  return backOffUs(Math.max(delayMs, SHORTEST_BACK_OFF_MS), failuresInRow - HASTY_RECONNECTS, ending.random);
}

function backOffUs(delayMs: Millis, failuresInRow: number, random: number): Micros {
  const doubled = delayMs * 2 ** Math.min(30, Math.max(0, failuresInRow - 1));
  const longest = Math.max(delayMs, LONGEST_BACK_OFF_MS);
  return Math.round(Math.min(longest, doubled) * (1 - random / 2) * 1_000);
}
