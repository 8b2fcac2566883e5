import { RECOVERED_HOLD_MS } from '../../../../../contract/capacity-search.ts';
import type { Micros, Millis } from '../../../../../contract/units.ts';
import { binomialCdf, upperShare } from '../../grades/binomial-bounds.ts';

/** What became of the requests of a stretch of time. */
export interface RecoveryWindow {
  readonly startMs: Millis;
  readonly starts: number;
  /** Of them, at the target or the network. */
  readonly failed: number;
  /** Null: too many were not answered in time, or nothing was there to be answered. */
  readonly p95Us: Micros | null;
}

/** The moment of recovery, after the begin of the first window looked at. */
export interface Recovered {
  readonly afterMs: Millis;
  readonly plusMinusMs: Millis;
  /** Where the first good window begins, since the start of the run. */
  readonly fromMs: Millis;
}

/** Above the median of the reference, the larger of the two: a share of it, and spreads of it as standard deviations. */
const ABOVE_MEDIAN = 1.25;
const ABOVE_SPREADS = 5;
/** Median absolute deviation of a normal distribution, as its standard deviation. */
const DEVIATIONS_PER_MAD = 1.4826;
/** So many failures, or more, are not the reference's where they would come by chance less often than this. */
const CHANCE = 0.01;

/**
 * When a target was as before again: the first good window from which on five seconds hold no more bad ones than the worst
 * five seconds of the reference did. A window is good where its p95 is within `bandOf` the reference, and its failures are no
 * more than the reference's error rate, at its upper 95% bound, leaves likely. The moment lies within the window before:
 * half a window before the first good one, give or take half a window.
 * @param reference windows before the disturbance, in order, as long as those of `after`
 * @param after windows from the end of the disturbance on, in order, without gaps
 * @returns null: not within these windows, or there is nothing to compare with
 */
export function recoveredAt(
  reference: readonly RecoveryWindow[],
  after: readonly RecoveryWindow[],
  windowMs: Millis,
): Recovered | null {
  const band = bandOf(reference);
  if (band === null) return null;
  const isFailing = failingAgainst(reference);
  const isBad = (window: RecoveryWindow) => window.p95Us === null || window.p95Us > band || isFailing(window);
  const many = Math.ceil(RECOVERED_HOLD_MS / windowMs);
  const before = reference.map(isBad);
  const mostBad = Math.max(0, ...before.map((_, from) => badIn(before, from, many)));
  const bad = after.map(isBad);
  const at = bad.findIndex(
    (isOne, from) => !isOne && from + many <= bad.length && badIn(bad, from, many) <= mostBad,
  );
  const found = after[at];
  if (found === undefined) return null;
  const { startMs: fromMs } = found;
  return at === 0
    ? { afterMs: 0, plusMinusMs: 0, fromMs }
    : { afterMs: (at - 0.5) * windowMs, plusMinusMs: windowMs / 2, fromMs };
}

/**
 * The highest p95 that is still as in a reference: max(1.25 · median, median + 5 · 1.4826 · MAD) of its windows.
 * @returns null: none of them has a p95
 */
export function bandOf(reference: readonly RecoveryWindow[]): Micros | null {
  const p95s = reference.flatMap(({ p95Us }) => (p95Us === null ? [] : [p95Us]));
  const middle = median(p95s);
  if (middle === null) return null;
  const spread = median(p95s.map((p95) => Math.abs(p95 - middle))) ?? 0;
  return Math.max(ABOVE_MEDIAN * middle, middle + ABOVE_SPREADS * DEVIATIONS_PER_MAD * spread);
}

/** Tells windows with more failures than the error rate of the reference explains. */
function failingAgainst(reference: readonly RecoveryWindow[]): (window: RecoveryWindow) => boolean {
  const starts = reference.reduce((sum, window) => sum + window.starts, 0);
  const failed = reference.reduce((sum, window) => sum + window.failed, 0);
  const share = upperShare(failed, starts);
  return (window) => window.failed > 0 && 1 - binomialCdf(window.failed - 1, window.starts, share) < CHANCE;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** How many are bad of so many from one on. */
function badIn(bad: readonly boolean[], from: number, many: number): number {
  return bad.slice(from, from + many).filter((isOne) => isOne).length;
}
