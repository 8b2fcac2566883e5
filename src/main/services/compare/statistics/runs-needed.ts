import type { Estimate } from './series-difference.ts';
import { chiSquaredQuantile, tQuantile } from './t-distribution.ts';

/** Share of changes of the asked size that are found. */
const POWER = 0.8;
/** The spread that N is planned by is exceeded by the true one in a third of all series. */
const SPREAD_CHANCE = 1 / 3;
/** From so many degrees of freedom on, N is one number and no range. */
const SURE_DF = 10;
const RANGE_CHANCES = { low: 0.9, high: 0.1 } as const;
/** More runs than anybody makes; the least spread needs 3, a spread of 1 some 1,700. */
const MAX_RUNS = 1_000_000;

/** Runs per side. */
interface RunsNeeded {
  readonly runs: number;
  /** Where the spread is known by few runs: N by the spread at 10% and at 90% of what it may be. */
  readonly range: { readonly low: number; readonly high: number } | null;
}

interface Known {
  /** Standard deviation between runs, in logarithms, and its degrees of freedom. */
  readonly spread: number;
  readonly df: number;
}

/** Runs per side that find a change of `target` (0.1: a tenth) in 80% of series; rests on the spread, never on the difference seen. */
export function runsNeeded(known: Known, target: number, alpha: number): RunsNeeded {
  const at = (chance: number) => runsForSpread(spreadAt(known, chance), target, alpha);
  return {
    runs: at(SPREAD_CHANCE),
    range: known.df < SURE_DF ? { low: at(RANGE_CHANCES.low), high: at(RANGE_CHANCES.high) } : null,
  };
}

/** Least change, as a share, that `runs` per side would find in 80% of series of this spread. */
export function visibleWith(known: Known, runs: number, alpha: number): number {
  return Math.expm1(leastFound(spreadAt(known, SPREAD_CHANCE), runs, alpha));
}

/** Least change, as a share, that the runs at hand find in 80% of series. */
export function visibleChange({ standardError, df }: Omit<Estimate, 'd'>, alpha: number): number {
  return Math.expm1((tQuantile(1 - alpha / 2, df) + tQuantile(POWER, df)) * standardError);
}

/** The least N ≥ 3 with (t(1 − α/2, 2N − 3) + t(0.8, 2N − 3))·spread·√(2/N) ≤ ln(1 + target). */
export function runsForSpread(spread: number, target: number, alpha: number): number {
  const goal = Math.log1p(target);
  const isEnough = (runs: number) => leastFound(spread, runs, alpha) <= goal;
  let high = 3;
  if (isEnough(high)) return high;
  while (!isEnough(high) && high < MAX_RUNS) high *= 2;
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function spreadAt({ spread, df }: Known, chance: number): number {
  return spread * Math.sqrt(df / chiSquaredQuantile(chance, df));
}

function leastFound(spread: number, runs: number, alpha: number): number {
  const df = 2 * runs - 3;
  return (tQuantile(1 - alpha / 2, df) + tQuantile(POWER, df)) * spread * Math.sqrt(2 / runs);
}
