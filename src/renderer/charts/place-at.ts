import type { PlotModel } from './plot-options.ts';

/** In seconds; less than a screen shows. */
const SAME_PLACE = 0.001;

/** The place that is read at x: the nearest one, or the end of the stretch in which x lies. */
export function placeAt(
  { x, spans = false }: Pick<PlotModel, 'x' | 'spans'>,
  at: number,
  nearest: number,
): number {
  const isBehind = spans && (x[nearest] ?? at) < at - SAME_PLACE;
  return isBehind ? Math.min(nearest + 1, x.length - 1) : nearest;
}
