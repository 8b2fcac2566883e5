import { GRADE_METRICS } from '../../../../contract/grade-metrics.ts';
import type { Grade, GradeRow, Threshold } from '../../../../contract/threshold.ts';

/**
 * The grade of a value. Exactly on a bound is the worse side (S-45), or the better one where the threshold is
 * `inclusive`. A threshold with `acceptable` alone is a single target: inside it is Good, outside it Poor.
 */
export function bandOf(threshold: Threshold, value: number): Grade {
  const { excellent, good, acceptable } = threshold;
  if (excellent !== undefined && inside(threshold, value, excellent)) return 'excellent';
  if (good !== undefined && inside(threshold, value, good)) return 'good';
  if (!inside(threshold, value, acceptable)) return 'poor';
  return excellent === undefined && good === undefined ? 'good' : 'acceptable';
}

/** The bound at which a grade turns into the next worse one; for Poor the bound it failed. */
function boundBelow(threshold: Threshold, grade: Grade): number {
  const { excellent, good, acceptable } = threshold;
  if (grade === 'excellent') return excellent ?? acceptable;
  if (grade === 'good') return good ?? acceptable;
  return acceptable;
}

/** How far a value is from the bound where its grade gets worse; negative for Poor: how far beyond the last bound. */
export function marginOf(threshold: Threshold, value: number, grade: Grade): number {
  const bound = boundBelow(threshold, grade);
  const distance = GRADE_METRICS[threshold.metric].better === 'lower' ? bound - value : value - bound;
  // 25 − 24.815 is 0.18499999999999872 in binary fractions; nobody measures to a billionth.
  return Number(distance.toFixed(9));
}

/** How far beyond its next bound a row is, as a share of its last one; negative: how little is left to it. */
export function excess({ margin, bounds }: GradeRow): number {
  return -(margin ?? 0) / (bounds.acceptable || 1);
}

/** True where the value is one of the threshold's bounds. */
export function isOnBound(threshold: Threshold, value: number): boolean {
  return value === threshold.excellent || value === threshold.good || value === threshold.acceptable;
}

function inside({ metric, inclusive }: Threshold, value: number, bound: number): boolean {
  if (value === bound) return inclusive === true;
  return GRADE_METRICS[metric].better === 'lower' ? value < bound : value > bound;
}
