import type { Scope } from '../../../contract/area.ts';
import { type Result, succeed } from '../../../contract/failure.ts';
import { counted } from '../../../contract/format.ts';
import { bandOf } from '../../../contract/latency-bands.ts';
import type { Percentile } from '../../../contract/percentiles.ts';
import type { Selection } from '../../../contract/selection.ts';
import type { Why } from '../../../contract/why.ts';
import type { RunRow } from '../../../contract/wire.ts';
import type { App } from '../../services/app-port.ts';
import { type AreaFlags, type Asked, askedArea, measuredTime, percentileOption } from './asked-area.ts';
import { findRunRow } from './find-run.ts';
import { misuse } from './option-values.ts';

/** What words and options ask of a run. */
export async function askedOf(app: App, word: string, flags: AreaFlags): Promise<Result<Asked>> {
  const row = await findRunRow(app, word);
  if (!row.ok) return row;
  const percentile = percentileOption(flags);
  if (!percentile.ok) return percentile;
  const scope = await askedScope(app, row.value, flags);
  if (!scope.ok) return scope;
  const { runId, durationMs } = row.value;
  const heatmap = await app.handlers['runs.heatmap']({ runId, scope: scope.value });
  if (!heatmap.ok) return heatmap;
  const { warmupSeconds } = heatmap.value;
  const { above: _, ...times } = flags;
  const area = askedArea(percentile.value === null ? flags : times, { durationMs, warmupSeconds });
  if (!area.ok) return area;
  const found = { row: row.value, area: area.value, scope: scope.value, warmupSeconds };
  return percentile.value === null ? succeed(found) : beyond(app, found, percentile.value);
}

/** What is asked, from the band of latency on in which a percentile of it lies. */
async function beyond(app: App, asked: Asked, name: Percentile): Promise<Result<Asked>> {
  const { row, scope, warmupSeconds } = asked;
  const area = asked.area ?? measuredTime({ ...row, warmupSeconds });
  const selected = await app.handlers['runs.select']({ runId: row.runId, scope, area });
  if (!selected.ok) return selected;
  const { here } = selected.value.all;
  const ms = here[`${name}Ms`];
  if (ms !== null && here.evidence[name] !== 'unknown') {
    return succeed({ ...asked, area: { ...area, fromBand: bandOf(ms * 1_000) } });
  }
  const { count } = here;
  const problem = `Of ${counted(count, 'success', 'successes')} there is no ${name}.`;
  return misuse(problem, 'Ask about a longer stretch, or name a latency: --above 512ms.');
}

/** All of a run. */
const ALL: Scope = { service: null, endpoint: null, clock: 'intended' };

/**
 * The service and the endpoint that options name: `historical`, or `gateway.historical` and `gateway historical` where two
 * services have one of that name.
 */
async function askedScope(
  app: App,
  row: RunRow,
  { service, endpoint: word }: Pick<AreaFlags, 'service' | 'endpoint'>,
): Promise<Result<Scope>> {
  if (service === undefined && word === undefined) return succeed(ALL);
  const selected = await selectedEndpoints(app, row);
  if (!selected.ok) return selected;
  const isOf = (one: Endpoint) => service === undefined || one.service === service;
  const isMeant = ({ service: own, endpoint }: Endpoint) =>
    [endpoint, `${own}.${endpoint}`, `${own} ${endpoint}`].includes(word ?? endpoint);
  let endpoints = selected.value;
  if (!endpoints.some((one) => isOf(one) && isMeant(one))) {
    // Handshakes, gaps and whatever else does not count in the totals of its service.
    const document = await app.handlers['runs.get']({ runId: row.runId });
    if (!document.ok) return document;
    endpoints = document.value.summary.endpoints;
  }
  const own = endpoints.filter(isOf);
  if (service !== undefined && own.length === 0) {
    const services = [...new Set(endpoints.map((one) => one.service))];
    return misuse(`This run has no service ${service}.`, oneOf(services));
  }
  if (word === undefined) return succeed({ ...ALL, service: service ?? null });
  return endpointIn(own, own.filter(isMeant), word);
}

/** @param fitting those that the word may mean */
function endpointIn(
  endpoints: readonly Endpoint[],
  fitting: readonly Endpoint[],
  word: string,
): Result<Scope> {
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) {
    return succeed({ service: only.service, endpoint: only.endpoint, clock: 'intended' });
  }
  const all = (fitting.length > 1 ? fitting : endpoints).map(
    ({ service, endpoint }) => `${service}.${endpoint}`,
  );
  const message =
    fitting.length > 1
      ? `${fitting.length} services have an endpoint ${word}.`
      : `This run has no endpoint ${word}.`;
  return misuse(message, oneOf(all));
}

function oneOf(names: readonly string[]): string {
  const listed = names.length > MAX_LISTED ? [...names.slice(0, MAX_LISTED), '…'] : names;
  return `Name one of: ${listed.join(', ')}.`;
}

const MAX_LISTED = 20;

type Endpoint = Pick<Selection['endpoints'][number], 'service' | 'endpoint'>;

/** Those that count in the totals and were asked. */
async function selectedEndpoints(app: App, row: RunRow): Promise<Result<readonly Endpoint[]>> {
  const asked = { runId: row.runId, scope: ALL, area: measuredTime({ ...row, warmupSeconds: 0 }) };
  const selected = await app.handlers['runs.select'](asked);
  return selected.ok ? succeed(selected.value.endpoints) : selected;
}

/** Why requests of a run were slow. */
export function askWhy(app: App, { row, area, scope }: Asked): Promise<Result<Why>> {
  return app.handlers['runs.why']({ runId: row.runId, scope, ...(area === null ? {} : { area }) });
}
