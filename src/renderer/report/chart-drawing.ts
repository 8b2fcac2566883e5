import type { PlotModel, PlotSeries } from '../charts/plot-options.ts';
import { linePath, type Range, round, timeTicks, valueAxis } from './chart-scale.ts';
import { svg } from './dom.ts';

/** Size of a picture in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const BOX = { left: 52, right: 12, top: 8, bottom: 22 } as const;

/** Where data stands on the picture. */
export interface Places {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** Seconds at a horizontal place. */
  readonly at: (pixel: number) => number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Draws a model into an emptied SVG element of this size. */
export function drawChart(picture: SVGSVGElement, model: PlotModel, size: Size, range: Range): Places {
  const axis = valueAxis(model, range);
  const places = placesOf(size, range, axis.top);
  picture.replaceChildren(
    ...shades(model, places, range),
    ...valueTicks(model, axis.ticks, places),
    ...timeLabels(model, range, places),
    ...bands(model, places, range),
    ...model.series.flatMap((series) => drawSeries(series, model, { places, range })),
  );
  picture.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);
  picture.setAttribute('height', String(size.height));
  return places;
}

function placesOf({ width, height }: Size, [from, to]: Range, top: number): Places {
  const left = BOX.left;
  const right = width - BOX.right;
  const bottom = height - BOX.bottom;
  const scale = (right - left) / (to - from || 1);
  return {
    x: (value) => left + (value - from) * scale,
    y: (value) => bottom - (value / top) * (bottom - BOX.top),
    at: (pixel) => from + (pixel - left) / scale,
    left,
    right,
    top: BOX.top,
    bottom,
  };
}

function shades(model: PlotModel, places: Places, [from, to]: Range): SVGElement[] {
  return model.shades.flatMap((shade) => {
    const start = Math.max(shade.from, from);
    const end = Math.min(shade.to, to);
    if (end <= start) return [];
    // A single second of a long run would be thinner than a hair.
    const width = Math.max(2, places.x(end) - places.x(start));
    const title =
      shade.kind === 'warmup' ? 'Warm-up, not in the figures' : 'The load generator was disturbed';
    const box = { x: String(round(places.x(start))), y: String(places.top), width: String(round(width)) };
    return [
      svg(
        'rect',
        { ...box, height: String(places.bottom - places.top), class: `shade ${shade.kind}` },
        svg('title', {}, title),
      ),
    ];
  });
}

function valueTicks(model: PlotModel, ticks: readonly number[], places: Places): SVGElement[] {
  return ticks.flatMap((tick) => {
    const y = String(round(places.y(tick)));
    return [
      svg('line', { x1: String(places.left), x2: String(places.right), y1: y, y2: y, class: 'grid' }),
      svg('text', { x: String(places.left - 7), y, class: 'value-label' }, model.yFormat(tick)),
    ];
  });
}

function timeLabels(model: PlotModel, range: Range, places: Places): SVGElement[] {
  const most = Math.max(2, Math.floor((places.right - places.left) / 64));
  return timeTicks(range, most).map((tick) =>
    svg(
      'text',
      { x: String(round(places.x(tick))), y: String(places.bottom + 16), class: 'time-label' },
      model.xFormat(tick),
    ),
  );
}

/** Points of a series that lie in view, and one beyond each edge so that lines run out of the picture. */
function pointsOf(
  values: PlotSeries['values'],
  model: PlotModel,
  { from, to, places }: { from: number; to: number; places: Places },
): [x: number, y: number | null][] {
  const first = Math.max(0, model.x.findIndex((x) => x >= from) - 1);
  const beyond = model.x.findIndex((x) => x > to);
  const end = beyond === -1 ? model.x.length : beyond + 1;
  return model.x.slice(first, end).map((x, i) => {
    const value = values[first + i] ?? null;
    return [places.x(x), value === null ? null : places.y(value)];
  });
}

function bands(model: PlotModel, places: Places, [from, to]: Range): SVGElement[] {
  return (model.bands ?? []).flatMap(([upperKey, lowerKey]) => {
    const upper = model.series.find((series) => series.key === upperKey);
    const lower = model.series.find((series) => series.key === lowerKey);
    if (upper === undefined || lower === undefined) return [];
    const view = { from, to, places };
    const above = pointsOf(upper.values, model, view);
    const below = pointsOf(lower.values, model, view);
    const both = above.flatMap(([x, y], i) => {
      const under = below[i]?.[1] ?? null;
      return y === null || under === null ? [] : [[x, y, under] as const];
    });
    if (both.length < 2) return [];
    const there = both.map(([x, y]) => `${round(x)} ${round(y)}`);
    const back = both.toReversed().map(([x, , y]) => `${round(x)} ${round(y)}`);
    return [svg('path', { d: `M${[...there, ...back].join('L')}Z`, class: 'band' })];
  });
}

function drawSeries(
  series: PlotSeries,
  model: PlotModel,
  { places, range: [from, to] }: { places: Places; range: Range },
): SVGElement[] {
  const points = pointsOf(series.values, model, { from, to, places });
  const look = series.look ?? 'line';
  if (look === 'bars') return [colored(barPath(points, places), 'bars', series)];
  const line = colored(linePath(points), look, series);
  return look === 'area' ? [colored(areaPath(points, places), 'area-ground', series), line] : [line];
}

function colored(d: string, look: string, { color }: PlotSeries): SVGElement {
  const path = svg('path', { d, class: `series ${look}` });
  path.style.setProperty('--color', `var(${color})`);
  return path;
}

function barPath(points: readonly [number, number | null][], places: Places): string {
  const gap = points.length > 1 ? Math.abs((points[1]?.[0] ?? 0) - (points[0]?.[0] ?? 0)) : 8;
  const width = Math.max(1.5, Math.min(14, gap * 0.75));
  return points
    .flatMap(([x, y]) =>
      y === null || y >= places.bottom
        ? []
        : `M${round(x - width / 2)} ${places.bottom}V${round(y)}h${round(width)}V${places.bottom}Z`,
    )
    .join('');
}

function areaPath(points: readonly [number, number | null][], places: Places): string {
  const known = points.filter((point): point is [number, number] => point[1] !== null);
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return '';
  return `${linePath(known)}L${round(last[0])} ${places.bottom}L${round(first[0])} ${places.bottom}Z`;
}
