import type { Side } from '../../../../contract/series-verdict.ts';
import { tQuantile, twoSidedP } from './t-distribution.ts';
import { fitTrend, type RunPoint, type TrendFit } from './trend-fit.ts';

/** Least runs on each side for an interval. */
export const MIN_RUNS_PER_SIDE = 3;

/** A difference of logarithms and how well it is known. */
export interface Estimate {
  /** Logarithm of B over A. */
  readonly d: number;
  /** Standard error of d. */
  readonly standardError: number;
  readonly df: number;
}

interface SeriesDifference extends Estimate {
  /** Standard deviation between runs, in logarithms. */
  readonly spread: number;
  /** Whether the order of the runs makes d uncertain (AAABBB): over twice the variance of an alternated order. */
  readonly isPoorlyAlternated: boolean;
}

/** Least standard deviations between runs that are believed: runs that are identical prove nothing (p = 0 never). */
export const MIN_SPREAD = { other: 0.005, throughput: 0.002 } as const;

/** Up to here the sides share one variance: two of each alone have too few degrees of freedom. */
const MAX_POOLED = 4;

/**
 * The difference between two sides of a series. With at most four runs on one side and as many or one more on the other
 * the residuals are pooled (df = n − 3); else each side has its own variance, with degrees of freedom by Satterthwaite.
 * @param points three or more of each side, at different places
 */
export function seriesDifference(points: readonly RunPoint[], minSpread: number): SeriesDifference {
  const fit = fitTrend(points);
  const [a, b] = [countOf(points, 'A'), countOf(points, 'B')];
  const isPooled = Math.min(a, b) <= MAX_POOLED && Math.abs(a - b) <= 1;
  const error = isPooled ? pooledError(fit, minSpread) : separateError(points, fit, minSpread);
  return {
    d: fit.d,
    ...error,
    spread: error.standardError / Math.sqrt(fit.varianceFactor),
    isPoorlyAlternated: fit.varianceFactor > 2 * (1 / a + 1 / b),
  };
}

export function countOf(points: readonly { readonly side: Side }[], side: Side): number {
  return points.reduce((count, point) => count + (point.side === side ? 1 : 0), 0);
}

function pooledError({ residuals, varianceFactor }: TrendFit, minSpread: number): Omit<Estimate, 'd'> {
  const df = residuals.length - 3;
  const variance = residuals.reduce((sum, residual) => sum + residual ** 2, 0) / df;
  return { standardError: Math.sqrt(Math.max(minSpread ** 2, variance) * varianceFactor), df };
}

/**
 * Per side: its residual variance over Σ(1 − h) degrees of freedom, times the squared weights of its runs in d.
 * Satterthwaite, Biometrics Bulletin 2 (1946) 110.
 */
function separateError(
  points: readonly RunPoint[],
  { residuals, leverages, weights }: TrendFit,
  minSpread: number,
): Omit<Estimate, 'd'> {
  const share = (side: Side) => {
    let [squares, df, factor] = [0, 0, 0];
    for (const [index, point] of points.entries()) {
      if (point.side !== side) continue;
      squares += (residuals[index] ?? 0) ** 2;
      df += 1 - (leverages[index] ?? 0);
      factor += (weights[index] ?? 0) ** 2;
    }
    return { variance: Math.max(minSpread ** 2, squares / df) * factor, df };
  };
  const [a, b] = [share('A'), share('B')];
  const variance = a.variance + b.variance;
  return {
    standardError: Math.sqrt(variance),
    df: variance ** 2 / (a.variance ** 2 / a.df + b.variance ** 2 / b.df),
  };
}

/** Two-sided p of the estimate. */
export function pOf({ d, standardError, df }: Estimate): number {
  return twoSidedP(d / standardError, df);
}

/** Shares by which B differs from A (0.1: a tenth more), at confidence 1 − alpha. */
export function intervalOf(
  { d, standardError, df }: Estimate,
  alpha: number,
): { readonly low: number; readonly high: number } {
  const reach = tQuantile(1 - alpha / 2, df) * standardError;
  return { low: Math.expm1(d - reach), high: Math.expm1(d + reach) };
}
