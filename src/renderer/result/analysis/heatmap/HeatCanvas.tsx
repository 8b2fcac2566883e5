import { memo, useLayoutEffect, useMemo, useRef } from 'react';
import type { Heatmap } from '../../../../contract/heatmap.ts';
import { useTheme } from '../../../charts/chart-colors.ts';
import { columnSeconds, foldHeatmap, type HeatGrid } from './heat-grid.ts';
import type { HeatLayout } from './heat-layout.ts';
import type { HeatLine } from './heat-lines.ts';
import { cellPicture, paintHeatmap, resolveHeatPaints } from './heat-painting.ts';
import { wholeZoom } from './zoom.ts';

interface Props {
  readonly heatmap: Heatmap;
  readonly grid: HeatGrid;
  readonly lines: readonly HeatLine[];
  readonly layout: HeatLayout;
}

/** The picture itself; redrawn only when what is in sight changes, never for a cursor or an area over it. */
export const HeatCanvas = memo(function HeatCanvas({ heatmap, grid, lines, layout }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const paints = useMemo(() => resolveHeatPaints(theme), [theme]);
  const picture = useMemo(() => cellPicture(grid, paints.ramp), [grid, paints]);
  const wholeSeconds = columnSeconds(wholeZoom(heatmap.seconds), layout.frame.width);
  const whole = useMemo(() => {
    const of = wholeSeconds === grid.seconds ? grid : foldHeatmap(heatmap, wholeSeconds);
    return { grid: of, picture: cellPicture(of, paints.ramp) };
  }, [heatmap, grid, wholeSeconds, paints]);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context) return;
    const ratio = devicePixelRatio;
    sizeCanvas(canvas.current, context, [
      Math.round(layout.width * ratio),
      Math.round(layout.height * ratio),
    ]);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintHeatmap(context, { heatmap, grid, picture, whole, lines, layout, paints });
  }, [heatmap, grid, picture, whole, lines, layout, paints]);
  return <canvas ref={canvas} style={{ display: 'block', width: layout.width, height: layout.height }} />;
});

/** Empty, and of this size; the same size set once more would lay out the page. */
function sizeCanvas(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  [width, height]: readonly [width: number, height: number],
): void {
  if (canvas.width === width && canvas.height === height) {
    context.reset();
    return;
  }
  canvas.width = width;
  canvas.height = height;
}
