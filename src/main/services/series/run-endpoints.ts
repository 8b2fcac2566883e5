import type { RunPlan } from '../../../contract/run-plan.ts';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import type { RunEndpoint } from '../compare/statistics/series-input.ts';

/**
 * What a run measured of each endpoint, as a verdict reads it. Second looks at what another endpoint counts are left out, and so
 * are the lengths of connections, of which longer is no worse.
 */
export function runEndpoints(
  { endpoints }: Pick<Summary, 'endpoints'>,
  { series }: Pick<RunPlan, 'series'>,
): RunEndpoint[] {
  return endpoints
    .filter(({ part }, index) => !part && series[index]?.role !== 'session')
    .map(endpointFigures);
}

function endpointFigures({ service, endpoint, responseTimeMs: time, rates }: EndpointSummary): RunEndpoint {
  const percentile = (name: 'p50' | 'p95' | 'p99') => ({
    value: time[name],
    requestsBeyond: time.beyond[name],
  });
  return {
    service,
    endpoint,
    figures: {
      p50: percentile('p50'),
      p95: percentile('p95'),
      p99: percentile('p99'),
      mean: { value: time.mean, requestsBeyond: null },
      throughput: { value: rates.throughputPerSecond, requestsBeyond: null },
    },
    requests: rates.ok + rates.failed,
    errors: rates.failed,
    offeredPerSecond: rates.offeredPerSecond,
  };
}
