import { statisticFor } from '../../../../contract/grade-metrics.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { indexesWhere } from '../../../../contract/series.ts';
import type { Threshold } from '../../../../contract/threshold.ts';
import { countedServices, seriesOf, serviceLatencySeries } from '../counts/graded.ts';

/** `relative`: against the lowest load of the run. Null: not judged here. */
type LatencyLimit = { readonly ms: number; readonly inclusive: boolean } | 'relative' | null;
type ErrorLimit = { readonly percent: number; readonly inclusive: boolean } | null;

/** A part of the plan that is judged by itself: a service, or an endpoint that has a threshold. */
export interface StressScope {
  readonly name: string;
  readonly counted: ReadonlySet<number>;
  /** Series of its latency. */
  readonly timed: ReadonlySet<number>;
  readonly latency: LatencyLimit;
  readonly errors: ErrorLimit;
}

/** Errors that are acceptable where no threshold says so. */
const USUAL_ERRORS = { percent: 1, inclusive: false } as const;

/** All of the run together: what degradation and recovery are told of. */
export function wholeScope({ series }: Pick<MeasuredPlan, 'series'>): StressScope {
  return {
    name: '',
    counted: new Set(indexesWhere(series, ({ inTotals }) => inTotals)),
    timed: new Set(indexesWhere(series, ({ primary }) => primary)),
    latency: null,
    errors: null,
  };
}

/**
 * What is judged, and by which bounds: every service by its acceptable p95 and error rate, and every endpoint with
 * thresholds of its own. A service without any is judged by 1% errors, and by its p95 at the lowest load.
 */
export function judgedScopes(plan: Pick<MeasuredPlan, 'series' | 'thresholds'>): StressScope[] {
  const thresholds = plan.thresholds.filter(isJudgedBy);
  return countedServices({ plan }).flatMap((service) => {
    const own = thresholds.filter((one) => one.service === service);
    const ofEndpoints = own.filter(({ endpoint }) => endpoint !== undefined);
    const ofService = own.filter(({ endpoint }) => endpoint === undefined);
    const isBelow = (metric: Threshold['metric']) => ofEndpoints.some((one) => one.metric === metric);
    const whole: StressScope = {
      name: service,
      counted: new Set(seriesOf({ plan }, { service }, ({ inTotals }) => inTotals)),
      timed: new Set(serviceLatencySeries({ plan }, service)),
      latency: latencyLimit(ofService) ?? (isBelow('latency') ? null : 'relative'),
      errors: errorLimit(ofService) ?? (isBelow('errorRate') ? null : USUAL_ERRORS),
    };
    const names = new Set(ofEndpoints.flatMap(({ endpoint }) => endpoint ?? []));
    const parts = [...names].map((endpoint): StressScope => {
      const series = seriesOf({ plan }, { service, endpoint });
      const bounds = ofEndpoints.filter((one) => one.endpoint === endpoint);
      return {
        name: `${service} ${endpoint}`,
        counted: new Set(series),
        timed: new Set(series),
        latency: latencyLimit(bounds),
        errors: errorLimit(bounds),
      };
    });
    return [whole, ...parts];
  });
}

function isJudgedBy(threshold: Threshold): boolean {
  return (
    threshold.metric === 'errorRate' || (threshold.metric === 'latency' && statisticFor(threshold) === 'p95')
  );
}

function latencyLimit(thresholds: readonly Threshold[]): LatencyLimit {
  const found = thresholds.find(({ metric }) => metric === 'latency');
  return found === undefined ? null : { ms: found.acceptable, inclusive: found.inclusive === true };
}

function errorLimit(thresholds: readonly Threshold[]): ErrorLimit {
  const found = thresholds.find(({ metric }) => metric === 'errorRate');
  return found === undefined ? null : { percent: found.acceptable, inclusive: found.inclusive === true };
}
