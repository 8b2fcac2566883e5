/** The normal deviate that 99% of a two-sided interval lie within. */
const Z_99 = 2.576;

interface Trend {
  /** Standard normal where nothing grows; above 2.58 by chance in one of two hundred. */
  readonly z: number;
  /** Kendall's τ-b against time: 1 where every later value is higher. */
  readonly tau: number;
  /** Standard deviation of the sum of signs; 0: all values are equal. */
  readonly deviation: number;
}

/**
 * Whether values grow with time, by the signs of all pairs. Sources: Mann, "Nonparametric tests against trend" (1945), with the
 * variance of Kendall, "Rank Correlation Methods" (1975), for ties, and the correction for continuity; τ-b of the same book,
 * where times have no ties. All pairs are looked at: for some dozens of values.
 */
export function mannKendall(values: readonly number[]): Trend {
  const n = values.length;
  let signs = 0;
  for (const [at, value] of values.entries())
    for (let later = at + 1; later < n; later += 1) signs += Math.sign((values[later] ?? 0) - value);
  const ties = tiesOf(values);
  const pairs = (n * (n - 1)) / 2;
  const tied = ties.reduce((sum, t) => sum + (t * (t - 1)) / 2, 0);
  const variance =
    (n * (n - 1) * (2 * n + 5) - ties.reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0)) / 18;
  const deviation = Math.sqrt(Math.max(0, variance));
  return {
    z: deviation === 0 ? 0 : (signs - Math.sign(signs)) / deviation,
    tau: pairs - tied <= 0 ? 0 : signs / Math.sqrt(pairs * (pairs - tied)),
    deviation,
  };
}

/** How often each value occurs. */
function tiesOf(values: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()];
}

export interface Point {
  readonly at: number;
  readonly value: number;
}

interface Slope {
  /** Median of the slopes of all pairs, of value per unit of `at`. */
  readonly slope: number;
  /** Its 99% interval; infinite where there are too few points for one. */
  readonly low: number;
  readonly high: number;
}

/**
 * The slope of a line through points, which a few outliers do not turn. Sources: Theil (1950) and Sen, "Estimates of the
 * regression coefficient based on Kendall's tau" (1968); its interval as in Gilbert, "Statistical Methods for Environmental
 * Pollution Monitoring" (1987), 16.4.2: the slopes at ranks (N ∓ z·σ)/2 of N, with σ that of Mann and Kendall.
 * @returns null of fewer than two points
 */
export function theilSen(points: readonly Point[]): Slope | null {
  const slopes: number[] = [];
  for (const [nth, one] of points.entries())
    for (const other of points.slice(nth + 1))
      if (other.at !== one.at) slopes.push((other.value - one.value) / (other.at - one.at));
  if (slopes.length === 0) return null;
  slopes.sort((a, b) => a - b);
  const { deviation } = mannKendall(points.map(({ value }) => value));
  const aside = Z_99 * deviation;
  // Ranks count from 1: the lower one is (N − zσ)/2, the upper one (N + zσ)/2 + 1.
  const below = Math.round((slopes.length - aside) / 2) - 1;
  const above = Math.round((slopes.length + aside) / 2);
  return {
    slope: medianOf(slopes),
    low: slopes[below] ?? Number.NEGATIVE_INFINITY,
    high: slopes[above] ?? Number.POSITIVE_INFINITY,
  };
}

/** @param sorted ascending, at least one */
export function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
