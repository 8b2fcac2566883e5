import type { Scope } from '../../../contract/area.ts';
import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import { LATENCY_BANDS } from '../../../contract/latency-bands.ts';
import type { Selection } from '../../../contract/selection.ts';
import type { Why } from '../../../contract/why.ts';
import type { RunRow } from '../../../contract/wire.ts';
import type { App } from '../../services/app-port.ts';
import { type AreaFlags, type Asked, askedArea, lastSecond } from './asked-area.ts';
import { findRunRow } from './find-run.ts';

/** What words and options ask of a run. */
export async function askedOf(app: App, word: string, flags: AreaFlags): Promise<Result<Asked>> {
  const row = await findRunRow(app, word);
  if (!row.ok) return row;
  const area = askedArea(flags, row.value.durationMs);
  if (!area.ok) return area;
  const scope = await askedScope(app, row.value, flags.endpoint);
  return scope.ok ? succeed({ row: row.value, area: area.value, scope: scope.value }) : scope;
}

/** All of a run. */
const ALL: Scope = { service: null, endpoint: null, clock: 'intended' };

/**
 * The endpoint that a word names: `historical`, or `gateway.historical` and `gateway historical` where two services have one of
 * that name.
 * @param word absent: all of the run
 */
async function askedScope(app: App, row: RunRow, word: string | undefined): Promise<Result<Scope>> {
  if (word === undefined) return succeed(ALL);
  const selected = await selectedEndpoints(app, row);
  if (!selected.ok) return selected;
  const isMeant = ({ service, endpoint }: Endpoint) =>
    [endpoint, `${service}.${endpoint}`, `${service} ${endpoint}`].includes(word);
  let endpoints = selected.value;
  if (!endpoints.some(isMeant)) {
    // Handshakes, gaps and whatever else does not count in the totals of its service.
    const document = await app.handlers['runs.get']({ runId: row.runId });
    if (!document.ok) return document;
    endpoints = document.value.summary.endpoints;
  }
  const fitting = endpoints.filter(isMeant);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) {
    return succeed({ service: only.service, endpoint: only.endpoint, clock: 'intended' });
  }
  const all = (fitting.length > 1 ? fitting : endpoints).map(
    ({ service, endpoint }) => `${service}.${endpoint}`,
  );
  const listed = all.length > MAX_LISTED ? [...all.slice(0, MAX_LISTED), '…'] : all;
  const message =
    fitting.length > 1
      ? `${fitting.length} services have an endpoint ${word}.`
      : `This run has no endpoint ${word}.`;
  return fail(testFailure('usage.option', message, `Name one of: ${listed.join(', ')}.`));
}

const MAX_LISTED = 20;

type Endpoint = Pick<Selection['endpoints'][number], 'service' | 'endpoint'>;

/** Those that count in the totals and were asked. */
async function selectedEndpoints(app: App, row: RunRow): Promise<Result<readonly Endpoint[]>> {
  const area = { fromSecond: 0, toSecond: lastSecond(row), fromBand: 0, toBand: LATENCY_BANDS - 1 };
  const selected = await app.handlers['runs.select']({ runId: row.runId, scope: ALL, area });
  return selected.ok ? succeed(selected.value.endpoints) : selected;
}

/** Why requests of a run were slow. */
export function askWhy(app: App, { row, area, scope }: Asked): Promise<Result<Why>> {
  return app.handlers['runs.why']({ runId: row.runId, scope, ...(area === null ? {} : { area }) });
}
