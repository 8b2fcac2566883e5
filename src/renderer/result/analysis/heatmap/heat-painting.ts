import { formatClock, formatMs } from '../../../../contract/format.ts';
import type { Heatmap } from '../../../../contract/heatmap.ts';
import { tableOf } from '../../../../contract/keys.ts';
import { PERCENTILES, type Percentile, statisticWord } from '../../../../contract/percentiles.ts';
import { chartFont, resolveColor } from '../../../charts/chart-colors.ts';
import { heatRamp, heatStep, LINE_COLORS, type Rgb } from './heat-colors.ts';
import { bandPlace, type HeatFrame, latencyTicks, timeTicks, xOfSecond, yOfBand } from './heat-frame.ts';
import type { HeatGrid, Zoom } from './heat-grid.ts';
import { type HeatLayout, stripFrame } from './heat-layout.ts';
import type { HeatLine } from './heat-lines.ts';
import { casedText, nameHeights, paintGroundNames } from './heat-names.ts';

/** Colours as the theme resolves them, asked for once: asking while drawing would lay out the page anew. */
interface HeatPaints {
  readonly ramp: readonly Rgb[];
  readonly ground: string;
  readonly grid: string;
  readonly label: string;
  readonly warmup: string;
  readonly disturbed: string;
  readonly edge: string;
  readonly hatch: string;
  readonly failed: string;
  readonly sight: string;
  readonly lines: Readonly<Record<Percentile, string>>;
  readonly font: string;
}

export function resolveHeatPaints(theme: 'light' | 'dark'): HeatPaints {
  return {
    ramp: heatRamp(theme),
    ground: resolveColor('--surface'),
    grid: resolveColor('--chart-grid'),
    label: resolveColor('--ink-3'),
    warmup: resolveColor('--chart-warmup'),
    disturbed: resolveColor('--chart-untrusted'),
    edge: resolveColor('--acceptable'),
    hatch: resolveColor('--ink-3', 40),
    failed: resolveColor('--poor'),
    sight: resolveColor('--chart-ink'),
    lines: tableOf(PERCENTILES, (name) => resolveColor(LINE_COLORS[name])),
    font: chartFont(),
  };
}

/** All cells of a grid as a picture, one pixel each, the highest band on top; empty ones let the ground through. */
export function cellPicture(
  { columns, bands, cells, max }: HeatGrid,
  ramp: readonly Rgb[],
): HTMLCanvasElement {
  const rows = bands.to - bands.from + 1;
  const picture = document.createElement('canvas');
  picture.width = columns;
  picture.height = rows;
  const context = picture.getContext('2d');
  if (context === null) return picture;
  const pixels = context.createImageData(columns, rows);
  for (let column = 0; column < columns; column += 1) {
    for (let row = 0; row < rows; row += 1) {
      const color = ramp[heatStep(cells[column * rows + row] ?? 0, max)];
      if (color === undefined) continue;
      pixels.data.set(color, 4 * ((rows - 1 - row) * columns + column));
      pixels.data[4 * ((rows - 1 - row) * columns + column) + 3] = 255;
    }
  }
  context.putImageData(pixels, 0, 0);
  return picture;
}

/** What is drawn: the cells in sight and, for the strip, of the whole run. */
interface HeatScene {
  readonly heatmap: Heatmap;
  readonly grid: HeatGrid;
  readonly picture: HTMLCanvasElement;
  readonly whole: { readonly grid: HeatGrid; readonly picture: HTMLCanvasElement };
  readonly lines: readonly HeatLine[];
  readonly layout: HeatLayout;
  readonly paints: HeatPaints;
}

export function paintHeatmap(ctx: CanvasRenderingContext2D, scene: HeatScene): void {
  const { layout, paints } = scene;
  ctx.clearRect(0, 0, layout.width, layout.height);
  ctx.font = paints.font;
  paintAxes(ctx, layout.frame, paints);
  clipped(ctx, layout.frame, () => {
    paintGrounds(ctx, scene);
    paintCells(ctx, layout.frame, scene);
    paintBars(ctx, scene);
    paintGroundNames(ctx, scene);
  });
  clipped(ctx, { ...layout.frame, top: layout.frame.top - 4, height: layout.frame.height + 8 }, () =>
    paintLines(ctx, scene),
  );
  paintNames(ctx, scene);
  paintFailures(ctx, scene);
  paintStrip(ctx, scene);
}

type Rect = Pick<HeatFrame, 'left' | 'top' | 'width' | 'height'>;

function clipped(ctx: CanvasRenderingContext2D, { left, top, width, height }: Rect, paint: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  paint();
  ctx.restore();
}

function paintAxes(ctx: CanvasRenderingContext2D, frame: HeatFrame, { grid, label }: HeatPaints): void {
  const { left, top, width, height, zoom } = frame;
  ctx.fillStyle = label;
  ctx.strokeStyle = grid;
  ctx.lineWidth = 1;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'right';
  ctx.beginPath();
  for (const ms of latencyTicks(frame)) {
    const y = Math.round(yOfBand(frame, bandPlace(ms))) + 0.5;
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.fillText(ms < 1_000 ? formatMs(ms) : `${ms / 1_000} s`, left - LABEL_GAP, y);
  }
  ctx.textAlign = 'center';
  for (const second of timeTicks(frame)) {
    const x = xOfSecond(frame, second);
    if (second > zoom.from) {
      ctx.moveTo(Math.round(x) + 0.5, top);
      ctx.lineTo(Math.round(x) + 0.5, top + height);
    }
    const room = 18;
    ctx.fillText(
      formatClock(second * 1_000),
      Math.max(left + room - 4, Math.min(left + width - room + 8, x)),
      top + height + 13,
    );
  }
  ctx.stroke();
}

function paintGrounds(ctx: CanvasRenderingContext2D, { heatmap, grid, layout, paints }: HeatScene): void {
  const { frame } = layout;
  const ground = (from: number, to: number, color: string) => {
    const left = xOfSecond(frame, from);
    ctx.fillStyle = color;
    ctx.fillRect(left, frame.top, xOfSecond(frame, to) - left, frame.height);
  };
  if (heatmap.warmupSeconds > 0) ground(0, heatmap.warmupSeconds, paints.warmup);
  for (const second of heatmap.disturbed) ground(second, second + 1, paints.disturbed);
  for (let column = 0; column < grid.columns; column += 1) {
    if (grid.isMissing[column] !== 1) continue;
    const [from, to] = [column, column + 1].map((edge) => xOfSecond(frame, edge * grid.seconds));
    hatch(
      ctx,
      { left: from ?? 0, top: frame.top, width: (to ?? 0) - (from ?? 0), height: frame.height },
      paints.hatch,
    );
  }
}

/** Pixels between a label beside the picture and the picture. */
const LABEL_GAP = 8;

/** Pixels between two strokes of what is not known. */
const HATCH = 7;

function hatch(ctx: CanvasRenderingContext2D, rect: Rect, color: string): void {
  clipped(ctx, rect, () => {
    ctx.strokeStyle = color;
    ctx.lineWidth = 1;
    ctx.beginPath();
    // On one raster, so that neighbours join.
    const first = Math.floor((rect.left - rect.height) / HATCH) * HATCH;
    for (let x = first; x < rect.left + rect.width; x += HATCH) {
      ctx.moveTo(x, rect.top + rect.height);
      ctx.lineTo(x + rect.height, rect.top);
    }
    ctx.stroke();
  });
}

function paintCells(
  ctx: CanvasRenderingContext2D,
  frame: HeatFrame,
  { picture, grid }: Pick<HeatScene, 'picture' | 'grid'>,
): void {
  const left = xOfSecond(frame, 0);
  const right = xOfSecond(frame, grid.columns * grid.seconds);
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(picture, left, frame.top, right - left, frame.height);
}

/** Above what was disturbed, for who sees no tint. */
function paintBars(ctx: CanvasRenderingContext2D, { heatmap, layout: { frame }, paints }: HeatScene): void {
  ctx.fillStyle = paints.edge;
  for (const second of heatmap.disturbed) {
    const left = xOfSecond(frame, second);
    ctx.fillRect(left, frame.top, Math.max(2, xOfSecond(frame, second + 1) - left), 3);
  }
}

const LINE = 1.75;
/** Around a line, in the colour of the ground. */
const CASING = 2.5;
const ESTIMATE_ALPHA = 0.75;

function paintLines(
  ctx: CanvasRenderingContext2D,
  { lines, grid, layout: { frame }, paints }: HeatScene,
): void {
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  for (const line of lines) {
    const paths = linePaths(line, grid, frame);
    ctx.strokeStyle = paints.ground;
    ctx.lineWidth = LINE + CASING;
    ctx.stroke(paths.sure);
    ctx.stroke(paths.estimate);
    ctx.strokeStyle = paints.lines[line.name];
    ctx.lineWidth = LINE;
    ctx.stroke(paths.sure);
    ctx.globalAlpha = ESTIMATE_ALPHA;
    ctx.stroke(paths.estimate);
    ctx.globalAlpha = 1;
  }
}

/** From the middle of a column to that of the next; a column between two gaps is a dash as wide as it is. */
function linePaths({ places, isEstimate }: HeatLine, grid: HeatGrid, frame: HeatFrame) {
  const paths = { sure: new Path2D(), estimate: new Path2D() };
  const [first, last] = columnsIn(frame.zoom, grid);
  const x = (column: number) => xOfSecond(frame, column * grid.seconds);
  const has = (column: number) => !Number.isNaN(places[column] ?? Number.NaN);
  for (let column = first; column <= last; column += 1) {
    if (!has(column)) continue;
    const path = isEstimate[column] === 1 ? paths.estimate : paths.sure;
    const y = yOfBand(frame, places[column] ?? 0);
    if (has(column - 1)) {
      path.moveTo(x(column - 0.5), yOfBand(frame, places[column - 1] ?? 0));
      path.lineTo(x(column + 0.5), y);
    } else if (!has(column + 1)) {
      path.moveTo(x(column), y);
      path.lineTo(x(column + 1), y);
    }
  }
  return paths;
}

function columnsIn(
  { from, to }: Zoom,
  { seconds, columns }: HeatGrid,
): readonly [first: number, last: number] {
  return [Math.max(0, Math.floor(from / seconds) - 1), Math.min(columns - 1, Math.ceil(to / seconds))];
}

/** Each line has its name at its right end; they give way to one another upwards, and downwards from the top. */
function paintNames(
  ctx: CanvasRenderingContext2D,
  { lines, grid, layout: { frame }, paints }: HeatScene,
): void {
  ctx.save();
  ctx.font = paints.font.replace(/^/, '600 ');
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  const named = lines.flatMap(({ name, places }) => {
    const place = lastIn(places, columnsIn(frame.zoom, grid));
    return place === null ? [] : [{ name, y: yOfBand(frame, place) - 8 }];
  });
  const heights = nameHeights(
    named.map(({ y }) => y),
    frame.top + 6,
  );
  for (const [nth, { name }] of named.entries()) {
    const at = [frame.left + frame.width - 4, heights[nth] ?? 0] as const;
    casedText(ctx, statisticWord(name), at, { ground: paints.ground, label: paints.lines[name] });
  }
  ctx.restore();
}

function lastIn(places: Float64Array, [first, last]: readonly [number, number]): number | null {
  for (let column = last; column >= first; column -= 1) {
    const place = places[column] ?? Number.NaN;
    if (!Number.isNaN(place)) return place;
  }
  return null;
}

function paintFailures(ctx: CanvasRenderingContext2D, { grid, layout, paints }: HeatScene): void {
  const { frame, lane } = layout;
  ctx.fillStyle = paints.label;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.fillText('failed', frame.left - LABEL_GAP, lane.top + lane.height / 2 + 2);
  ctx.fillStyle = paints.grid;
  ctx.fillRect(frame.left, lane.top + lane.height, frame.width, 1);
  clipped(ctx, { ...frame, ...lane }, () => {
    ctx.fillStyle = paints.failed;
    const [first, last] = columnsIn(frame.zoom, grid);
    for (let column = first; column <= last; column += 1) {
      const failed = grid.failed[column] ?? 0;
      if (failed === 0) continue;
      const left = xOfSecond(frame, column * grid.seconds);
      const width = xOfSecond(frame, (column + 1) * grid.seconds) - left;
      const height = Math.max(3, lane.height * Math.sqrt(failed / grid.maxFailed));
      ctx.fillRect(left, lane.top + lane.height - height, Math.max(1, width - (width > 4 ? 1 : 0)), height);
    }
  });
}

/** How the part of the run that is out of sight is drawn. */
const OUT_OF_SIGHT = 0.45;

function paintStrip(ctx: CanvasRenderingContext2D, { heatmap, whole, layout, paints }: HeatScene): void {
  const frame = stripFrame(layout, heatmap.seconds);
  const { zoom } = layout.frame;
  ctx.fillStyle = paints.label;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.fillText('whole run', frame.left - LABEL_GAP, frame.top + frame.height / 2);
  const [from, to] = [xOfSecond(frame, zoom.from), xOfSecond(frame, zoom.to)];
  const draw = () => {
    const right = xOfSecond(frame, whole.grid.columns * whole.grid.seconds);
    // Fewer pixels than bands: none of them may be skipped.
    ctx.imageSmoothingEnabled = true;
    ctx.drawImage(whole.picture, frame.left, frame.top + 2, right - frame.left, frame.height - 4);
  };
  ctx.globalAlpha = OUT_OF_SIGHT;
  clipped(ctx, frame, draw);
  ctx.globalAlpha = 1;
  clipped(ctx, { ...frame, left: from, width: to - from }, draw);
  ctx.strokeStyle = paints.sight;
  ctx.lineWidth = 1.5;
  ctx.strokeRect(from + 0.75, frame.top + 0.75, Math.max(3, to - from - 1.5), frame.height - 1.5);
}
