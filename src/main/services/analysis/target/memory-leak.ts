import type { Bytes } from '../../../../contract/units.ts';
import { MEBIBYTE } from '../../../../contract/watched-format.ts';
import { growthEnd } from './growth-end.ts';
import { mannKendall, medianOf, type Point, theilSen } from './leak-statistics.ts';

/** Left out at the beginning of a steady load, for what fills once: so many seconds, or this share. */
const SKIP_SECONDS = 30;
const SKIP_SHARE = 0.25;
/** So much has to be left. */
const LEAST_SECONDS = 90;
/** A drop, as a garbage collector makes it: at least so much within three seconds, and of what varies beside the trend. */
const DROP_BYTES: Bytes = 8 * MEBIBYTE;
const DROP_SHARE = 0.4;
/** Drops as near as this are one. */
const ONE_DROP_SECONDS = 5;
/** Lows are taken of this share of the time, or of so many teeth. */
const WINDOW_SHARE = 1 / 20;
const WINDOW_TEETH = 1.2;
const LEAST_WINDOWS = 6;
/** With fewer windows than that, growth has to be so many times the largest drop. */
const ABOVE_DROPS = 3;
/** What stays level at the end for less than so many teeth may be one that has yet to fall. */
const LEVEL_TEETH = 2;
/** What makes lows an alarm. */
const ALARM = {
  z: 2.58,
  tau: 0.6,
  bytes: 8 * MEBIBYTE,
  share: 0.03,
  half: 0.5,
  second: 0.75,
  jump: 0.35,
} as const;

/** What was seen of the memory of a target under a steady load. Rates are bytes per second. */
export type MemoryTrend =
  | {
      readonly state: 'growing';
      readonly slope: number;
      /** Of the slope, 99%. */
      readonly low: number;
      readonly high: number;
      readonly from: Bytes;
      readonly to: Bytes;
      /** Of the readings, the first that grew no more; null: it grew to the last one. All figures are of what is before. */
      readonly stoppedAt: number | null;
    }
  /** It may grow: what goes up and down beside it hides that. `toothSeconds`: from one drop to the next; of one, the longer side of it. */
  | {
      readonly state: 'cannot tell';
      readonly toothSeconds: number;
      readonly drops: number;
      /** Of a steady load that could tell. */
      readonly needsSeconds: number;
      /** Of its lows, over what was looked at. */
      readonly growth: Bytes;
    }
  /** Too short for any word. */
  | { readonly state: 'too short' }
  | { readonly state: 'not growing' };

/** What is looked at of a steady load of so many seconds. */
export function secondsSkipped(seconds: number): number {
  return Math.ceil(Math.max(SKIP_SECONDS, SKIP_SHARE * seconds));
}

/**
 * Whether memory under a steady load goes on growing. Lows are compared, for what a garbage collector has yet to
 * free is no leak; and they have to grow all along: what fills once, steps up, or grows more and more slowly does not.
 * A cache that is still filling looks the same. What has stopped growing before the end is judged up to there.
 * Proof: `test/bench/leak-table.bench.ts`.
 * @param values resident memory in bytes, one a second, from where the load became steady; NaN: a gap
 */
export function memoryTrend(values: Float64Array): MemoryTrend {
  const skipped = Math.min(secondsSkipped(values.length), values.length);
  const looked = values.subarray(skipped);
  const { trend, toothSeconds } = trendOf(looked);
  if (trend.state !== 'growing') return trend;
  const end = growthEnd(looked, LEVEL_TEETH * toothSeconds);
  if (end === null) return trend;
  const until = trendOf(looked.subarray(0, end)).trend;
  return until.state === 'growing' ? { ...until, stoppedAt: skipped + end } : until;
}

/** @param looked readings of which none is skipped */
function trendOf(looked: Float64Array): { readonly trend: MemoryTrend; readonly toothSeconds: number } {
  const { drops, largest } = dropsOf(looked);
  const toothSeconds = toothOf(drops, looked.length);
  const told = (trend: MemoryTrend) => ({ trend, toothSeconds });
  if (looked.length < LEAST_SECONDS) return told({ state: 'too short' });
  const least = looked.length * WINDOW_SHARE;
  const wide = Math.max(least, WINDOW_TEETH * toothSeconds);
  const isCovered = looked.length / wide >= LEAST_WINDOWS;
  const lows = lowsOf(looked, isCovered ? wide : least);
  const trend = theilSen(lows);
  if (trend === null || lows.length < LEAST_WINDOWS) return told({ state: 'too short' });
  const growth = trend.slope * looked.length;
  if (!isCovered && growth < ABOVE_DROPS * largest) {
    const needsSeconds = Math.ceil((LEAST_WINDOWS * wide) / (1 - SKIP_SHARE));
    return told({ state: 'cannot tell', toothSeconds, drops: drops.length, needsSeconds, growth });
  }
  const [from, to] = [lows[0]?.value ?? 0, lows.at(-1)?.value ?? 0];
  if (!isAlarm(lows, { ...trend, growth })) return told({ state: 'not growing' });
  return told({ state: 'growing', ...trend, from, to, stoppedAt: null });
}

interface Grown {
  readonly slope: number;
  readonly low: number;
  readonly growth: Bytes;
}

/** @param lows of windows, in order */
function isAlarm(lows: readonly Point[], { slope, low, growth }: Grown): boolean {
  const values = lows.map(({ value }) => value);
  const { z, tau } = mannKendall(values);
  if (z <= ALARM.z || tau < ALARM.tau || low <= 0) return false;
  if (!isMuch(growth, values[0] ?? 0)) return false;
  const half = Math.floor(lows.length / 2);
  const first = theilSen(lows.slice(0, lows.length - half))?.slope ?? 0;
  const second = theilSen(lows.slice(half))?.slope ?? 0;
  if (Math.min(first, second) < ALARM.half * slope || second < ALARM.second * first) return false;
  return largestJump(values) < ALARM.jump * growth;
}

/** Whether so much growth is worth a word. @param from what was there before */
export function isMuch(growth: Bytes, from: Bytes): boolean {
  return growth >= Math.max(ALARM.bytes, ALARM.share * from);
}

function largestJump(values: readonly number[]): Bytes {
  return values.reduce((most, value, at) => Math.max(most, value - (values[at - 1] ?? value)), 0);
}

/** The lowest reading of each window of about so many seconds, and when it was. */
function lowsOf(values: Float64Array, windowSeconds: number): Point[] {
  const count = Math.floor(values.length / windowSeconds + 1e-9);
  const lows: Point[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const [from, to] = [nth, nth + 1].map((edge) => Math.round((edge * values.length) / count));
    let low: Point | null = null;
    for (let at = from ?? 0; at < (to ?? 0); at += 1) {
      const value = values[at] ?? Number.NaN;
      if (value < (low?.value ?? Number.POSITIVE_INFINITY)) low = { at, value };
    }
    if (low !== null) lows.push(low);
  }
  return lows;
}

interface Drops {
  /** When each was over. */
  readonly drops: readonly number[];
  /** 0: there was none. */
  readonly largest: Bytes;
}

/** Falls within a few seconds that are large beside what varies about a straight line. */
function dropsOf(values: Float64Array): Drops {
  const least = Math.max(DROP_BYTES, DROP_SHARE * detrendedRange(values));
  const drops: number[] = [];
  let largest = 0;
  for (let at = 1; at < values.length; at += 1) {
    const fall = fallAt(values, at);
    if (fall <= least) continue;
    largest = Math.max(largest, fall);
    const last = drops.at(-1);
    // What goes on falling is one drop.
    if (last !== undefined && at - last <= ONE_DROP_SECONDS) drops[drops.length - 1] = at;
    else drops.push(at);
  }
  return { drops, largest };
}

/** From the median of the seconds before to that of this one and the next: a single odd reading is no drop. */
function fallAt(values: Float64Array, at: number): Bytes {
  const before = medianOfThree(values, at - 3);
  const after = medianOfThree(values, at);
  return Number.isNaN(before - after) ? 0 : before - after;
}

/** Of what is known of three seconds; of two, the lower one. NaN: nothing is. */
function medianOfThree(values: Float64Array, from: number): number {
  const [a, b, c] = [0, 1, 2].map((nth) => values[from + nth] ?? Number.NaN);
  if (a === undefined || b === undefined || c === undefined) return Number.NaN;
  if (Number.isNaN(a + b + c)) {
    const known = [a, b, c].filter((value) => !Number.isNaN(value));
    return known.length === 0 ? Number.NaN : Math.min(...known);
  }
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** Seconds from one drop to the next: the median; of a single drop, the longer side of it. 0: none. */
function toothOf(drops: readonly number[], seconds: number): number {
  const [first] = drops;
  if (first === undefined) return 0;
  if (drops.length === 1) return Math.max(first, seconds - first);
  return medianOf(
    drops
      .slice(1)
      .map((at, nth) => at - (drops[nth] ?? at))
      .sort((a, b) => a - b),
  );
}

/** What readings vary about the straight line of least squares. */
function detrendedRange(values: Float64Array): Bytes {
  let [n, sumAt, sum, squares, products] = [0, 0, 0, 0, 0];
  for (const [at, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    n += 1;
    sumAt += at;
    sum += value;
    squares += at * at;
    products += at * value;
  }
  const spread = n * squares - sumAt * sumAt;
  const slope = spread === 0 ? 0 : (n * products - sumAt * sum) / spread;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [at, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const beside = value - slope * at;
    low = Math.min(low, beside);
    high = Math.max(high, beside);
  }
  return n === 0 ? 0 : high - low;
}
