import type { Area } from '../../../../contract/area.ts';
import {
  areaOfDrag,
  type Cells,
  type Corner,
  cellArea,
  columnArea,
  moveArea,
  resizeArea,
} from '../selecting/area-edit.ts';
import { bandAtY, secondAtX, xOfSecond, yOfBand } from './heat-frame.ts';
import type { Zoom } from './heat-grid.ts';
import { type HeatLayout, stripFrame } from './heat-layout.ts';
import { clampZoom } from './zoom.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Which = 'a' | 'b';

/**
 * What a pressed pointer is about to do:
 *
 * | pressed on          | drag                      |
 * |---------------------|---------------------------|
 * | a corner of an area | resizes it                |
 * | an area             | moves it                  |
 * | the whole-run strip | moves what is in sight    |
 * | anything else       | draws an area             |
 */
export type HeatDrag =
  | { readonly kind: 'draw'; readonly which: Which; readonly from: Point }
  | { readonly kind: 'move'; readonly which: Which; readonly from: Point; readonly area: Area }
  | { readonly kind: 'resize'; readonly which: Which; readonly corner: Corner; readonly area: Area }
  | { readonly kind: 'strip'; readonly from: Point; readonly zoom: Zoom };

/** What is drawn while a drag goes on. */
export interface Preview {
  readonly which: Which;
  readonly area: Area;
}

interface Press {
  readonly at: Point;
  readonly asB: boolean;
  readonly corner: { readonly which: Which; readonly corner: Corner } | null;
  readonly areas: Readonly<Record<Which, Area | null>>;
}

export function dragOf(layout: HeatLayout, length: number, { at, asB, corner, areas }: Press): HeatDrag {
  const held = corner === null ? null : areas[corner.which];
  if (corner !== null && held !== null) return { kind: 'resize', ...corner, area: held };
  if (at.y >= layout.strip.top - 2) return stripDrag(layout, length, at);
  for (const which of ['a', 'b'] as const) {
    const area = areas[which];
    if (area !== null && !asB && isInside(layout, area, at)) return { kind: 'move', which, from: at, area };
  }
  return { kind: 'draw', which: asB && areas.a !== null ? 'b' : 'a', from: at };
}

/** Beside what is in sight a press brings it there at once. */
function stripDrag(layout: HeatLayout, length: number, at: Point): HeatDrag {
  const second = secondAtX(stripFrame(layout, length), at.x);
  const { from, to } = layout.frame.zoom;
  const half = (to - from) / 2;
  const zoom =
    second >= from && second < to
      ? { from, to }
      : clampZoom({ from: second - half, to: second + half }, length);
  return { kind: 'strip', from: at, zoom };
}

/** The rectangle of an area on the picture, cut at its edges. */
export function rectOf({ frame }: HeatLayout, area: Area) {
  const clampX = (x: number) => Math.max(frame.left, Math.min(frame.left + frame.width, x));
  const clampY = (y: number) => Math.max(frame.top, Math.min(frame.top + frame.height, y));
  const [left, right] = [area.fromSecond, area.toSecond + 1].map((second) =>
    clampX(xOfSecond(frame, second)),
  );
  const [bottom, top] = [area.fromBand, area.toBand + 1].map((band) => clampY(yOfBand(frame, band)));
  return {
    left: left ?? 0,
    top: top ?? 0,
    width: (right ?? 0) - (left ?? 0),
    height: (bottom ?? 0) - (top ?? 0),
  };
}

function isInside(layout: HeatLayout, area: Area, { x, y }: Point): boolean {
  const { left, top, width, height } = rectOf(layout, area);
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/** What a drag has come to. */
export function draggedTo(
  layout: HeatLayout,
  cells: Cells,
  drag: Exclude<HeatDrag, { kind: 'strip' }>,
  to: Point,
): Preview {
  const { frame } = layout;
  const { which } = drag;
  switch (drag.kind) {
    case 'draw':
      return { which, area: areaOfDrag(frame, cells, [drag.from, to]) };
    case 'resize':
      return { which, area: resizeArea(frame, cells, drag.area, { corner: drag.corner, to }) };
    default: {
      const seconds = secondAtX(frame, to.x) - secondAtX(frame, drag.from.x);
      const bands = bandAtY(frame, to.y) - bandAtY(frame, drag.from.y);
      const by = { columns: Math.round(seconds / cells.column), bands: Math.round(bands) };
      return { which, area: moveArea(drag.area, by, cells) };
    }
  }
}

/** What is in sight once the strip is dragged so far. */
export function stripDraggedTo(
  layout: HeatLayout,
  length: number,
  drag: Extract<HeatDrag, { kind: 'strip' }>,
  to: Point,
): Zoom {
  const frame = stripFrame(layout, length);
  const seconds = secondAtX(frame, to.x) - secondAtX(frame, drag.from.x);
  return clampZoom({ from: drag.zoom.from + seconds, to: drag.zoom.to + seconds }, length);
}

/** Whether something was pressed in the lane of failures. */
export function isInLane({ frame, lane }: HeatLayout, { x, y }: Point): boolean {
  return x >= frame.left && y >= lane.top - 2 && y <= lane.top + lane.height + 2;
}

/** A click: the cell under it; in the lane of failures and in the time axis its column. Null: none is there. */
export function clickedArea({ frame }: HeatLayout, cells: Cells, { x, y }: Point): Area | null {
  const second = Math.floor(secondAtX(frame, x));
  if (x < frame.left || second < frame.zoom.from || second >= Math.min(frame.zoom.to, cells.length))
    return null;
  if (y > frame.top + frame.height) return columnArea(second, cells);
  const band = Math.floor(bandAtY(frame, y));
  return band < frame.bands.from || band > frame.bands.to ? null : cellArea(second, band, cells);
}
