import { fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { Overrides, Plan } from '../../../../contract/plan.ts';
import type { RunPlan } from '../../../../contract/run-plan.ts';
import type { Series } from '../../../../contract/series.ts';
import { parseStopRule, type StopRule } from '../../../../contract/stop-rule.ts';
import { missingPlace } from '../check/check-stop-rules.ts';

/**
 * The stop rules of a run: those of the plan that have something to watch in it, then those it was started with. Those of the
 * plan are of its own load: a search of capacity goes beyond what is carried, and has the others alone.
 * @returns fails where one it was started with cannot be read, or names what the run does not have
 */
export function compileStopRules(
  { stopWhen = [] }: Pick<Plan, 'stopWhen'>,
  overrides: Pick<Overrides, 'stopWhen'>,
  { series, capacity }: Pick<RunPlan, 'series' | 'capacity'>,
): Result<readonly StopRule[]> {
  const rules =
    capacity === undefined ? stopWhen.filter((rule) => series.some((one) => watches(rule, one))) : [];
  for (const text of overrides.stopWhen ?? []) {
    const read = parseStopRule(text);
    if (!read.ok) return read;
    const missing = missingPlace(read.value, series);
    if (missing !== null)
      return fail(testFailure('plan.override', `--stop-when cannot be used here: ${missing}`));
    if (capacity !== undefined && read.value.action === 'hold') return fail(HOLDS_A_SEARCH);
    rules.push(read.value);
  }
  return succeed(rules);
}

const HOLDS_A_SEARCH = testFailure(
  'plan.override',
  '--stop-when cannot hold the load here: a search of capacity orders it itself',
  'Use then stop, or then fail.',
);

function watches({ service, endpoint }: StopRule, one: Series): boolean {
  return (service ?? one.service) === one.service && (endpoint ?? one.endpoint) === one.endpoint;
}
