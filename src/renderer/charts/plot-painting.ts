import type uPlot from 'uplot';
import { chartFont, resolveColor } from './chart-colors.ts';
import type { Mark, PlotModel, PlotSeries, PointLook, Shade } from './plot-model.ts';
import { bandPath, barPath, type Projection, stepPaths } from './steps.ts';

/**
 * What uPlot has no drawing for: grounds behind the axes, and values level over the stretch they are of. Colours are
 * resolved once per theme: asking the browser for one while drawing makes it lay out the page anew.
 */
export function resolvePaints() {
  return {
    shades: {
      warmup: resolveColor('--chart-warmup'),
      drain: resolveColor('--chart-drain'),
      untrusted: resolveColor('--chart-untrusted'),
      found: resolveColor('--chart-band'),
      overload: resolveColor('--chart-untrusted'),
      edge: resolveColor('--acceptable'),
      label: resolveColor('--ink-3'),
    },
    band: resolveColor('--chart-band'),
    mark: resolveColor('--chart-ink'),
    steered: resolveColor('--accent'),
    limit: resolveColor('--ink-3'),
    ground: resolveColor('--surface'),
    font: chartFont(),
  };
}

type Paints = ReturnType<typeof resolvePaints>;

/** How strongly an estimate is drawn. */
const ESTIMATE_ALPHA = 0.55;
/** CSS pixels: no shade is thinner, and none narrower carries its name. */
const THINNEST = 3;
const ROOM_FOR_NAME = 62;

export function paintGround(plot: uPlot, model: PlotModel, paints: Paints): void {
  const { ctx } = plot;
  ctx.save();
  clip(plot);
  for (const shade of model.shades) paintShade(plot, shade, paints);
  ctx.fillStyle = paints.band;
  for (const [upper, lower] of model.bands ?? []) {
    const steps = (key: string) => model.series.find((series) => series.key === key)?.steps ?? [];
    ctx.fill(new Path2D(bandPath(steps(upper), steps(lower), projection(plot), rangeOf(plot))));
  }
  ctx.restore();
}

function paintShade(plot: uPlot, shade: Shade, { shades, font }: Paints): void {
  const { ctx, bbox } = plot;
  const right = Math.min(bbox.left + bbox.width, plot.valToPos(shade.to, 'x', true));
  const from = Math.max(bbox.left, plot.valToPos(shade.from, 'x', true));
  if (right <= bbox.left || from >= bbox.left + bbox.width) return;
  const left = Math.min(from, right - THINNEST * devicePixelRatio);
  ctx.fillStyle = shades[shade.kind];
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  if (shade.kind === 'untrusted') {
    ctx.fillStyle = shades.edge;
    ctx.fillRect(left, bbox.top, right - left, Math.max(2, bbox.height * 0.015));
  }
  const name = shade.name ?? (shade.kind === 'drain' ? 'draining' : '');
  if (name === '' || right - left < ROOM_FOR_NAME * devicePixelRatio) return;
  ctx.font = scaled(font);
  ctx.fillStyle = shades.label;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(name, left + 6 * devicePixelRatio, bbox.top + 3 * devicePixelRatio);
}

/** Pixels of the longest note that stands at its mark; the whole stands below the charts. */
const MARK_ROOM = 110;
/** From one line of notes to the next. */
const MARK_ROW = 15;
/** CSS pixels. */
const POINT_RADIUS = 3.5;

/** Below this the beginning of a text says nothing. */
const LEAST_ROOM = 44;

/**
 * Over all else, what people marked: a dashed line, and at its top the note as far as there is room for it. Where the load was
 * changed: a plain line in the accent colour, with what was done at its foot, as far as the next of them lets it be read.
 */
export function paintMarks(plot: uPlot, { marks = [] }: PlotModel, paints: Paints): void {
  const { ctx, bbox } = plot;
  ctx.save();
  clip(plot);
  ctx.font = scaled(paints.font);
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  ctx.lineWidth = devicePixelRatio;
  const loads = marks.filter(({ kind }) => kind === 'load').map(({ at }) => plot.valToPos(at, 'x', true));
  const end = bbox.left + bbox.width;
  const placed = marks.flatMap((mark) => {
    const x = plot.valToPos(mark.at, 'x', true);
    const next = Math.min(end, ...loads.filter((one) => one > x));
    const room = mark.kind === 'note' ? Number.POSITIVE_INFINITY : next - x;
    const isInSight = Math.round(x) + 0.5 >= bbox.left && Math.round(x) + 0.5 <= end;
    return isInSight ? [{ mark, place: { paints, x: Math.round(x) + 0.5, room } }] : [];
  });
  // No line goes through the words of another.
  for (const { mark, place } of placed) paintMarkLine(plot, mark, place);
  for (const { mark, place } of placed) paintMarkText(plot, mark, place);
  ctx.restore();
}

interface PlacedMark {
  readonly paints: Pick<Paints, 'mark' | 'steered' | 'ground'>;
  /** Canvas pixels. */
  readonly x: number;
  /** For its text, to the right. */
  readonly room: number;
}

function paintMarkLine({ ctx, bbox }: uPlot, { text, kind }: Mark, { paints, x }: PlacedMark): void {
  const ratio = devicePixelRatio;
  const isNote = kind === 'note';
  ctx.strokeStyle = isNote ? paints.mark : paints.steered;
  ctx.setLineDash(isNote ? [3 * ratio, 3 * ratio] : []);
  // One of many without a word stands back.
  ctx.globalAlpha = isNote || text !== '' ? 1 : 0.3;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

function paintMarkText(
  { ctx, bbox }: uPlot,
  { text, kind, row = 0 }: Mark,
  { paints, x, room }: PlacedMark,
): void {
  const ratio = devicePixelRatio;
  const isNote = kind === 'note';
  if (text === '' || room < LEAST_ROOM * ratio) return;
  const most = Math.min(room - 6 * ratio, MARK_ROOM * ratio);
  const said = cut(text, (part) => ctx.measureText(part).width <= most);
  const width = ctx.measureText(said).width + 6 * ratio;
  const left = x + width > bbox.left + bbox.width ? x - width : x;
  const top = isNote ? bbox.top + row * MARK_ROW * ratio : bbox.top + bbox.height - MARK_ROW * ratio;
  ctx.fillStyle = paints.ground;
  ctx.fillRect(left, top, width, 14 * ratio);
  ctx.fillStyle = isNote ? paints.mark : paints.steered;
  ctx.fillText(said, left + 3 * ratio, top + 2 * ratio);
}

/** Values that are not to be exceeded, over all else: a dashed line, and what it is at its right end. */
export function paintLimits(plot: uPlot, { limits = [] }: PlotModel, { limit, ground, font }: Paints): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  clip(plot);
  ctx.font = scaled(font);
  ctx.textBaseline = 'bottom';
  ctx.textAlign = 'left';
  ctx.lineWidth = ratio;
  for (const { at, text } of limits) {
    const y = Math.round(plot.valToPos(at, 'y', true)) + 0.5;
    ctx.strokeStyle = limit;
    ctx.setLineDash([6 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = ground;
    ctx.fillRect(bbox.left + 2 * ratio, y - 15 * ratio, ctx.measureText(text).width + 6 * ratio, 14 * ratio);
    ctx.fillStyle = limit;
    ctx.fillText(text, bbox.left + 5 * ratio, y - 2 * ratio);
  }
  ctx.restore();
}

interface Points {
  /** Which of the series of the plot; 0 is the x axis. */
  readonly at: number;
  readonly look: PointLook;
  readonly color: string;
}

/** Draws each value of a series as a shape of its own, kept apart from lines below by the ground. */
export function paintPoints(plot: uPlot, { at, look, color }: Points, { ground }: Paints): void {
  const { ctx, data } = plot;
  const radius = POINT_RADIUS * devicePixelRatio;
  ctx.save();
  for (const [place, value] of (data[at] ?? []).entries()) {
    const x = data[0][place];
    if (x === undefined || value === null || value === undefined || !isInSight(plot, x, value)) continue;
    const [left, top] = [plot.valToPos(x, 'x', true), plot.valToPos(value, 'y', true)];
    const shape = new Path2D(pointPath(look, radius));
    ctx.setTransform(1, 0, 0, 1, left, top);
    ctx.strokeStyle = ground;
    ctx.lineWidth = 5 * devicePixelRatio;
    ctx.stroke(shape);
    ctx.strokeStyle = color;
    ctx.fillStyle = look === 'dots' ? color : ground;
    ctx.lineWidth = (look === 'crosses' ? 2 : 1.75) * devicePixelRatio;
    if (look !== 'crosses') ctx.fill(shape);
    ctx.stroke(shape);
  }
  ctx.restore();
}

/** A shape around the origin, as an SVG path. */
export function pointPath(look: PointLook, radius: number): string {
  const r = radius;
  if (look === 'crosses') return `M${-r} ${-r}L${r} ${r}M${-r} ${r}L${r} ${-r}`;
  return `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`;
}

function isInSight({ scales }: uPlot, x: number, y: number): boolean {
  const [left, right] = [scales.x?.min ?? 0, scales.x?.max ?? 0];
  return x >= left && x <= right && y >= (scales.y?.min ?? 0) && y <= (scales.y?.max ?? 0);
}

/** As much of a text as fits. */
function cut(text: string, fits: (part: string) => boolean): string {
  if (fits(text)) return text;
  let length = text.length - 1;
  while (length > 1 && !fits(`${text.slice(0, length)}…`)) length -= 1;
  return `${text.slice(0, length).trimEnd()}…`;
}

/** How a series is drawn: as resolved in the current theme. */
export interface Stroke {
  readonly color: string;
  /** CSS pixels. */
  readonly width: number;
  readonly dash: readonly number[];
}

/** Draws a series level over the stretches of its values. */
export function paintSteps(plot: uPlot, series: PlotSeries, stroke: Stroke): void {
  const { ctx } = plot;
  const steps = series.steps ?? [];
  ctx.save();
  clip(plot);
  ctx.fillStyle = stroke.color;
  ctx.strokeStyle = stroke.color;
  if (series.look === 'bars') ctx.fill(new Path2D(barPath(steps, projection(plot), rangeOf(plot))));
  else {
    const paths = stepPaths(steps, projection(plot), rangeOf(plot));
    ctx.lineWidth = stroke.width * devicePixelRatio;
    ctx.setLineDash(stroke.dash.map((length) => length * devicePixelRatio));
    ctx.globalAlpha = ESTIMATE_ALPHA;
    ctx.stroke(new Path2D(paths.estimate));
    ctx.globalAlpha = 1;
    ctx.stroke(new Path2D(paths.sure));
  }
  ctx.restore();
}

function projection(plot: uPlot): Projection {
  return {
    x: (seconds) => plot.valToPos(seconds, 'x', true),
    y: (value) => plot.valToPos(value, 'y', true),
  };
}

function rangeOf({ scales }: uPlot): [number, number] {
  return [scales.x?.min ?? 0, scales.x?.max ?? 0];
}

function clip({ ctx, bbox }: uPlot): void {
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
}

function scaled(font: string): string {
  return font.replace(/^[\d.]+px/, (size) => `${Number.parseFloat(size) * devicePixelRatio}px`);
}
