import type { Area } from '../../../../contract/area.ts';
import type { Heatmap } from '../../../../contract/heatmap.ts';
import { runAround } from '../selecting/area-edit.ts';

/** Counts any area of a heatmap at once, however large it is: a drag asks with every frame. */
export interface CountSums {
  /** Successes in the area; what lies outside of the run counts nothing. */
  countIn(area: Area): number;
  /** Successes in the time that the area is a part of: the warm-up is, where the area reaches into it. */
  countAround(area: Area): number;
  /** Failures in the time of the area: they have no latency. */
  failedIn(area: Pick<Area, 'fromSecond' | 'toSecond'>): number;
}

/**
 * Sums of all cells before each second and below each band; an area is four of them (a summed-area table: F. C. Crow,
 * "Summed-area tables for texture mapping", SIGGRAPH 1984).
 */
export function countSums({
  seconds,
  fromBand,
  toBand,
  cells,
  failed,
  warmupSeconds: warmup,
}: Heatmap): CountSums {
  const bands = Math.max(0, toBand - fromBand + 1);
  const width = bands + 1;
  const sums = new Float64Array((seconds + 1) * width);
  for (let second = 0; second < seconds; second += 1) {
    let below = 0;
    for (let band = 0; band < bands; band += 1) {
      below += cells[second * bands + band] ?? 0;
      const at = (second + 1) * width + band + 1;
      sums[at] = (sums[at - width] ?? 0) + below;
    }
  }
  const before = (second: number, band: number): number =>
    sums[Math.max(0, Math.min(seconds, second)) * width + Math.max(0, Math.min(bands, band - fromBand))] ?? 0;
  const countIn = ({ fromSecond, toSecond, fromBand: low, toBand: high }: Area) =>
    before(toSecond + 1, high + 1) -
    before(fromSecond, high + 1) -
    before(toSecond + 1, low) +
    before(fromSecond, low);
  return {
    countIn,
    countAround: (area) => countIn(runAround(area, { length: seconds, warmup })),
    failedIn: ({ fromSecond, toSecond }) =>
      failed.slice(Math.max(0, fromSecond), toSecond + 1).reduce((sum, count) => sum + count, 0),
  };
}
