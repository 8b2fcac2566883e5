import { parseDuration } from '../../../../contract/duration.ts';
import { listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { VisualEdit } from '../../../../contract/plan-editing.ts';
import {
  parseStopRule,
  printStopRule,
  RULE_ACTIONS,
  RULE_METRICS,
  RULE_STATISTICS,
  type RuleMetric,
  type RuleStatistic,
  type StopRule,
  soundRule,
  statisticText,
} from '../../../../contract/stop-rule.ts';

/** What a rule may watch, as one choice: `latency p95`, `errorRate`. */
export const WATCHED: readonly (readonly [value: string, words: string])[] = [
  ...RULE_STATISTICS.map((name): [string, string] => [`latency ${name}`, `latency ${statisticText(name)}`]),
  ['errorRate', 'error rate'],
  ['throughput', 'throughput'],
  ['inFlight', 'requests in flight'],
];

export const LIMIT_UNITS: Readonly<Record<RuleMetric, string>> = {
  latency: 'ms',
  errorRate: '%',
  throughput: '/s',
  inFlight: '',
};

/** A rule to begin with: the tail is slower than anybody waits for. */
export const USUAL_RULE = 'p95>1s for 10s';

/** The rule that a plan writes, in a line or key by key; null: it is none, and the text alone says what it is. */
export function writtenRule(value: unknown): StopRule | null {
  const read = typeof value === 'string' ? parseStopRule(value) : null;
  if (read !== null) return read.ok ? read.value : null;
  const {
    service,
    endpoint,
    metric,
    statistic,
    above,
    below,
    for: time,
    then: action = 'stop',
  } = recordOf(value);
  const watched = RULE_METRICS.find((one) => one === metric);
  const does = RULE_ACTIONS.find((one) => one === action);
  const forMs = typeof time === 'string' || typeof time === 'number' ? parseDuration(time) : null;
  const limit = above ?? below;
  if (watched === undefined || does === undefined || forMs === null || typeof limit !== 'number') return null;
  const rule = soundRule({
    ...(textOf(service) === '' ? {} : { service: textOf(service) }),
    ...(textOf(endpoint) === '' ? {} : { endpoint: textOf(endpoint) }),
    metric: watched,
    statistic: statisticOf(watched, statistic),
    beyond: above === undefined ? 'below' : 'above',
    limit,
    forMs,
    action: does,
  });
  return rule.ok ? rule.value : null;
}

/** As the plan is to write it: in a line; key by key where a slash in the name of the service would be read as its end. */
export function ruleValue(rule: StopRule): unknown {
  if (rule.service?.includes('/') !== true) return printStopRule(rule);
  const { beyond, limit, forMs, action, statistic, ...place } = rule;
  return {
    ...place,
    ...(statistic === null ? {} : { statistic }),
    [beyond]: limit,
    for: `${forMs / 1_000}s`,
    ...(action === 'stop' ? {} : Object.fromEntries([['then', action]])),
  };
}

/** Changes what rules of a plan are about, where `change` says so. */
export function stopRuleEdits(
  data: unknown,
  change: (rule: StopRule) => Pick<StopRule, 'service' | 'endpoint'> | null,
): VisualEdit[] {
  return listOf(valueAt(data, ['stopWhen'])).flatMap((written, index): VisualEdit[] => {
    const rule = writtenRule(written);
    const changed = rule === null ? null : change(rule);
    if (rule === null || changed === null) return [];
    return [{ op: 'set', path: ['stopWhen', index], value: ruleValue({ ...rule, ...changed }) }];
  });
}

/** The rule with another thing watched; a limit in another unit means nothing, so the usual one takes its place. */
export function watching(rule: StopRule, value: string): StopRule {
  const [word = '', name] = value.split(' ');
  const metric = RULE_METRICS.find((one) => one === word);
  if (metric === undefined) return rule;
  const statistic = statisticOf(metric, name);
  if (metric === rule.metric) return { ...rule, statistic };
  return { ...rule, metric, statistic, ...USUAL_LIMITS[metric] };
}

/** What is chosen of `WATCHED`. */
export function watchedOf({ metric, statistic }: StopRule): string {
  return statistic === null ? metric : `${metric} ${statistic}`;
}

const USUAL_LIMITS: Readonly<Record<RuleMetric, Pick<StopRule, 'beyond' | 'limit'>>> = {
  latency: { beyond: 'above', limit: 1_000 },
  errorRate: { beyond: 'above', limit: 5 },
  throughput: { beyond: 'below', limit: 10 },
  inFlight: { beyond: 'above', limit: 500 },
};

function statisticOf(metric: RuleMetric, name: unknown): RuleStatistic | null {
  if (metric !== 'latency') return null;
  return RULE_STATISTICS.find((one) => one === name) ?? 'p95';
}
