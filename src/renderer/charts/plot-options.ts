import type uPlot from 'uplot';
import { chartFont, resolveColor } from './chart-colors.ts';
import { isWhole, niceCeil } from './nice-scale.ts';
import { isPointLook, type PlotModel, type PlotSeries } from './plot-model.ts';
import {
  paintGround,
  paintLimits,
  paintMarks,
  paintPoints,
  paintSteps,
  resolvePaints,
  type Stroke,
} from './plot-painting.ts';

interface Parts {
  /** The model as it is now; options outlive many of them. */
  readonly model: () => PlotModel;
  readonly syncKey: string | null;
  readonly onCursor: (index: number | null) => void;
  readonly size: { readonly width: number; readonly height: number };
}

const LOWEST_LOG = 0.1;

/** Everything uPlot needs to know to draw a model in the current theme. */
export function plotOptions(parts: Parts): uPlot.Options {
  const { model, size } = parts;
  const zoom = { on: false };
  const strokes = model().series.map(strokeOf);
  const paints = resolvePaints();
  return {
    ...size,
    padding: [8, () => roomForLastTime(model()), 0, 0],
    legend: { show: false },
    cursor: cursorOptions(model, parts.syncKey),
    scales: scaleOptions(model, zoom),
    axes: axisOptions(model),
    series: [{}, ...model().series.map(seriesOptions)],
    hooks: {
      drawAxes: [(plot) => paintGround(plot, model(), paints)],
      drawSeries: [
        (plot, at) => {
          const [one, stroke] = [model().series[at - 1], strokes[at - 1]];
          if (one === undefined || stroke === undefined) return;
          if (one.steps !== undefined) paintSteps(plot, one, stroke);
          if (isPointLook(one.look)) paintPoints(plot, { at, look: one.look, color: stroke.color }, paints);
        },
      ],
      draw: [
        (plot) => {
          paintLimits(plot, model(), paints);
          paintMarks(plot, model(), paints);
        },
      ],
      setCursor: [(plot) => parts.onCursor(placeUnder(plot, model()))],
      setScale: [
        (plot, key) => {
          const [from, to] = model().xRange;
          const { min, max } = plot.scales.x ?? {};
          if (key === 'x') zoom.on = min !== from || max !== to;
        },
      ],
    },
  };
}

/** A figure of the axis font in pixels. */
const DIGIT_WIDTH = 6.6;

/** Pixels to the right of the axis, so that the time at its end, which stands in the middle under its place, is whole. */
function roomForLastTime({ xFormat, xRange }: PlotModel): number {
  return Math.max(14, Math.ceil((xFormat(xRange[1]).length * DIGIT_WIDTH) / 2) + 2);
}

function cursorOptions(model: () => PlotModel, syncKey: string | null): uPlot.Cursor {
  return {
    y: false,
    dataIdx: (plot, at, nearest, x) => {
      const place = placeAt(model(), { x, pixel: pixelOf(plot) }, nearest);
      const series = model().series[at - 1];
      // Where another value is drawn, a dot would hang in the air.
      return series === undefined || isDrawnAt(series, model().x[place]) ? place : null;
    },
    drag: { x: true, y: false, dist: 6 },
    points: { size: 6, width: 1.5 },
    ...(syncKey === null ? {} : { sync: { key: syncKey, setSeries: false } }),
  };
}

/** The place under the cursor; null: it is elsewhere. */
export function placeUnder(plot: uPlot, model: PlotModel): number | null {
  const { idx, left = -1 } = plot.cursor;
  if (idx === null || idx === undefined || left < 0) return null;
  return placeAt(model, { x: plot.posToVal(left, 'x'), pixel: pixelOf(plot) }, idx);
}

/** How much of the x axis a pixel is. */
function pixelOf(plot: uPlot): number {
  return plot.posToVal(1, 'x') - plot.posToVal(0, 'x');
}

function scaleOptions(model: () => PlotModel, zoom: { on: boolean }): uPlot.Scales {
  return {
    x: {
      time: false,
      auto: () => !zoom.on,
      range: (plot, min, max) => (isWhole(plot.data[0], min, max) ? [...model().xRange] : [min, max]),
    },
    y: model().log
      ? {
          distr: 3,
          range: (_, min, max) => [
            10 ** Math.floor(Math.log10(Math.max(LOWEST_LOG, min || 1))),
            topOfLog(Math.max(1, highest(max || 1, model())), model()),
          ],
        }
      : { range: (_, __, max) => [0, topOf(highest(max || 0, model()), model())] },
  };
}

/** Over time the axis moves seldom; where points are drawn, they have room to be whole. */
function topOfLog(max: number, { xCounts = false }: PlotModel): number {
  return xCounts ? niceCeil(max * 1.3) : 10 ** Math.ceil(Math.log10(max));
}

/** What the y axis has to reach: the highest value, or a limit above it, or the least of all. */
function highest(max: number, { limits = [], least = 0 }: PlotModel): number {
  return Math.max(max, least, ...limits.map(({ at }) => at));
}

/** The end of the y axis: a little room above, and on a round number. */
function topOf(max: number, of: PlotModel): number {
  const { whole = false, ceiling = Number.POSITIVE_INFINITY, tickUnit = 1 } = of;
  const top = whole ? Math.max(4, Math.ceil(niceCeil(max))) : niceCeil((max * 1.04) / tickUnit) * tickUnit;
  return max <= ceiling ? Math.min(top, ceiling) : top;
}

/** On a logarithmic axis only the powers of ten are lined and named. */
function powersOfTen(_: uPlot, splits: number[]): (number | null)[] {
  return splits.map((split) => (Math.abs(Math.log10(split) % 1) < 1e-9 ? split : null));
}

const WHOLE_STEPS = [1, 2, 5]
  .flatMap((step) => [1, 10, 100, 1_000, 10_000, 100_000].map((power) => step * power))
  .sort((a, b) => a - b);
const COUNT_STEPS = [0.1, 0.2, 0.5, ...WHOLE_STEPS];
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400];

function axisOptions(model: () => PlotModel): uPlot.Axis[] {
  const common = {
    stroke: resolveColor('--ink-3'),
    font: chartFont(),
    ticks: { show: false },
    border: { show: false },
  };
  const { xSplits, log, xLabel, yLabel, xCounts, tickUnit = 1 } = model();
  const powers = log === true ? { filter: powersOfTen } : {};
  return [
    {
      ...common,
      ...labelOf(xLabel),
      size: 24,
      gap: 6,
      space: xCounts === true ? 40 : 64,
      grid: { show: false },
      incrs: xCounts === true ? COUNT_STEPS : TIME_STEPS,
      ...(xSplits === undefined ? {} : { splits: () => [...xSplits] }),
      values: (_, splits) => splits.map((split) => model().xFormat(split)),
    },
    {
      ...common,
      ...labelOf(yLabel),
      size: (_, ticks) => Math.max(TICKS_WIDTH, widest(ticks) + 14),
      gap: 8,
      space: (_plot, _axis, _from, _to, height) => (log === true ? TICK_SPACE : tickSpace(height)),
      ...(model().whole === true ? { incrs: WHOLE_STEPS } : {}),
      ...(tickUnit === 1 ? {} : { incrs: COUNT_STEPS.map((step) => step * tickUnit) }),
      ...powers,
      grid: { stroke: resolveColor('--chart-grid'), width: 1, ...powers },
      values: (_, splits) => splits.map((split) => (split === null ? '' : tickOf(model())(split))),
    },
  ];
}

/** CSS pixels between ticks of the y axis; where it is short, as many as leave room for two above zero. */
const TICK_SPACE = 34;
const tickSpace = (height: number): number => Math.min(TICK_SPACE, height / 4.01);

function tickOf({ yTick, yFormat }: PlotModel): (value: number) => string {
  return yTick ?? yFormat;
}

/** CSS pixels: charts above one another begin at the same place, unless their ticks are long. */
const TICKS_WIDTH = 68;

function widest(ticks: readonly string[] | null): number {
  return (ticks ?? []).reduce((most, tick) => Math.max(most, tick.length * DIGIT_WIDTH), 0);
}

/** CSS pixels beside the ticks. */
const LABEL_SIZE = 18;

function labelOf(label: string | undefined): Partial<uPlot.Axis> {
  return label === undefined ? {} : { label, labelSize: LABEL_SIZE, labelFont: chartFont(), labelGap: 0 };
}

const WIDTHS = {
  line: 1.75,
  thin: 1,
  dashed: 1.25,
  bars: 0,
  area: 1.25,
  lane: 6,
  stack: 1.25,
  dots: 1.75,
  crosses: 1.75,
  rings: 1.75,
} as const;

function strokeOf({ color, look = 'line' }: PlotSeries): Stroke {
  return {
    color: resolveColor(color, look === 'lane' ? 35 : 100),
    width: WIDTHS[look],
    dash: look === 'dashed' ? [4, 3] : [],
  };
}

function seriesOptions(series: PlotSeries): uPlot.Series {
  const { color, width, dash } = strokeOf(series);
  const { look = 'line', label } = series;
  // Drawn by our own hand once uPlot has come to it.
  if (series.steps !== undefined || isPointLook(look)) {
    return { label, stroke: color, width, paths: () => null, points: { show: false } };
  }
  return {
    label,
    stroke: color,
    width,
    ...(series.bridges === true && { spanGaps: true }),
    // A value without neighbours is no line: it is shown as a point.
    points: { show: false, size: 4, fill: color, filter: (plot, at) => isolatedIn(plot.data[at] ?? []) },
    ...(dash.length > 0 ? { dash: [...dash] } : {}),
    ...(look === 'area' ? { fill: resolveColor(series.color, 14) } : {}),
    // Hides what is drawn before it.
    ...(look === 'stack' ? { fill: resolveColor(series.color, 32, 'var(--surface)') } : {}),
  };
}

/** Places whose neighbours have no value: a line would draw nothing there. */
export function isolatedIn(values: ArrayLike<number | null | undefined>): number[] {
  const has = (at: number) => values[at] !== null && values[at] !== undefined;
  const alone: number[] = [];
  for (let at = 0; at < values.length; at += 1) {
    if (has(at) && !has(at - 1) && !has(at + 1)) alone.push(at);
  }
  return alone;
}

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
