import type { Scope } from '../../contract/area.ts';
import type { ScopeSecond } from '../../contract/scope-seconds.ts';
import { NO_PERCENTILES } from '../../contract/second-percentiles.ts';
import type { SecondPercentiles } from '../../contract/second-percentiles-schema.ts';
import type { Summary, SummarySecond } from '../../contract/summary.ts';
import type { TimesOfSecond } from './second-series.ts';

type EndpointRow = SummarySecond['endpoints'][number];
type Place = Pick<Scope, 'service' | 'endpoint'>;

/**
 * A document as if the endpoint or the service were all there is, for the charts of it: its rates, its latency, its
 * errors. What belongs to no endpoint (users, connections of streams, the generator) stays as it is.
 */
export function scopedSummary(summary: Summary, { service, endpoint }: Place): Summary {
  if (service === null) return summary;
  const isIn = (row: { readonly service: string; readonly endpoint: string }) =>
    row.service === service && (endpoint === null || row.endpoint === endpoint);
  const endpoints = summary.endpoints.filter(isIn);
  const whole = endpoint === null ? summary.services.find((row) => row.service === service) : endpoints[0];
  if (whole === undefined) return summary;
  return {
    ...summary,
    rates: whole.rates,
    overallTimeMs: whole.responseTimeMs,
    endpoints,
    services: summary.services.filter((row) => row.service === service),
    errors: summary.errors.filter(isIn),
  };
}

/** @param more by second, what the seconds of a document do not say of the scope, as far as it is known */
export function scopedSeconds(
  seconds: readonly SummarySecond[],
  summary: Summary,
  { service, endpoint }: Place,
  more: ReadonlyMap<number, ScopeSecond>,
): readonly SummarySecond[] {
  if (service === null) return seconds;
  const places = new Set(
    summary.endpoints
      .filter((row) => row.service === service && (endpoint === null ? !row.part : row.endpoint === endpoint))
      .map((row) => row.endpoint),
  );
  return seconds.map(({ afterPlan: _, ...second }) => {
    const rows = second.endpoints.filter((row) => row.service === service && places.has(row.endpoint));
    const scoped = more.get(second.second);
    return {
      ...second,
      ...countsOf(rows),
      // Two protocols may share the name of an endpoint.
      ...(endpoint === null || rows.length > 1 ? timesOf(rows, scoped) : (rows[0] ?? NOTHING)),
      errorsByCode: scoped?.errorsByCode ?? {},
      endpoints: second.endpoints,
    };
  });
}

const COUNTS = [
  'planned',
  'sent',
  'ok',
  'errors',
  'dropped',
  'cancelled',
  'bytesIn',
  'bytesOut',
] as const satisfies readonly (keyof EndpointRow)[];

function countsOf(rows: readonly EndpointRow[]): Pick<EndpointRow, (typeof COUNTS)[number]> {
  const sums = { planned: 0, sent: 0, ok: 0, errors: 0, dropped: 0, cancelled: 0, bytesIn: 0, bytesOut: 0 };
  for (const row of rows) for (const name of COUNTS) sums[name] += row[name];
  return sums;
}

const NOTHING = { ...NO_PERCENTILES, meanMs: null, maxMs: null };

/** Of several endpoints together: percentiles do not add up, so they come from the program. */
function timesOf(rows: readonly EndpointRow[], scoped: ScopeSecond | undefined): TimesOfSecond {
  const timed = rows.filter(({ meanMs }) => meanMs !== null);
  const ok = timed.reduce((sum, row) => sum + row.ok, 0);
  const meanMs = timed.reduce((sum, row) => sum + row.ok * (row.meanMs ?? 0), 0) / Math.max(1, ok);
  const maxMs = timed.reduce((most, row) => Math.max(most, row.maxMs ?? 0), 0);
  const times = scoped === undefined ? NO_PERCENTILES : percentilesOf(scoped);
  return ok === 0 ? { ...times, meanMs: null, maxMs: null } : { ...times, meanMs, maxMs };
}

function percentilesOf({ percentiles }: ScopeSecond): SecondPercentiles {
  const { p50, p95, p99 } = percentiles;
  const evidence = (one: typeof p50) => (one === null ? 'unknown' : one.isEstimate ? 'estimate' : 'sure');
  return {
    p50Ms: p50?.ms ?? null,
    p95Ms: p95?.ms ?? null,
    p99Ms: p99?.ms ?? null,
    windowSeconds: p95?.seconds ?? 0,
    p50WindowSeconds: p50?.seconds ?? 0,
    p99WindowSeconds: p99?.seconds ?? 0,
    evidence: { p50: evidence(p50), p95: evidence(p95), p99: evidence(p99) },
  };
}
