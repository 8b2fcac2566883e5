import { type Area, isTimeAlone, type Scope } from '../../../../contract/area.ts';
import { bandOf } from '../../../../contract/latency-bands.ts';
import { LightCursor } from '../../../../contract/light-requests.ts';
import type { RequestFilter, RequestPage, RequestRow } from '../../../../contract/request-rows.ts';
import type { Micros } from '../../../../contract/units.ts';
import type { EncodedRun } from './encoded-run.ts';
import { seriesInScope } from './scope.ts';

/** Where a kept request stands: the row of its second. */
interface Place {
  readonly second: number;
  readonly place: number;
}

/** From which band on a request of a series is slow; a series that is not in it has none. */
type SlowBands = ReadonlyMap<number, number>;

interface ListAsked {
  readonly filter: RequestFilter;
  readonly from: number;
  readonly limit: number;
  /** Null: slow and others alike. */
  readonly slow: SlowBands | null;
}

/** Kept requests that a filter lets through, the slowest first. */
export function requestPage(run: EncodedRun, { filter, from, limit, slow }: ListAsked): RequestPage {
  const matching = matcherOf(run, filter, slow);
  const durations: Micros[] = [];
  const places: Place[] = [];
  let standFor = 0;
  for (const { second, cursor } of keptOf(run, filter.area)) {
    if (!matching(cursor)) continue;
    standFor += cursor.weight;
    durations.push(cursor.durationUs(filter.clock ?? 'intended'));
    places.push({ second, place: cursor.place });
  }
  const slowest = slowestOf(durations, from + limit).slice(from);
  const rows = slowest.flatMap((index) => {
    const place = places[index];
    return place === undefined ? [] : (rowAt(run, place)?.row ?? []);
  });
  return { kept: places.length, standFor, rows };
}

/** Goes through the kept requests of a run, or of the time of an area; the cursor is the same one all through a second. */
export function* keptOf(
  run: EncodedRun,
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

/** A row and the series it is of. @returns null: there is no such row */
export function rowAt(run: EncodedRun, { second, place }: Place): { row: RequestRow; series: number } | null {
  const light = run.facts(second)?.light ?? null;
  if (light === null) return null;
  for (const cursor = new LightCursor(light); cursor.next(); ) {
    if (cursor.place === place) return { row: rowOf(run, second, cursor), series: cursor.series };
  }
  return null;
}

export function rowOf(run: EncodedRun, second: number, cursor: LightCursor): RequestRow {
  const { series, connection, ...request } = cursor.request();
  const { service = '', endpoint = '' } = run.asked.plan.series[series] ?? {};
  return {
    ...request,
    id: `${second}.${cursor.place}`,
    service,
    endpoint,
    connection: connection === 0 ? '' : `${request.thread}.${connection}`,
    durationUs: cursor.durationUs('intended'),
    isWhole: run.isWhole(second, { series, thread: request.thread, startedUs: request.startedUs }),
  };
}

/** The place that an id names. @returns null: it is none of `rowOf` */
export function placeOf(id: string): Place | null {
  const [, second, place] = /^(\d{1,9})\.(\d{1,9})$/.exec(id) ?? [];
  return second === undefined || place === undefined
    ? null
    : { second: Number(second), place: Number(place) };
}

function matcherOf(
  run: EncodedRun,
  filter: RequestFilter,
  slow: SlowBands | null,
): (cursor: LightCursor) => boolean {
  const { area, clock = 'intended', code, status, address, connection, isNew, minBytes } = filter;
  const scope: Scope = { service: filter.service ?? null, endpoint: filter.endpoint ?? null, clock };
  const isAll = scope.service === null && scope.endpoint === null;
  const series = isAll ? null : new Set(seriesInScope(run.asked.plan.series, scope));
  const [thread = -1, number = -1] = (connection ?? '').split('.').map(Number);
  return (cursor) => {
    if (series !== null && !series.has(cursor.series)) return false;
    if (code !== undefined && cursor.code !== code) return false;
    if (status !== undefined && cursor.status !== status) return false;
    if (address !== undefined && cursor.address !== address) return false;
    if (isNew !== undefined && cursor.isNew !== isNew) return false;
    if (minBytes !== undefined && cursor.bytesIn < minBytes) return false;
    if (connection !== undefined && (cursor.thread !== thread || cursor.connection !== number)) return false;
    return isInBands(cursor, { area, clock, code, slow });
  };
}

/** Failures lie in a lane of their own: an area bounds their time alone, where they are what is asked for. */
function isInBands(
  cursor: LightCursor,
  {
    area,
    clock,
    code,
    slow,
  }: Pick<RequestFilter, 'area' | 'code'> & { readonly clock: Scope['clock'] } & Pick<ListAsked, 'slow'>,
): boolean {
  if (area === undefined && slow === null) return true;
  if (cursor.hasFailed)
    return slow === null && (code !== undefined || area === undefined || isTimeAlone(area));
  const band = bandOf(cursor.durationUs(clock));
  if (slow !== null && band < (slow.get(cursor.series) ?? Number.POSITIVE_INFINITY)) return false;
  return area === undefined || (band >= area.fromBand && band <= area.toBand);
}

/** Indexes of the largest, largest first. */
function slowestOf(durations: readonly Micros[], limit: number): number[] {
  const least = durations.length <= limit ? 0 : (Float64Array.from(durations).sort().at(-limit) ?? 0);
  const found: number[] = [];
  for (const [index, us] of durations.entries()) if (us >= least) found.push(index);
  return found.sort((a, b) => (durations[b] ?? 0) - (durations[a] ?? 0) || a - b).slice(0, limit);
}
