import type { Series, SeriesRole } from '../../../../contract/series.ts';
import type { EndpointSummary, Summary } from '../../../../contract/summary.ts';

/** How long the plan or the service keeps something open is no wait of anybody's. */
const NO_WAIT: ReadonlySet<SeriesRole> = new Set(['held', 'session', 'gap']);

/**
 * The endpoint with the largest share of failures, and the one with the largest p95, of those that count. What a whole
 * service is graded on can hide both.
 * @param endpoints one per series, in their order, as `series`
 */
export function worstEndpoints(
  endpoints: readonly EndpointSummary[],
  series: readonly Series[],
): Summary['worst'] {
  const own = endpoints.filter(({ part }) => !part);
  const isWait = (_: unknown, index: number) => !NO_WAIT.has(series[index]?.role ?? 'request');
  const [failing] = own
    .filter(({ rates }) => rates.failed > 0)
    .toSorted((a, b) => percent(b) - percent(a) || b.rates.failed - a.rates.failed);
  const [slowest] = endpoints
    .filter(isWait)
    .filter(({ part, responseTimeMs }) => !part && responseTimeMs.p95 !== null)
    .toSorted((a, b) => (b.responseTimeMs.p95 ?? 0) - (a.responseTimeMs.p95 ?? 0));
  return {
    errors: failing === undefined ? null : { ...placeOf(failing), ...failuresOf(failing) },
    latency: slowest === undefined ? null : { ...placeOf(slowest), p95Ms: slowest.responseTimeMs.p95 ?? 0 },
  };
}

const placeOf = ({ service, endpoint }: EndpointSummary) => ({ service, endpoint });
const failuresOf = (place: EndpointSummary) => ({
  failed: place.rates.failed,
  errorRatePercent: percent(place),
});

function percent({ rates }: EndpointSummary): number {
  return rates.errorRatePercent ?? 0;
}
