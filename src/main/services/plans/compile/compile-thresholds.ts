import { OF_CONNECTIONS } from '../../../../contract/grade-metrics.ts';
import { countsConnects, type Series } from '../../../../contract/series.ts';
import type { Threshold } from '../../../../contract/threshold.ts';

/**
 * The thresholds that have something to grade in this run; one for each endpoint where every endpoint is to be graded.
 * There are no others: what is good enough for a service, only its plan can say.
 */
export function compileThresholds(
  written: readonly Threshold[],
  series: readonly Series[],
): readonly Threshold[] {
  const named = new Set(written.flatMap((one) => (one.endpoint === undefined ? [] : [keyOf(one)])));
  return written.flatMap((threshold) => {
    if (threshold.scope === undefined) return hasSomething(threshold, series) ? [threshold] : [];
    return forEachEndpoint(threshold, series).filter((one) => !named.has(keyOf(one)));
  });
}

/** Second looks (headers, gaps, how long a connection lasted) have no rates, and how long a step stays is its plan's doing. */
function forEachEndpoint({ scope, ...threshold }: Threshold, series: readonly Series[]): Threshold[] {
  const endpoints = series.flatMap(({ service, endpoint, role, inTotals }) => {
    if (service !== threshold.service || !inTotals) return [];
    return threshold.metric === 'latency' && role === 'held' ? [] : [endpoint];
  });
  return [...new Set(endpoints)].map((endpoint) => ({ ...threshold, endpoint }));
}

function hasSomething(threshold: Threshold, series: readonly Series[]): boolean {
  const own = series.filter(({ service }) => service === threshold.service);
  if (threshold.endpoint !== undefined) return own.some(({ endpoint }) => endpoint === threshold.endpoint);
  if (!OF_CONNECTIONS.includes(threshold.metric)) return own.length > 0;
  return own.some(countsConnects);
}

function keyOf({ service, endpoint, metric }: Threshold): string {
  return JSON.stringify([service, endpoint, metric]);
}
