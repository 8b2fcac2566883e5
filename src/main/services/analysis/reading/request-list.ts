import type { Area, Scope } from '../../../../contract/area.ts';
import { bandOf, isTimeAlone } from '../../../../contract/latency-bands.ts';
import { LightCursor, type LightRequest } from '../../../../contract/light-requests.ts';
import type {
  RequestFilter,
  RequestOrder,
  RequestPage,
  RequestRow,
} from '../../../../contract/request-rows.ts';
import { PHASES } from '../../../../contract/tick.ts';
import type { ReadableRun } from './readable-run.ts';
import { countedFrom } from './rest-of-run.ts';
import { seriesInScope } from './scope.ts';

/** Where a kept request stands: the row of its second. */
interface Place {
  readonly second: number;
  readonly place: number;
}

interface ListAsked {
  readonly filter: RequestFilter;
  readonly from: number;
  readonly limit: number;
  /** Absent: the slowest first. */
  readonly order?: RequestOrder | undefined;
}

const NAMES: readonly string[] = PHASES;

/** A fair few are so many. */
const FAIR_FEW = 50;

/** Kept requests that a filter lets through, in an order. */
export function requestPage(
  run: ReadableRun,
  { filter, from, limit, order = 'slowest' }: ListAsked,
): RequestPage {
  const matching = matcherOf(run, filter);
  const keyOf = keyFor(order, filter);
  const keys: number[] = [];
  const places: Place[] = [];
  let standFor = 0;
  const seconds = filter.seconds === undefined ? null : new Set(filter.seconds);
  for (const { second, cursor } of keptOf(run, filter.area)) {
    if ((seconds !== null && !seconds.has(second)) || !matching(cursor, second)) continue;
    standFor += cursor.weight;
    const at = { second, place: cursor.place };
    keys.push(keyOf(at, cursor));
    places.push(at);
  }
  const { listed, first } = chosenOf(order, keys, from + limit);
  const rowsOf = (indexes: readonly number[]) =>
    indexes.flatMap((index) => {
      const place = places[index];
      return place === undefined ? [] : (rowAt(run, place, filter.clock)?.row ?? []);
    });
  const rows =
    order === 'fair'
      ? rowsOf(first)
          .sort((a, b) => a.startedUs - b.startedUs)
          .slice(from, from + limit)
      : rowsOf(first.slice(from, from + limit));
  const dropped = wereDropped(run, filter);
  return {
    kept: places.length,
    listed,
    standFor,
    isEstimate: isEstimated(filter) || dropped || run.isThinned,
    wereDropped: dropped,
    runHasKept: places.length > 0 || hasKept(run),
    rows,
  };
}

/**
 * Weights of a series and second, its successes or its failures, sum up to what it counted; of a part of them they need not. Where
 * some were dropped those that stayed stand for others too, of their second or of any.
 */
function isEstimated({ area, outside, hasFailed, ...part }: RequestFilter): boolean {
  const isOfPart = PARTS.some((name) => part[name] !== undefined);
  const isCut = [area, outside].some((one) => one !== undefined && !isTimeAlone(one));
  return isOfPart || (isCut && hasFailed !== true);
}

const PARTS = ['code', 'status', 'address', 'connection', 'isNew', 'minBytes', 'slow'] as const;

/** Whether any request of a run was kept, a success or a failure. */
export function hasKept(run: ReadableRun): boolean {
  for (const _ of keptOf(run)) return true;
  return false;
}

/** Whether of the time of a filter more were chosen than are stored. */
function wereDropped(run: ReadableRun, { area, seconds }: RequestFilter): boolean {
  if (seconds !== undefined) return seconds.some((second) => run.facts(second)?.hasDropped === true);
  const to = Math.min(area?.toSecond ?? Number.POSITIVE_INFINITY, run.seconds - 1);
  for (let second = area?.fromSecond ?? 0; second <= to; second += 1)
    if (run.facts(second)?.hasDropped === true) return true;
  return false;
}

/** What a request is put in order by, the largest first. */
function keyFor(
  order: RequestOrder,
  { clock = 'intended' }: RequestFilter,
): (at: Place, cursor: LightCursor) => number {
  if (order === 'fair') return (at, { weight }) => samplingKey(at, weight);
  // The one that ended last comes first.
  if (order === 'latest') return (_, cursor) => cursor.startedUs + cursor.durationUs('actual');
  const phase = NAMES.indexOf(order);
  return (_, cursor) => (phase < 0 ? cursor.durationUs(clock) : cursor.phaseUs(phase, clock));
}

/**
 * Of these keys the largest are a sample as if each request that the kept ones stand for had had the same chance:
 * u^(1/weight), u uniform (Efraimidis and Spirakis, 2006), as its logarithm. The same sample whenever it is asked for.
 */
function samplingKey({ second, place }: Place, weight: number): number {
  if (weight <= 0) return Number.NEGATIVE_INFINITY;
  let mixed = Math.imul(second + 1, 0x9e3779b1) ^ Math.imul(place + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return Math.log(((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32 + 2 ** -33) / weight;
}

/** How many are listed in all, and which come first, as far as they are asked for. */
function chosenOf(
  order: RequestOrder,
  keys: readonly number[],
  limit: number,
): { readonly listed: number; readonly first: readonly number[] } {
  if (order !== 'fair') return { listed: keys.length, first: largestOf(keys, limit) };
  const sampled = largestOf(keys, FAIR_FEW).filter((index) => Number.isFinite(keys[index]));
  return { listed: sampled.length, first: sampled };
}

/** Goes through the kept requests of a run, or of the time of an area; the cursor is the same one all through a second. */
export function* keptOf(
  run: ReadableRun,
  area?: Pick<Area, 'fromSecond' | 'toSecond'>,
): Generator<{ readonly second: number; readonly cursor: LightCursor }> {
  const to = Math.min(area?.toSecond ?? Number.POSITIVE_INFINITY, run.seconds - 1);
  for (let second = area?.fromSecond ?? 0; second <= to; second += 1) {
    const light = run.facts(second)?.light ?? null;
    if (light === null) continue;
    const at = { second, cursor: new LightCursor(light) };
    while (at.cursor.next()) yield at;
  }
}

/** A row by a clock, and what it is known by. @returns null: there is no such row */
export function rowAt(
  run: ReadableRun,
  { second, place }: Place,
  clock?: Scope['clock'],
): { readonly row: RequestRow; readonly request: LightRequest } | null {
  const light = run.facts(second)?.light ?? null;
  if (light === null) return null;
  for (const cursor = new LightCursor(light); cursor.next(); ) {
    if (cursor.place !== place) continue;
    return { row: rowOf(run, second, cursor, clock), request: cursor.request() };
  }
  return null;
}

export function rowOf(
  run: ReadableRun,
  second: number,
  cursor: LightCursor,
  clock: Scope['clock'] = 'intended',
): RequestRow {
  const kept = cursor.request();
  const { series, connection, ...request } = kept;
  const { service = '', endpoint = '' } = run.asked.plan.series[series] ?? {};
  return {
    ...request,
    id: `${second}.${cursor.place}`,
    service,
    endpoint,
    connection: connection === 0 ? '' : `${request.thread}.${connection}`,
    phasesUs: PHASES.map((_, phase) => cursor.phaseUs(phase, clock)),
    durationUs: cursor.durationUs(clock),
    hasExchange: run.secondOfExchange(kept) !== null,
  };
}

/** The place that an id names. @returns null: it is none of `rowOf` */
export function placeOf(id: string): Place | null {
  const [, second, place] = /^(\d{1,9})\.(\d{1,9})$/.exec(id) ?? [];
  return second === undefined || place === undefined
    ? null
    : { second: Number(second), place: Number(place) };
}

type Matcher = (cursor: LightCursor, second: number) => boolean;

function matcherOf(run: ReadableRun, filter: RequestFilter): Matcher {
  const { code, hasFailed, status, address, connection, isNew, minBytes, isCounted } = filter;
  const isInScope = scopeMatcher(run, filter);
  const isInArea = areaMatcher(filter);
  const isOutside = outsideMatcher(filter);
  const isSlow = slowMatcher(run, filter);
  const { plan } = run.asked;
  const isInFigures = (cursor: LightCursor, second: number) => second >= countedFrom(plan, cursor.series);
  const [thread = -1, number = -1] = (connection ?? '').split('.').map(Number);
  return (cursor, second) => {
    if (code !== undefined && cursor.code !== code) return false;
    if (hasFailed !== undefined && cursor.hasFailed !== hasFailed) return false;
    if (status !== undefined && cursor.status !== status) return false;
    if (address !== undefined && cursor.address !== address) return false;
    if (isNew !== undefined && cursor.isNew !== isNew) return false;
    if (minBytes !== undefined && cursor.bytesIn < minBytes) return false;
    if (connection !== undefined && (cursor.thread !== thread || cursor.connection !== number)) return false;
    if (isCounted === true && !isInFigures(cursor, second)) return false;
    return (
      isInScope(cursor, second) &&
      isInArea(cursor, second) &&
      isOutside(cursor, second) &&
      isSlow(cursor, second)
    );
  };
}

/** Of no place in particular: those of the heatmap; of a code, a connection or a cause all that it has, unless only primary ones count. */
function scopeMatcher(run: ReadableRun, filter: RequestFilter): Matcher {
  const { service, endpoint, clock = 'intended', primary, code, hasFailed, connection, slow } = filter;
  const isNamed = code !== undefined || hasFailed === true || connection !== undefined || slow !== undefined;
  if (service === undefined && endpoint === undefined && isNamed && primary !== true) return () => true;
  const scope = { service: service ?? null, endpoint: endpoint ?? null, clock };
  const series = new Set(seriesInScope(run.asked.plan.series, scope));
  return (cursor) => series.has(cursor.series);
}

/** Failures lie in a lane of their own: an area bounds their time alone, and one of latency has them where they are asked for. */
function areaMatcher({ area, code, hasFailed, clock = 'intended' }: RequestFilter): Matcher {
  if (area === undefined || isTimeAlone(area)) return () => true;
  return (cursor) => {
    if (cursor.hasFailed) return code !== undefined || hasFailed === true;
    const band = bandOf(cursor.durationUs(clock));
    return band >= area.fromBand && band <= area.toBand;
  };
}

/** Failures have no latency: of an area, its time is theirs. */
function outsideMatcher({ outside, clock = 'intended' }: RequestFilter): Matcher {
  if (outside === undefined) return () => true;
  const { fromSecond, toSecond, fromBand, toBand } = outside;
  return (cursor, second) => {
    if (second < fromSecond || second > toSecond) return true;
    if (cursor.hasFailed) return false;
    const band = bandOf(cursor.durationUs(clock));
    return band < fromBand || band > toBand;
  };
}

function slowMatcher(run: ReadableRun, { slow, clock = 'intended' }: RequestFilter): Matcher {
  if (slow === undefined) return () => true;
  const bySeries = new Map(
    slow.flatMap((one) =>
      seriesInScope(run.asked.plan.series, { ...one, clock }).map((series) => [series, one] as const),
    ),
  );
  return (cursor) => {
    const one = bySeries.get(cursor.series);
    if (one === undefined || cursor.hasFailed) return false;
    if (one.minBytes !== undefined && cursor.bytesIn < one.minBytes) return false;
    const { phase } = one;
    if (phase !== undefined && cursor.phaseUs(PHASES.indexOf(phase.name), clock) < phase.fromUs) return false;
    return bandOf(cursor.durationUs(clock)) >= one.fromBand;
  };
}

/** Indexes of the largest, largest first. */
function largestOf(keys: readonly number[], limit: number): number[] {
  const isFew = keys.length <= limit;
  const least = isFew ? Number.NEGATIVE_INFINITY : (Float64Array.from(keys).sort().at(-limit) ?? 0);
  const found: number[] = [];
  for (const [index, key] of keys.entries()) if (key >= least) found.push(index);
  const compare = (a: number, b: number) => (keys[a] === keys[b] ? a - b : (keys[b] ?? 0) - (keys[a] ?? 0));
  return found.sort(compare).slice(0, limit);
}
