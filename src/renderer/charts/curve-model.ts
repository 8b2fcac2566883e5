import type { Comparison } from '../../contract/comparison.ts';
import { formatMs } from '../../contract/format.ts';
import { percentileToAxis } from './nice-scale.ts';
import type { PlotModel } from './plot-model.ts';

const TICKS = [0, 50, 75, 90, 95, 99, 99.9];

/** Undoes `percentileToAxis`, rounded to what can be read. */
function axisToPercentile(place: number): number {
  return Math.round((1 - 10 ** -place) * 100_000) / 1_000;
}

/** Two percentile curves over each other; the axis gives each nine the same room. */
export function curveModel(curve: Comparison['curves'][number]): PlotModel {
  const x = curve.percentiles.map(percentileToAxis);
  const last = x.at(-1) ?? 1;
  return {
    x,
    series: [
      { key: 'a', label: 'A', color: '--chart-quiet', values: curve.aMs },
      { key: 'b', label: 'B', color: '--chart-1', values: curve.bMs },
    ],
    shades: [],
    xRange: [0, last],
    xSplits: TICKS.map(percentileToAxis).filter((tick) => tick <= last + 1e-9),
    xFormat: (place) => `p${axisToPercentile(place)}`,
    yFormat: formatMs,
  };
}
