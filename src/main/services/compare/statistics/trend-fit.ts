import type { Side } from '../../../../contract/series-verdict.ts';

/** One run's figure, as the rule has it. */
export interface RunPoint {
  readonly id: string;
  readonly side: Side;
  /** Place of the run in its series, from −1 (first) to 1 (last). */
  readonly at: number;
  /** Natural logarithm of the figure. */
  readonly y: number;
}

/** Least squares of y = μ + d·[B] + γ·at. */
export interface TrendFit {
  readonly d: number;
  /** Variance of d where the residual variance is 1: C_dd of (XᵀX)⁻¹. */
  readonly varianceFactor: number;
  /** Of each point: residual, leverage, and the weight of its y in d. */
  readonly residuals: readonly number[];
  readonly leverages: readonly number[];
  readonly weights: readonly number[];
}

/**
 * The difference between two sides beside a straight drift over the series. Needs a point on each side and three different
 * places. Columns are centred, so that only two by two remain to be inverted.
 */
export function fitTrend(points: readonly RunPoint[]): TrendFit {
  const n = points.length;
  const ofB = centred(points.map(({ side }) => (side === 'B' ? 1 : 0)));
  const at = centred(points.map((point) => point.at));
  const y = centred(points.map((point) => point.y));
  const [bb, bt, tt] = [products(ofB, ofB), products(ofB, at), products(at, at)];
  const determinant = bb * tt - bt * bt;
  const weights = ofB.map((b, index) => (tt * b - bt * (at[index] ?? 0)) / determinant);
  const slopes = at.map((t, index) => (bb * t - bt * (ofB[index] ?? 0)) / determinant);
  const d = products(weights, y);
  const drift = products(slopes, y);
  return {
    d,
    varianceFactor: tt / determinant,
    residuals: y.map((value, index) => value - d * (ofB[index] ?? 0) - drift * (at[index] ?? 0)),
    leverages: weights.map(
      (weight, index) => 1 / n + (ofB[index] ?? 0) * weight + (at[index] ?? 0) * (slopes[index] ?? 0),
    ),
    weights,
  };
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function products(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
