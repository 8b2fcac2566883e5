import type { Side } from '../../src/contract/series-verdict.ts';
import { twoSidedP } from '../../src/main/services/compare/statistics/t-distribution.ts';
import type { LogRun } from './simulated-series.ts';

/** Tests over runs that know nothing of drift, odd runs or looks: what the rule is held beside. */
export const mean = (ys: readonly number[]) => ys.reduce((sum, y) => sum + y, 0) / ys.length;
const squares = (ys: readonly number[]) => ys.reduce((sum, y) => sum + (y - mean(ys)) ** 2, 0);
const sidesOf = (logs: readonly LogRun[]) => {
  const of = (side: Side) => logs.filter((run) => run.side === side).map(({ y }) => y);
  return [of('A'), of('B')] as const;
};

/** p of Student's test with one variance. */
export function plainT(logs: readonly LogRun[]): number {
  const [a, b] = sidesOf(logs);
  const df = logs.length - 2;
  const error = Math.sqrt(((squares(a) + squares(b)) / df) * (1 / a.length + 1 / b.length));
  return twoSidedP((mean(b) - mean(a)) / error, df);
}

/** p of Welch's test, over runs. */
export function welchT(logs: readonly LogRun[]): number {
  const [a, b] = sidesOf(logs);
  const [ofA, ofB] = [a, b].map((ys) => squares(ys) / (ys.length - 1) / ys.length) as [number, number];
  const df = (ofA + ofB) ** 2 / (ofA ** 2 / (a.length - 1) + ofB ** 2 / (b.length - 1));
  return twoSidedP((mean(b) - mean(a)) / Math.sqrt(ofA + ofB), df);
}

/** p of the paired test, over the pairs of an alternated series. */
export function pairedT(logs: readonly LogRun[]): number {
  const [a, b] = sidesOf(logs);
  const pairs = b.map((y, index) => y - (a[index] ?? 0));
  const df = pairs.length - 1;
  return twoSidedP(mean(pairs) / Math.sqrt(squares(pairs) / df / pairs.length), df);
}
