import { GRADE_METRICS, OF_CONNECTIONS } from '../../../../contract/grade-metrics.ts';
import type { Plan } from '../../../../contract/plan.ts';
import type { Threshold } from '../../../../contract/threshold.ts';
import { endpointsOf } from '../compile/endpoints.ts';
import { contradiction, type Issue } from '../text/issue.ts';
import { suggestion } from '../text/plan-issues.ts';

/** Thresholds that grade nothing, bounds in the wrong order, expectations without a bound. */
export function checkThresholds(plan: Plan): Issue[] {
  const services = Object.keys(plan.services);
  const endpoints = endpointsOf(plan);
  return [
    ...(plan.thresholds ?? []).flatMap((threshold, index) =>
      checkThreshold(threshold, { path: ['thresholds', index], services, endpoints }),
    ),
    ...checkTwice(plan.thresholds ?? []),
    ...(plan.expectations ?? []).flatMap(({ condition }, index) =>
      checkCondition(condition, ['expectations', index, 'condition']),
    ),
  ];
}

/** Of one figure there is one grade. */
function checkTwice(thresholds: readonly Threshold[]): Issue[] {
  const first = new Map<string, number>();
  return thresholds.flatMap(({ service, endpoint, scope, metric, statistic }, index) => {
    const asked = statistic ?? (metric === 'latency' ? 'p95' : '');
    const key = JSON.stringify([service, endpoint, scope, metric, asked]);
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, index);
      return [];
    }
    const whole = scope === undefined ? service : `every endpoint of ${service}`;
    const figure = [asked, metric, 'of', endpoint === undefined ? whole : `${service}.${endpoint}`]
      .join(' ')
      .trim();
    const message = `thresholds[${before}] grades the ${figure} already; leave one of them out`;
    return [contradiction(['thresholds', index], message)];
  });
}

interface Names {
  readonly path: readonly (string | number)[];
  readonly services: readonly string[];
  readonly endpoints: readonly { readonly service: string; readonly endpoint: string }[];
}

function checkThreshold(threshold: Threshold, { path, services, endpoints }: Names): Issue[] {
  if (!services.includes(threshold.service)) {
    const message = `there is no service "${threshold.service}"${suggestion(threshold.service, services)}`;
    return [{ path: [...path, 'service'], code: 'plan.unknown_service', message }];
  }
  const own = endpoints.filter((entry) => entry.service === threshold.service).map((entry) => entry.endpoint);
  if (threshold.endpoint !== undefined && !own.includes(threshold.endpoint)) {
    const message = `${threshold.service} has no endpoint "${threshold.endpoint}"${suggestion(threshold.endpoint, own)}`;
    return [{ path: [...path, 'endpoint'], code: 'plan.unknown_endpoint', message }];
  }
  if (threshold.scope !== undefined && threshold.endpoint !== undefined) {
    const message = 'a threshold has an endpoint or a scope, not both';
    return [contradiction([...path, 'scope'], message)];
  }
  if (threshold.scope !== undefined && OF_CONNECTIONS.includes(threshold.metric)) {
    const message = `${threshold.metric} is of the connections of a whole service; leave scope out`;
    return [contradiction([...path, 'scope'], message)];
  }
  const { better } = GRADE_METRICS[threshold.metric];
  const bounds = [threshold.excellent, threshold.good, threshold.acceptable].filter(
    (bound) => bound !== undefined,
  );
  const ordered = bounds.every((bound, index) => {
    const before = bounds[index - 1];
    return before === undefined || (better === 'lower' ? before <= bound : before >= bound);
  });
  if (ordered) return [];
  const message = `the bounds of ${threshold.metric} must ${better === 'lower' ? 'rise' : 'fall'} from excellent through good to acceptable`;
  return [{ path, code: 'plan.out_of_range', message }];
}

function checkCondition(
  condition: NonNullable<Plan['expectations']>[number]['condition'],
  path: readonly (string | number)[],
): Issue[] {
  const bounded = condition.below !== undefined || condition.above !== undefined;
  if (condition.metric === 'breakingPoint' || bounded) return [];
  return [
    { path, code: 'plan.missing_key', message: 'the condition needs a number to be "below" or "above"' },
  ];
}
