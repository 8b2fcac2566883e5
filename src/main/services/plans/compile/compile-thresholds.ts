import type { GradeMetric } from '../../../../contract/grade-metrics.ts';
import type { RunPlan } from '../../../../contract/run-plan.ts';
import type { Threshold } from '../../../../contract/threshold.ts';
import { seriesPlaces } from '../../analysis/series-roles.ts';

/** These are of the connections of a service; no endpoint of it has one by itself. */
export const OF_CONNECTIONS: readonly GradeMetric[] = [
  'connectionSuccess',
  'messageLatency',
  'errorsPerConnection',
];

type Measured = Pick<RunPlan, 'series' | 'scenarios'>;

/**
 * The thresholds that have something to grade in this run; one for each endpoint where every endpoint is to be graded.
 * There are no others: what is good enough for a service, only its plan can say.
 */
export function compileThresholds(written: readonly Threshold[], run: Measured): readonly Threshold[] {
  const named = new Set(written.flatMap((one) => (one.endpoint === undefined ? [] : [keyOf(one)])));
  return written.flatMap((threshold) => {
    if (threshold.scope === undefined) return hasSomething(threshold, run) ? [threshold] : [];
    return forEachEndpoint(threshold, run).filter((one) => !named.has(keyOf(one)));
  });
}

/** Second looks (headers, gaps, how long a connection lasted) have no rates, and how long a step stays is its plan's doing. */
function forEachEndpoint({ scope, ...threshold }: Threshold, run: Measured): Threshold[] {
  const places = seriesPlaces(run);
  const endpoints = run.series.flatMap(({ service, endpoint }, index) => {
    const place = places[index];
    if (service !== threshold.service || place?.counted !== true) return [];
    return threshold.metric === 'latency' && place.role === 'held' ? [] : [endpoint];
  });
  return [...new Set(endpoints)].map((endpoint) => ({ ...threshold, endpoint }));
}

function hasSomething(threshold: Threshold, { series, scenarios }: Measured): boolean {
  if (threshold.endpoint !== undefined) {
    return series.some((one) => one.service === threshold.service && one.endpoint === threshold.endpoint);
  }
  if (OF_CONNECTIONS.includes(threshold.metric)) {
    return scenarios.some((one) => one.kind === 'websocket' && one.service === threshold.service);
  }
  return series.some((one) => one.service === threshold.service);
}

function keyOf({ service, endpoint, metric }: Threshold): string {
  return JSON.stringify([service, endpoint, metric]);
}
