import { formatNumber } from '../../../../contract/format.ts';
import type { Millis } from '../../../../contract/units.ts';
import { cornersOf, type LoadView, type Point } from './load-shape.ts';

export interface ProfileAxes {
  readonly maxMs: Millis;
  readonly maxLevel: number;
  /** Where labels stand. */
  readonly times: readonly Millis[];
  readonly levels: readonly number[];
  /** What dragging and the arrow keys are rounded to. */
  readonly step: { readonly ms: Millis; readonly level: number };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Distances of time that people read at a glance. */
const TIME_STEPS = [
  1,
  2,
  5,
  10,
  15,
  30,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60),
  ...[1, 2, 4, 6, 12, 24, 48].map((hours) => hours * 3_600),
].map((seconds) => seconds * SECOND);
const TIME_LABELS = 7;
const LEVEL_LABELS = 5;
/** Room above and beside the load, so that it can be dragged to more. */
const HEADROOM = 1.25;

/** Scales that show a load with room to grow. */
export function axesOf(load: LoadView): ProfileAxes {
  const top = Math.max(...cornersOf(load).map((corner) => corner.level), 1);
  const levelStep = niceStep((top * HEADROOM) / LEVEL_LABELS);
  const maxLevel = Math.ceil((top * HEADROOM) / levelStep) * levelStep;
  const maxMs = Math.max(load.durationMs, SECOND) * 1.15;
  const timeStep =
    TIME_STEPS.find((step) => maxMs / step <= TIME_LABELS) ??
    Math.ceil(maxMs / TIME_LABELS / (48 * HOUR)) * 48 * HOUR;
  return {
    maxMs,
    maxLevel,
    times: multiples(timeStep, maxMs),
    levels: multiples(levelStep, maxLevel),
    step: { ms: fineTime(load.durationMs), level: fineLevel(load, top) },
  };
}

/** 1, 2 or 5 times a power of ten, at least this. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function multiples(step: number, most: number): number[] {
  const count = Math.floor(most / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, nth) => Number((nth * step).toPrecision(12)));
}

function fineTime(durationMs: Millis): Millis {
  if (durationMs <= 2 * MINUTE) return SECOND;
  if (durationMs <= 20 * MINUTE) return 5 * SECOND;
  return durationMs <= 2 * HOUR ? 30 * SECOND : 5 * MINUTE;
}

/** Users are whole; arrivals may be slower than one per second. */
function fineLevel({ model }: LoadView, top: number): number {
  const fine = niceStep(top / 200);
  return model === 'closed' ? Math.max(1, fine) : fine;
}

/** `0`, `45 s`, `2 min`, `1:30 min`, `1.5 h`. */
export function timeWords(ms: Millis): string {
  if (ms === 0) return '0';
  if (ms < MINUTE) return `${formatNumber(ms / SECOND)} s`;
  if (ms % HOUR === 0 || ms >= 10 * HOUR) return `${formatNumber(ms / HOUR)} h`;
  const seconds = Math.round((ms % MINUTE) / SECOND);
  const minutes = Math.floor(ms / MINUTE);
  return seconds === 0 ? `${minutes} min` : `${minutes}:${String(seconds).padStart(2, '0')} min`;
}

/** Height of the drawing for a width, px: wide ones are higher. */
function heightFor(width: number): number {
  return Math.round(Math.min(340, Math.max(228, width * 0.34)));
}

export const EDGE = { left: 44, right: 22, top: 22, bottom: 26 } as const;

/** Between loads and pixels. */
export interface Scale {
  readonly x: (ms: number) => number;
  readonly y: (level: number) => number;
  readonly at: (x: number, y: number) => Point;
  readonly width: number;
  readonly height: number;
}

export function scaleOf({ maxMs, maxLevel }: ProfileAxes, width: number): Scale {
  const inner = Math.max(1, width - EDGE.left - EDGE.right);
  const whole = heightFor(width);
  const height = whole - EDGE.top - EDGE.bottom;
  return {
    width,
    height: whole,
    x: (ms) => EDGE.left + (ms / maxMs) * inner,
    y: (level) => EDGE.top + height - (level / maxLevel) * height,
    at: (x, y) => ({
      atMs: ((x - EDGE.left) / inner) * maxMs,
      level: ((EDGE.top + height - y) / height) * maxLevel,
    }),
  };
}
