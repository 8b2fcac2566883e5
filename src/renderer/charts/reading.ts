import { ESTIMATE_SIGN } from '../../contract/evidence.ts';
import { NO_VALUE } from '../../contract/format.ts';
import type { PlotModel, PlotSeries } from './plot-model.ts';

/** The value of a series at a place as text; an estimate with `~`. */
export function readingOf(
  { values, shown, estimates }: PlotSeries,
  index: number,
  format: PlotModel['yFormat'],
): string {
  const value = (shown ?? values)[index] ?? null;
  if (value === null) return NO_VALUE;
  return estimates?.[index] === true ? `${ESTIMATE_SIGN}${format(value)}` : format(value);
}
