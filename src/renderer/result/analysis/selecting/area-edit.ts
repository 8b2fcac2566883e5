import type { Area } from '../../../../contract/area.ts';
import { bandOf, isTimeAlone, LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { Millis } from '../../../../contract/units.ts';
import { bandAtY, type HeatFrame, secondAtX } from '../heatmap/heat-frame.ts';

/** How long a run was, in seconds, and how many of them were warm-up. */
export interface MeasuredRun {
  readonly length: number;
  readonly warmup: number;
}

/** What an area is cut from; `column`: seconds that a column has. */
export interface Cells extends MeasuredRun {
  readonly column: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A drag that is flatter, in pixels, is meant as time alone. */
const FLAT_PX = 12;
export const ALL_BANDS = { fromBand: 0, toBand: LATENCY_BANDS - 1 } as const;

export function isSameArea(a: Area | null, b: Area | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.fromSecond === b.fromSecond &&
    a.toSecond === b.toSecond &&
    a.fromBand === b.fromBand &&
    a.toBand === b.toBand
  );
}

/** Every latency, and every second that counts: all, where a run is in its warm-up still. */
export function measuredArea({ length, warmup }: MeasuredRun): Area {
  return { fromSecond: warmup < length ? warmup : 0, toSecond: Math.max(0, length - 1), ...ALL_BANDS };
}

/** What an area is a part of: the warm-up is no rest that a measured stretch could be compared with. */
export function runAround({ fromSecond }: Area, { length, warmup }: MeasuredRun): Area {
  return measuredArea({ length, warmup: fromSecond < warmup ? 0 : warmup });
}

/**
 * The cells under a drag: each that it touches. Flat, or along the time axis below the picture, it is time alone; along
 * the latency axis beside it, latency alone.
 */
export function areaOfDrag(frame: HeatFrame, cells: Cells, [from, to]: readonly [Point, Point]): Area {
  const time = secondsOf(frame, cells, [from.x, to.x]);
  const bands = bandsOf(frame, [from.y, to.y]);
  if (from.x < frame.left) return { ...measuredArea(cells), ...bands };
  const isBelow = from.y > frame.top + frame.height;
  return isBelow || Math.abs(from.y - to.y) < FLAT_PX ? { ...time, ...ALL_BANDS } : { ...time, ...bands };
}

function secondsOf(frame: HeatFrame, cells: Cells, xs: readonly [number, number]) {
  const { zoom } = frame;
  const inSight = (x: number) => Math.max(zoom.from, Math.min(zoom.to - 1e-6, secondAtX(frame, x)));
  return snapSeconds(inSight(Math.min(...xs)), inSight(Math.max(...xs)), cells);
}

/** All that took at least so long, over the whole run. */
export function beyondArea(ms: Millis, run: MeasuredRun): Area {
  return { ...measuredArea(run), fromBand: bandOf(ms * 1_000) };
}

/** Whole columns, the last one cut where the run ends. */
function snapSeconds(from: number, to: number, { length, column }: Cells) {
  const last = Math.max(0, length - 1);
  const first = Math.floor(Math.max(0, Math.min(last, from)) / column) * column;
  const end = (Math.floor(Math.max(0, Math.min(last, to)) / column) + 1) * column - 1;
  return { fromSecond: first, toSecond: Math.min(last, Math.max(first, end)) };
}

function bandsOf(frame: HeatFrame, ys: readonly [number, number]) {
  const { bands } = frame;
  const inSight = (y: number) => Math.max(bands.from, Math.min(bands.to, Math.floor(bandAtY(frame, y))));
  return openEnded({ fromBand: inSight(Math.max(...ys)), toBand: inSight(Math.min(...ys)) }, bands);
}

/** What reaches the edge of the picture takes all that lies beyond it: nothing does. */
function openEnded(chosen: Pick<Area, 'fromBand' | 'toBand'>, bands: HeatFrame['bands']) {
  return {
    fromBand: chosen.fromBand <= bands.from ? 0 : chosen.fromBand,
    toBand: chosen.toBand >= bands.to ? LATENCY_BANDS - 1 : chosen.toBand,
  };
}

/** The cell of a moment and a band. */
export function cellArea(second: number, band: number, cells: Cells): Area {
  return { ...snapSeconds(second, second, cells), fromBand: band, toBand: band };
}

/** The whole column of a moment. */
export function columnArea(second: number, cells: Cells): Area {
  return { ...snapSeconds(second, second, cells), ...ALL_BANDS };
}

/** From the one to the other. */
export function areaBetween(a: Area, b: Area): Area {
  return {
    fromSecond: Math.min(a.fromSecond, b.fromSecond),
    toSecond: Math.max(a.toSecond, b.toSecond),
    fromBand: Math.min(a.fromBand, b.fromBand),
    toBand: Math.max(a.toBand, b.toBand),
  };
}

/** Moved by columns and bands, as far as the run and the bands go; one of time alone stays that. */
export function moveArea(
  area: Area,
  by: { readonly columns: number; readonly bands: number },
  cells: Cells,
): Area {
  const width = area.toSecond - area.fromSecond;
  const last = Math.max(width, cells.length - 1);
  const fromSecond = Math.max(0, Math.min(last - width, area.fromSecond + by.columns * cells.column));
  const height = area.toBand - area.fromBand;
  const fromBand = Math.max(0, Math.min(LATENCY_BANDS - 1 - height, area.fromBand + by.bands));
  return { fromSecond, toSecond: fromSecond + width, fromBand, toBand: fromBand + height };
}

/** Its last column and its highest band moved; it keeps at least one of each. */
export function growArea(
  area: Area,
  by: { readonly columns: number; readonly bands: number },
  cells: Cells,
): Area {
  const to = Math.min(cells.length - 1, area.toSecond + by.columns * cells.column);
  // Of time alone there is no band to take away.
  const toBand = isTimeAlone(area) ? area.toBand : Math.min(LATENCY_BANDS - 1, area.toBand + by.bands);
  return {
    ...area,
    toSecond: Math.max(area.fromSecond, to),
    toBand: Math.max(area.fromBand, toBand),
  };
}

export type Corner = `${'top' | 'bottom'}-${'left' | 'right'}`;

/** One corner dragged elsewhere; past the opposite one the area turns over. */
export function resizeArea(
  frame: HeatFrame,
  cells: Cells,
  area: Area,
  drag: { readonly corner: Corner; readonly to: Point },
): Area {
  const isLeft = drag.corner.endsWith('left');
  const isTop = drag.corner.startsWith('top');
  const pulled = secondsOf(frame, cells, [drag.to.x, drag.to.x]);
  const kept = isLeft ? area.toSecond : area.fromSecond;
  const time = {
    fromSecond: Math.min(kept, pulled.fromSecond),
    toSecond: Math.max(kept, pulled.toSecond),
  };
  if (isTimeAlone(area)) return { ...time, ...ALL_BANDS };
  const band = bandsOf(frame, [drag.to.y, drag.to.y]);
  const low = isTop ? area.fromBand : area.toBand;
  return {
    ...time,
    fromBand: Math.min(low, band.fromBand),
    toBand: Math.max(low, band.toBand),
  };
}

/** What of an area lies within a run; null: nothing does. */
export function withinRun(area: Area, length: number): Area | null {
  if (area.fromSecond >= length || area.toSecond < area.fromSecond) return null;
  return { ...area, toSecond: Math.min(area.toSecond, length - 1) };
}
