import type { PlotModel, PlotSeries } from '../charts/plot-model.ts';
import { bandPath, barPath, groundPath, type Step, stepPaths } from '../charts/steps.ts';
import { linePath, type Range, round, timeTicks, valueAxis } from './chart-scale.ts';
import { svg } from './dom.ts';

/** `lane` is what the page calls the line of a connection. */
export const lookClass = (look: string): string => look.replace('lane', 'broad');

/** Size of a picture in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const BOX = { left: 52, right: 12, top: 8, bottom: 22 } as const;
/** A figure of the axis font in pixels, and what stands around a label. */
const DIGIT_WIDTH = 6.2;
const LABEL_MARGIN = 9;

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
  const places = placesOf(size, range, {
    top: axis.top,
    left: roomForLabels(model, axis.ticks),
    right: roomForLastTime(model, range),
  });
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

/** So much to the left of the axis that its longest label is whole. */
function roomForLabels({ yFormat }: PlotModel, ticks: readonly number[]): number {
  const longest = ticks.reduce((most, tick) => Math.max(most, yFormat(tick).length), 0);
  return Math.max(BOX.left, longest * DIGIT_WIDTH + LABEL_MARGIN);
}

/** So much to the right that the time at its end, which stands in the middle under its tick, is whole. */
function roomForLastTime({ xFormat }: PlotModel, [, to]: Range): number {
  return Math.max(BOX.right, (xFormat(to).length * DIGIT_WIDTH) / 2);
}

function placesOf(
  { width, height }: Size,
  [from, to]: Range,
  room: { readonly top: number; readonly left: number; readonly right: number },
): Places {
  const { top, left } = room;
  const right = width - room.right;
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

/** Pixels: no shade is thinner, and none narrower carries its name. */
const THINNEST = 3;
const ROOM_FOR_NAME = 58;

const SHADE_TITLES: Readonly<Record<PlotModel['shades'][number]['kind'], string>> = {
  warmup: 'Warm-up, not in the figures',
  drain: 'After the end of the plan: what was in flight finishes, and is in no rate',
  untrusted: 'The load generator was disturbed',
};

function shades(model: PlotModel, places: Places, [from, to]: Range): SVGElement[] {
  return model.shades.flatMap((shade) => {
    const start = Math.max(shade.from, from);
    const end = Math.min(shade.to, to);
    if (end <= start) return [];
    // A single second of a long run would be thinner than a hair.
    const width = Math.max(THINNEST, places.x(end) - places.x(start));
    const left = Math.min(places.x(start), places.x(end) - width);
    const title = SHADE_TITLES[shade.kind];
    const box = { x: String(round(left)), y: String(places.top), width: String(round(width)) };
    const name = shade.kind === 'drain' && width >= ROOM_FOR_NAME;
    return [
      ...(name
        ? [
            svg(
              'text',
              { x: String(round(left + 6)), y: String(places.top + 12), class: 'shade-label' },
              'draining',
            ),
          ]
        : []),
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

function bands(model: PlotModel, places: Places, range: Range): SVGElement[] {
  const steps = (key: string) => model.series.find((series) => series.key === key)?.steps ?? [];
  return (model.bands ?? []).flatMap(([upper, lower]) => {
    const d = bandPath(steps(upper), steps(lower), places, range);
    return d === '' ? [] : [svg('path', { d, class: 'band' })];
  });
}

function drawSeries(
  series: PlotSeries,
  model: PlotModel,
  { places, range: [from, to] }: { places: Places; range: Range },
): SVGElement[] {
  if (series.steps !== undefined) return drawSteps(series, series.steps, { places, range: [from, to] });
  const points = pointsOf(series.values, model, { from, to, places });
  const look = series.look ?? 'line';
  const line = colored(linePath(points), look, series);
  return look === 'area' ? [colored(areaPath(points, places), 'area-ground', series), line] : [line];
}

/** Level over the stretch of each value; estimates dimmed. */
function drawSteps(
  series: PlotSeries,
  steps: readonly Step[],
  { places, range }: { places: Places; range: Range },
): SVGElement[] {
  const { look = 'line' } = series;
  if (look === 'bars') return [colored(barPath(steps, places, range), 'bars', series)];
  const { sure, estimate } = stepPaths(steps, places, range);
  const drawn = [
    ...(estimate === '' ? [] : [colored(estimate, `${look} estimate`, series)]),
    colored(sure, look, series),
  ];
  return look === 'area'
    ? [colored(groundPath(steps, places, range), 'area-ground', series), ...drawn]
    : drawn;
}

function colored(d: string, look: string, { color }: PlotSeries): SVGElement {
  const path = svg('path', { d, class: `series ${lookClass(look)}` });
  path.style.setProperty('--color', `var(${color})`);
  return path;
}

function areaPath(points: readonly [number, number | null][], places: Places): string {
  const known = points.filter((point): point is [number, number] => point[1] !== null);
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined) return '';
  return `${linePath(known)}L${round(last[0])} ${places.bottom}L${round(first[0])} ${places.bottom}Z`;
}
