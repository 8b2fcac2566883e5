import type { Area, Scope } from '../../../../contract/area.ts';
import { bandOf, isTimeAlone } from '../../../../contract/latency-bands.ts';
import { LightCursor } from '../../../../contract/light-requests.ts';
import type { RequestFilter, RequestPage, RequestRow } from '../../../../contract/request-rows.ts';
import { PHASES } from '../../../../contract/tick.ts';
import type { Micros } from '../../../../contract/units.ts';
import type { ArgumentOf } from '../../../../contract/wire.ts';
import type { ReadableRun } from './readable-run.ts';
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
  readonly order?: ArgumentOf<'runs.requests'>['order'];
}

/** Kept requests that a filter lets through, the slowest first, or those of the latest seconds. */
export function requestPage(run: ReadableRun, { filter, from, limit, order }: ListAsked): RequestPage {
  const matching = matcherOf(run, filter);
  const durations: Micros[] = [];
  const places: Place[] = [];
  let standFor = 0;
  const seconds = filter.seconds === undefined ? null : new Set(filter.seconds);
  for (const { second, cursor } of keptOf(run, filter.area)) {
    if ((seconds !== null && !seconds.has(second)) || !matching(cursor)) continue;
    standFor += cursor.weight;
    durations.push(cursor.durationUs(filter.clock ?? 'intended'));
    places.push({ second, place: cursor.place });
  }
  const first = order === 'latest' ? latestOf(places, from + limit) : slowestOf(durations, from + limit);
  const rows = first.slice(from).flatMap((index) => {
    const place = places[index];
    return place === undefined ? [] : (rowAt(run, place, filter.clock)?.row ?? []);
  });
  return { kept: places.length, standFor, rows };
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

/** A row by a clock and the series it is of. @returns null: there is no such row */
export function rowAt(
  run: ReadableRun,
  { second, place }: Place,
  clock?: Scope['clock'],
): { row: RequestRow; series: number } | null {
  const light = run.facts(second)?.light ?? null;
  if (light === null) return null;
  for (const cursor = new LightCursor(light); cursor.next(); ) {
    if (cursor.place === place) return { row: rowOf(run, second, cursor, clock), series: cursor.series };
  }
  return null;
}

export function rowOf(
  run: ReadableRun,
  second: number,
  cursor: LightCursor,
  clock: Scope['clock'] = 'intended',
): RequestRow {
  const { series, connection, ...request } = cursor.request();
  const { service = '', endpoint = '' } = run.asked.plan.series[series] ?? {};
  return {
    ...request,
    id: `${second}.${cursor.place}`,
    service,
    endpoint,
    connection: connection === 0 ? '' : `${request.thread}.${connection}`,
    phasesUs: PHASES.map((_, phase) => cursor.phaseUs(phase, clock)),
    durationUs: cursor.durationUs(clock),
    isWhole: run.secondOfWhole({ series, thread: request.thread, startedUs: request.startedUs }) !== null,
  };
}

/** The place that an id names. @returns null: it is none of `rowOf` */
export function placeOf(id: string): Place | null {
  const [, second, place] = /^(\d{1,9})\.(\d{1,9})$/.exec(id) ?? [];
  return second === undefined || place === undefined
    ? null
    : { second: Number(second), place: Number(place) };
}

type Matcher = (cursor: LightCursor) => boolean;

function matcherOf(run: ReadableRun, filter: RequestFilter): Matcher {
  const { code, hasFailed, status, address, connection, isNew, minBytes } = filter;
  const isInScope = scopeMatcher(run, filter);
  const isInArea = areaMatcher(filter);
  const isSlow = slowMatcher(run, filter);
  const [thread = -1, number = -1] = (connection ?? '').split('.').map(Number);
  return (cursor) => {
    if (code !== undefined && cursor.code !== code) return false;
    if (hasFailed !== undefined && cursor.hasFailed !== hasFailed) return false;
    if (status !== undefined && cursor.status !== status) return false;
    if (address !== undefined && cursor.address !== address) return false;
    if (isNew !== undefined && cursor.isNew !== isNew) return false;
    if (minBytes !== undefined && cursor.bytesIn < minBytes) return false;
    if (connection !== undefined && (cursor.thread !== thread || cursor.connection !== number)) return false;
    return isInScope(cursor) && isInArea(cursor) && isSlow(cursor);
  };
}

/** Of no place in particular: those of the heatmap; of a code, a connection or a cause all that it has. */
function scopeMatcher(run: ReadableRun, filter: RequestFilter): Matcher {
  const { service, endpoint, clock = 'intended', code, hasFailed, connection, slow } = filter;
  const isNamed = code !== undefined || hasFailed === true || connection !== undefined || slow !== undefined;
  if (service === undefined && endpoint === undefined && isNamed) return () => true;
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

/** Indexes of the last, in seconds from the last one back. */
function latestOf(places: readonly Place[], limit: number): number[] {
  const first = Math.max(0, places.length - limit);
  return Array.from({ length: places.length - first }, (_, nth) => places.length - 1 - nth);
}

/** Indexes of the largest, largest first. */
function slowestOf(durations: readonly Micros[], limit: number): number[] {
  const least = durations.length <= limit ? 0 : (Float64Array.from(durations).sort().at(-limit) ?? 0);
  const found: number[] = [];
  for (const [index, us] of durations.entries()) if (us >= least) found.push(index);
  return found.sort((a, b) => (durations[b] ?? 0) - (durations[a] ?? 0) || a - b).slice(0, limit);
}
