import type { PlotModel, PlotSeries } from './plot-model.ts';

/** In seconds; what rounding may do to a place. */
const SAME_PLACE = 1e-6;

/**
 * The place that is read at x: the nearest one, or the end of the stretch in which x lies.
 * @param at where it is pointed to, and how much of the axis a pixel is: who points at an end means what ends there
 */
export function placeAt(
  { x, spans = false }: Pick<PlotModel, 'x' | 'spans'>,
  at: { readonly x: number; readonly pixel: number },
  nearest: number,
): number {
  const isBehind = spans && (x[nearest] ?? at.x) < at.x - at.pixel;
  return isBehind ? Math.min(nearest + 1, x.length - 1) : nearest;
}

/** Whether a series shows its value of a place there: windows of quiet seconds overlap, and only some are drawn. */
export function isDrawnAt({ steps }: PlotSeries, place: number | undefined): boolean {
  return (
    steps === undefined || steps.some(({ to }) => place !== undefined && Math.abs(to - place) < SAME_PLACE)
  );
}
