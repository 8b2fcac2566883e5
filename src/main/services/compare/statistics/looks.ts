import { OPEN_LOOKS } from '../../../../contract/run-series.ts';
import type { SeriesRule } from '../../../../contract/series-verdict.ts';

/** Chance of a false verdict at the one look that was declared, and at each of the open ones. */
const ALPHA = { declared: 0.05, open: 0.01 } as const;

export function alphaOf(rule: SeriesRule): number {
  return ALPHA[rule.kind];
}

/** Runs per side that are judged now, the look that was reached last; null: none was yet. */
export function reachedLook(rule: SeriesRule, runsPerSide: number): number | null {
  if (rule.kind === 'declared') return runsPerSide >= rule.runs ? rule.runs : null;
  return OPEN_LOOKS.findLast((look) => look <= runsPerSide) ?? null;
}

/** Runs per side of the next look; null: there is none. */
export function nextLook(rule: SeriesRule, runsPerSide: number): number | null {
  if (rule.kind === 'declared') return runsPerSide < rule.runs ? rule.runs : null;
  return OPEN_LOOKS.find((look) => look > runsPerSide) ?? null;
}

/**
 * How many runs per side are still to be made for a change to show: up to the first look at or beyond N, or to the last one
 * where N lies beyond it. Of a declared series: up to its one look.
 * @param needed N, runs per side
 * @returns null where no look is left
 */
export function moreRuns(rule: SeriesRule, runsPerSide: number, needed: number): number | null {
  const next = nextLook(rule, runsPerSide);
  if (next === null) return null;
  if (rule.kind === 'declared') return next - runsPerSide;
  const wanted = Math.max(next, Math.ceil(needed));
  const look = OPEN_LOOKS.find((one) => one >= wanted) ?? OPEN_LOOKS[OPEN_LOOKS.length - 1] ?? next;
  return look - runsPerSide;
}
