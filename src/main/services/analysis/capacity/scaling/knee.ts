import { formatMs, formatNumber, formatPercent } from '../../../../../contract/format.ts';
import type { Millis, PerSecond } from '../../../../../contract/units.ts';

/** A level of load and what it brought. */
interface CurvePoint {
  readonly level: number;
  readonly throughput: PerSecond;
  readonly p95Ms: Millis | null;
}

/** Throughput over users flattens; latency over a rate climbs. */
type KneeCurve = 'throughput' | 'latency';

/** The knee with the levels measured beside it, or nulls and why none is told. */
export interface KneeAnswer {
  readonly at: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly sentence: string;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

const MIN_LEVELS = 6;
/** Throughput of the highest level that is still taken to grow with the load. */
const LINEAR_SHARE = 0.8;
/** p95 of the highest level, in lowest ones, from which on it has risen. */
const RISEN = 1.5;
/** How far a difference has to fall behind its peak, in mean distances of two levels (Kneedle's S). */
const SENSITIVITY = 1;

/**
 * The load beyond which throughput flattens, or latency climbs (Kneedle: Satopää et al., Finding a "Kneedle" in a
 * Haystack, 2011). The method finds a knee in every curve, also in the noise of a flat one: it is asked only where the
 * curve has bent at its top. Levels should be spread evenly, or doubling; those of a search crowd around its answer.
 * @param unit as it is written behind a level: `users`, `req/s`
 */
export function kneeOf(points: readonly CurvePoint[], curve: KneeCurve, unit: string): KneeAnswer {
  const sorted = points.toSorted((a, b) => a.level - b.level);
  const places = curve === 'throughput' ? throughputPlaces(sorted) : latencyPlaces(sorted);
  const why = unbent(places, curve, unit);
  if (why !== null) return none(why);
  const found = kneedle(places, curve === 'throughput' ? 'concave' : 'convex');
  const at = found === null ? undefined : places[found];
  if (found === null || at === undefined)
    return none(
      `No knee up to ${formatNumber(places.at(-1)?.x ?? 0)} ${unit}: the curve bends nowhere sharply.`,
    );
  const low = places[found - 1]?.x ?? at.x;
  const high = places[found + 1]?.x ?? at.x;
  const what = curve === 'throughput' ? 'throughput flattens' : 'latency climbs';
  return {
    at: at.x,
    low,
    high,
    sentence: `Beyond about ${formatNumber(at.x)} ${unit} (levels beside it: ${formatNumber(low)} and ${formatNumber(high)}) ${what}.`,
  };
}

function none(sentence: string): KneeAnswer {
  return { at: null, low: null, high: null, sentence };
}

function throughputPlaces(points: readonly CurvePoint[]): Place[] {
  return points.map(({ level, throughput }) => ({ x: level, y: throughput }));
}

function latencyPlaces(points: readonly CurvePoint[]): Place[] {
  return points.flatMap(({ level, p95Ms }) => (p95Ms === null ? [] : [{ x: level, y: p95Ms }]));
}

/** Why no knee is looked for; null: the curve has bent at its top. */
function unbent(places: readonly Place[], curve: KneeCurve, unit: string): string | null {
  if (places.length < MIN_LEVELS)
    return `A knee takes ${MIN_LEVELS} levels of load; ${formatNumber(places.length)} were measured.`;
  const first = places[0] ?? { x: 0, y: 0 };
  const top = places.at(-1) ?? first;
  const upTo = `up to ${formatNumber(top.x)} ${unit}`;
  if (curve === 'throughput') {
    const share = (top.y * first.x) / (first.y * top.x);
    return share < LINEAR_SHARE
      ? null
      : `No knee ${upTo}: throughput there is ${formatPercent(share * 100)} of what it would be if it grew with the load.`;
  }
  const lowest = Math.min(...places.map(({ y }) => y));
  return top.y >= RISEN * lowest
    ? null
    : `No knee ${upTo}: p95 hardly rises, from ${formatMs(lowest)} to ${formatMs(top.y)}.`;
}

/**
 * Kneedle without its guard: the place of the knee among these, ascending in x; null: none.
 * Both axes are brought to 0 … 1; d is how far the curve is above its chord (concave), or below it (convex). A peak of d
 * is a knee where d then falls by S mean distances of x before it rises again. Of several the highest.
 */
export function kneedle(places: readonly Place[], shape: 'concave' | 'convex'): number | null {
  const xs = normalised(places.map(({ x }) => x));
  const ys = normalised(places.map(({ y }) => y));
  const sign = shape === 'concave' ? 1 : -1;
  const bends = xs.map((x, i) => sign * ((ys[i] ?? 0) - x));
  const at = (i: number) => bends[i] ?? 0;
  const needed = SENSITIVITY / (places.length - 1);
  let knee: number | null = null;
  for (let i = 1; i < bends.length - 1; i += 1) {
    if (!(at(i) > at(i - 1) && at(i) >= at(i + 1))) continue;
    let last = i;
    while (last + 1 < bends.length && at(last + 1) <= at(last)) last += 1;
    if (at(last) < at(i) - needed && at(i) > (knee === null ? 0 : at(knee))) knee = i;
  }
  return knee;
}

function normalised(values: readonly number[]): number[] {
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  return values.map((value) => (span > 0 ? (value - low) / span : 0));
}
