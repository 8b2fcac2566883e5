import { countOf, MIN_RUNS_PER_SIDE } from './series-difference.ts';
import { twoSidedP } from './t-distribution.ts';
import { fitTrend, type RunPoint } from './trend-fit.ts';

/** Below five runs a side nobody can say which of them is the odd one. */
const MIN_RUNS_FOR_ODD = 5;
/** Chance, over all runs of a series, that one as far out is set aside though it belongs. */
const MAX_CHANCE = 0.005;
const MAX_SHARE = 1 / 5;

interface SetAside {
  readonly kept: readonly RunPoint[];
  /** The furthest first. */
  readonly odd: readonly OddPoint[];
}

export interface OddPoint extends RunPoint {
  /** Whether its figure is above what the other runs lead to expect. */
  readonly isHigh: boolean;
}

/**
 * Runs that do not belong to their series: the one with the largest externally studentised residual is set aside where
 * n·p < 0.005 (Bonferroni), the rest fitted again, and so on; at most a fifth of all, and three stay on each side.
 * @param minSpread least standard deviation of the others that is believed
 */
export function setAsideOdd(points: readonly RunPoint[], minSpread: number): SetAside {
  let kept = points;
  const odd: OddPoint[] = [];
  if (Math.min(countOf(points, 'A'), countOf(points, 'B')) < MIN_RUNS_FOR_ODD) return { kept, odd };
  const most = Math.floor(points.length * MAX_SHARE);
  while (odd.length < most) {
    const found = oddest(kept, minSpread);
    if (found === null || countOf(kept, found.side) <= MIN_RUNS_PER_SIDE) break;
    odd.push(found);
    kept = kept.filter(({ id }) => id !== found.id);
  }
  return { kept, odd };
}

/** Residuals over the spread of the others (Cook & Weisberg, Residuals and Influence in Regression, 1982, section 2.2.1). */
function oddest(points: readonly RunPoint[], minSpread: number): OddPoint | null {
  const { residuals, leverages } = fitTrend(points);
  const df = points.length - 4;
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  let [largest, found]: [number, OddPoint | null] = [0, null];
  for (const [index, point] of points.entries()) {
    const [residual, free] = [residuals[index] ?? 0, 1 - (leverages[index] ?? 0)];
    const variance = Math.max(minSpread ** 2, (squares - residual ** 2 / free) / df);
    const t = Math.abs(residual) / Math.sqrt(variance * free);
    if (t > largest) [largest, found] = [t, { ...point, isHigh: residual > 0 }];
  }
  return points.length * twoSidedP(largest, df) < MAX_CHANCE ? found : null;
}
