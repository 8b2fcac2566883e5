import { niceCeil } from '../charts/nice-scale.ts';
import type { PlotModel } from '../charts/plot-model.ts';

export type Range = readonly [from: number, to: number];

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

/** Round times inside a range, at most `most` of them, in seconds. */
export function timeTicks([from, to]: Range, most: number): number[] {
  const step = TIME_STEPS.find((one) => (to - from) / one <= most) ?? 86_400;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to + 1e-9; at += step) ticks.push(at);
  return ticks;
}

/** Top of the value axis for what is visible, and its ticks from zero up. */
export function valueAxis(model: PlotModel, [from, to]: Range): { top: number; ticks: number[] } {
  let highest = 0;
  model.x.forEach((x, i) => {
    if (x < from || x > to) return;
    for (const { values } of model.series) highest = Math.max(highest, values[i] ?? 0);
  });
  const top = model.whole === true ? wholeCeil(highest) : niceCeil(highest);
  if (model.whole === true) return { top, ticks: wholeTicks(top) };
  const lead = Number((top / 10 ** Math.floor(Math.log10(top))).toPrecision(2));
  const parts = lead === 1.5 || lead === 3 || lead === 6 ? 3 : lead === 5 || lead === 10 ? 5 : 4;
  return { top, ticks: Array.from({ length: parts + 1 }, (_, i) => (top * i) / parts) };
}

/** Of things counted one by one no axis ends on a part, and none is shorter than four. */
function wholeCeil(highest: number): number {
  return Math.max(4, Math.ceil(niceCeil(highest)));
}

/** Zero to the top in whole steps, five at most. */
function wholeTicks(top: number): number[] {
  const parts = [4, 5, 3, 2].find((count) => top % count === 0) ?? 1;
  return Array.from({ length: parts + 1 }, (_, i) => (top * i) / parts);
}

/** Index of the point nearest to x; -1 without points. */
export function nearest(xs: readonly number[], x: number): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  xs.forEach((one, i) => {
    const away = Math.abs(one - x);
    if (away < distance) {
      best = i;
      distance = away;
    }
  });
  return best;
}

/** An SVG path through the points; a gap where a value is missing, a dot where one stands alone. */
export function linePath(points: readonly (readonly [x: number, y: number | null])[]): string {
  let path = '';
  let drawing = false;
  points.forEach(([x, y], i) => {
    if (y === null) {
      drawing = false;
      return;
    }
    const place = `${round(x)} ${round(y)}`;
    const alone = !drawing && (points[i + 1]?.[1] ?? null) === null;
    path += alone ? `M${place}h0.01` : `${drawing ? 'L' : 'M'}${place}`;
    drawing = true;
  });
  return path;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
