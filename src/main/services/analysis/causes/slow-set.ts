import type { Area } from '../../../../contract/area.ts';
import { bandOf, LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { EffectiveSize } from './association.ts';
import { bandsOf, type Observed, wholeRunOf } from './observed.ts';
import { type Cut, quantileUs, slowFrom } from './slow-cut.ts';

/** Where a kept row stands: not in the time asked about, in it, or slow in the area asked about. */
export const OUTSIDE = 0;
export const INSIDE = 1;
export const SLOW = 2;

/** Fewer slow requests have nothing to tell. */
export const MIN_SLOW = 20;
/** A selection has to hold so many times as many slow requests as the rest leads to expect, and by so many standard errors. */
export const MIN_RATIO = 2;
const MIN_ERRORS = 5;
/**
 * So many of the seconds are quiet, and so many bands (four to an octave) narrower is far narrower. Half of the seconds are
 * picked so much that a spread of theirs counts only where no picking could make it: a run of ten seconds, three of them slow.
 */
const QUIET = [
  { share: 0.75, farNarrower: 4 },
  { share: 0.5, farNarrower: 12 },
] as const;

/** What is asked about. */
export interface Compared {
  /** Null: the whole run. */
  readonly area: Area | null;
  /** A second area, of which all is usual; null: the rest of the run is. */
  readonly against: Area | null;
}

/** What is slow in an area. What counts as slow is learned outside of it; over the whole run, from all of it. */
export interface SlowSet {
  readonly area: Area;
  readonly isWholeRun: boolean;
  /** It could be asked why: of a selection more is slow than the rest leads to expect. */
  readonly isSlower: boolean;
  /** First slow band of each endpoint, within the area. */
  readonly cuts: Uint8Array;
  /** Of each endpoint the band from which on a request is unusual, whatever area is asked about. */
  readonly usualBelow: Uint8Array;
  /** Of each endpoint, how many requests show what is usual for it. */
  readonly seen: Float64Array;
  /** Exact, of each endpoint within the time: its requests, and those that are slow. */
  readonly totals: Float64Array;
  readonly slow: Float64Array;
  readonly count: number;
  /** Slow requests that what it is compared with leads to expect in the area; over the whole run NaN. */
  readonly expected: number;
  /** OUTSIDE, INSIDE or SLOW, of each kept row. */
  readonly rows: Uint8Array;
  /** The kept rows that are SLOW. */
  readonly slowRows: Uint32Array;
  /** Of each endpoint, the effective size of its kept rows. */
  readonly effectiveSizes: readonly EffectiveSize[];
}

/**
 * The slow requests of an area. Where all endpoints together are no slower than the rest of the run leads to expect, but some by
 * themselves are, it is about those alone.
 */
export function slowSetOf(observed: Observed, { area, against }: Compared, cut: Cut): SlowSet {
  const { endpoints, first, seconds } = observed;
  const chosen = area ?? wholeRunOf(observed);
  const isIn = (second: number) => second >= chosen.fromSecond && second <= chosen.toSecond;
  const isWholeRun = against === null && chosen.fromSecond === first && chosen.toSecond === seconds - 1;
  const isUsual = isWholeRun ? isIn : usualSeconds(isIn, against);
  const totals = new Float64Array(endpoints);
  const seen = new Float64Array(endpoints);
  const found = Array.from({ length: endpoints }, (_, endpoint): SlowOf => {
    const counts = observed.countsOf(endpoint);
    const inside = bandsOf(observed, counts, isIn);
    const outside = isWholeRun ? inside : onlyBands(bandsOf(observed, counts, isUsual), against);
    const usual: Usual = { bands: outside, isUsual, against };
    const learned = learnedFrom(observed, counts, usual, cut);
    const from = Math.max(learned, chosen.fromBand);
    const total = sum(inside, 0, LATENCY_BANDS - 1);
    const all = sum(outside, 0, LATENCY_BANDS - 1);
    totals[endpoint] = total;
    seen[endpoint] = all;
    return {
      learned,
      from,
      slow: sum(inside, from, chosen.toBand),
      expected: all === 0 ? 0 : (total * sum(outside, from, chosen.toBand)) / all,
    };
  });
  const chosenOf = isWholeRun || isBeyond(together(found)) ? found : slowerAlone(found);
  const { slow: count, expected } = together(chosenOf);
  const cuts = Uint8Array.from(chosenOf, ({ from }) => from);
  const rows = rowsOf(observed, chosen, cuts);
  return {
    area: chosen,
    isWholeRun,
    isSlower: isWholeRun || isBeyond({ slow: count, expected }),
    cuts,
    usualBelow: Uint8Array.from(found, ({ learned }) => learned),
    seen,
    totals,
    slow: Float64Array.from(chosenOf, ({ slow }) => slow),
    count,
    expected: isWholeRun ? Number.NaN : expected,
    rows,
    slowRows: placesOf(rows, SLOW),
    effectiveSizes: effectiveSizesOf(observed, rows),
  };
}

function usualSeconds(isIn: (second: number) => boolean, against: Area | null): (second: number) => boolean {
  if (against === null) return (second) => !isIn(second);
  const { fromSecond, toSecond } = against;
  return (second) => second >= fromSecond && second <= toSecond;
}

/** Of an area that bounds latency, what lies in it. */
function onlyBands(bands: Float64Array, area: Area | null): Float64Array {
  if (area !== null) bands.fill(0, 0, area.fromBand).fill(0, area.toBand + 1);
  return bands;
}

interface SlowOf {
  readonly learned: number;
  readonly from: number;
  readonly slow: number;
  readonly expected: number;
}

function together(found: readonly SlowOf[]): Pick<SlowOf, 'slow' | 'expected'> {
  return {
    slow: found.reduce((sum, { slow }) => sum + slow, 0),
    expected: found.reduce((sum, { expected }) => sum + expected, 0),
  };
}

/** Whether more is slow than expected: by so many times, and beyond what chance does. */
function isBeyond({ slow, expected }: Pick<SlowOf, 'slow' | 'expected'>): boolean {
  return slow >= MIN_RATIO * expected && slow - expected >= MIN_ERRORS * Math.sqrt(Math.max(expected, 1));
}

/** Those that are slower by themselves, of the others nothing is slow; without any, all as they were. */
function slowerAlone(found: readonly SlowOf[]): readonly SlowOf[] {
  const isAlone = (one: SlowOf) => one.slow >= MIN_SLOW && isBeyond(one);
  if (!found.some(isAlone)) return found;
  return found.map((one) => (isAlone(one) ? one : { ...one, from: LATENCY_BANDS, slow: 0, expected: 0 }));
}

interface Usual {
  readonly bands: Float64Array;
  /** Of which seconds they are. */
  isUsual(second: number): boolean;
  /** Of which of their bands; null: all. */
  readonly against: Area | null;
}

/**
 * From which band on requests of an endpoint are slow. Where many were slow for a while, a short run holds so many of them
 * that they pass for its spread: if the quieter seconds alone have a far narrower one, that counts.
 */
function learnedFrom(observed: Observed, counts: Uint32Array, usual: Usual, cut: Cut): number {
  const from = slowFrom(usual.bands, cut);
  if (cut === 'p99') return from;
  const seconds = quietestFirst(observed, counts, usual);
  return QUIET.reduce((least: number, { share, farNarrower }) => {
    const quiet = new Set(seconds.slice(0, Math.ceil(seconds.length * share)));
    const bands = bandsOf(observed, counts, (second) => quiet.has(second));
    const narrow = slowFrom(onlyBands(bands, usual.against), cut);
    return narrow <= least - farNarrower ? narrow : least;
  }, from);
}

/** The seconds of an endpoint, those first in which the smallest shares lie above its upper quartile. */
function quietestFirst(
  { first, seconds }: Observed,
  counts: Uint32Array,
  { bands, isUsual }: Usual,
): number[] {
  const above = bandOf(quantileUs(bands, sum(bands, 0, LATENCY_BANDS - 1), 0.75)) + 1;
  const shares: (readonly [second: number, share: number])[] = [];
  for (let second = first; second < seconds; second += 1) {
    if (!isUsual(second)) continue;
    const at = second * LATENCY_BANDS;
    const own = counts.subarray(at, at + LATENCY_BANDS);
    shares.push([second, sum(own, above, LATENCY_BANDS - 1) / Math.max(1, sum(own, 0, LATENCY_BANDS - 1))]);
  }
  shares.sort(([, a], [, b]) => a - b);
  return shares.map(([second]) => second);
}

function rowsOf({ kept }: Observed, area: Area, cuts: Uint8Array): Uint8Array {
  const rows = new Uint8Array(kept.length);
  for (let row = 0; row < kept.length; row += 1) {
    const second = kept.second[row] ?? 0;
    if (second < area.fromSecond || second > area.toSecond) continue;
    const band = bandOf(kept.durationUs[row] ?? 0);
    const isSlow = band >= (cuts[kept.endpoint[row] ?? 0] ?? 0) && band <= area.toBand;
    rows[row] = isSlow ? SLOW : INSIDE;
  }
  return rows;
}

/** Where a value stands, of hundreds of thousands. */
function placesOf(rows: Uint8Array, value: number): Uint32Array {
  const places = new Uint32Array(rows.reduce((count, here) => (here === value ? count + 1 : count), 0));
  let length = 0;
  for (let row = 0; row < rows.length; row += 1) if (rows[row] === value) places[length++] = row;
  return places;
}

/** Of each endpoint, the effective size of its kept rows. @param rows OUTSIDE, INSIDE or SLOW, of each */
export function effectiveSizesOf({ kept, endpoints }: Observed, rows: Uint8Array): EffectiveSize[] {
  const sums = { [INSIDE]: new Float64Array(endpoints), [SLOW]: new Float64Array(endpoints) };
  const squares = { [INSIDE]: new Float64Array(endpoints), [SLOW]: new Float64Array(endpoints) };
  for (let row = 0; row < kept.length; row += 1) {
    const where = rows[row];
    if (where !== INSIDE && where !== SLOW) continue;
    const endpoint = kept.endpoint[row] ?? 0;
    const weight = kept.weight[row] ?? 0;
    sums[where][endpoint] = (sums[where][endpoint] ?? 0) + weight;
    squares[where][endpoint] = (squares[where][endpoint] ?? 0) + weight * weight;
  }
  const effective = (where: typeof INSIDE | typeof SLOW, endpoint: number) =>
    (sums[where][endpoint] ?? 0) ** 2 / Math.max(1, squares[where][endpoint] ?? 0);
  return Array.from({ length: endpoints }, (_, endpoint) => ({
    slow: effective(SLOW, endpoint),
    others: effective(INSIDE, endpoint),
  }));
}

function sum(bands: ArrayLike<number>, from: number, to: number): number {
  let all = 0;
  for (let band = from; band <= to; band += 1) all += bands[band] ?? 0;
  return all;
}
