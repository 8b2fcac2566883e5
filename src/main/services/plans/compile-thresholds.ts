import type { GradeMetric } from '../../../contract/grade-metrics.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { Scenario, Series } from '../../../contract/run-plan.ts';
import type { Threshold } from '../../../contract/threshold.ts';
import { DEFAULT_THRESHOLDS } from '../../../contract/threshold-defaults.ts';

const STREAM_METRICS: readonly GradeMetric[] = ['connectionSuccess', 'messageLatency', 'errorsPerConnection'];

/**
 * The plan's thresholds, then those defaults that it does not replace (same service, endpoint and metric) and that
 * have something to grade in this run.
 */
export function compileThresholds(
  plan: Plan,
  series: readonly Series[],
  scenarios: readonly Scenario[],
): readonly Threshold[] {
  const own = (plan.thresholds ?? []).filter((threshold) => hasSomething(threshold, series, scenarios));
  const replaced = new Set(own.map(keyOf));
  const defaults = DEFAULT_THRESHOLDS.filter(
    (threshold) => !replaced.has(keyOf(threshold)) && hasSomething(threshold, series, scenarios),
  );
  return [...own, ...defaults];
}

function hasSomething(
  threshold: Threshold,
  series: readonly Series[],
  scenarios: readonly Scenario[],
): boolean {
  if (threshold.endpoint !== undefined) {
    return series.some((one) => one.service === threshold.service && one.endpoint === threshold.endpoint);
  }
  if (STREAM_METRICS.includes(threshold.metric)) {
    return scenarios.some((one) => one.kind === 'websocket' && one.service === threshold.service);
  }
  return series.some((one) => one.service === threshold.service);
}

function keyOf({ service, endpoint, metric }: Threshold): string {
  return JSON.stringify([service, endpoint ?? null, metric]);
}
