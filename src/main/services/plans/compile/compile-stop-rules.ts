import { fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { Overrides, Plan } from '../../../../contract/plan.ts';
import type { Series } from '../../../../contract/series.ts';
import { parseStopRule, type StopRule } from '../../../../contract/stop-rule.ts';
import { suggestion } from '../text/plan-issues.ts';

/**
 * The stop rules of a run: those of the plan that have something to watch in it, then those it was started with.
 * @returns fails where one it was started with cannot be read, or names what the run does not have
 */
export function compileStopRules(
  { stopWhen = [] }: Pick<Plan, 'stopWhen'>,
  overrides: Pick<Overrides, 'stopWhen'>,
  series: readonly Series[],
): Result<readonly StopRule[]> {
  const rules = stopWhen.filter((rule) => series.some((one) => watches(rule, one)));
  for (const text of overrides.stopWhen ?? []) {
    const read = parseStopRule(text);
    if (!read.ok) return read;
    const missing = missingPlace(read.value, series);
    if (missing !== null)
      return fail(testFailure('plan.override', `--stop-when cannot be used here: ${missing}`));
    rules.push(read.value);
  }
  return succeed(rules);
}

/** Names that are not there, as a sentence with what there is; null: both are. */
export function missingPlace(
  { service, endpoint }: StopRule,
  places: readonly { readonly service: string; readonly endpoint: string }[],
): string | null {
  if (service === undefined) return null;
  const own = places.filter((one) => one.service === service);
  if (own.length === 0) {
    const services = [...new Set(places.map((one) => one.service))];
    return `there is no service "${service}"${suggestion(service, services)}`;
  }
  if (endpoint === undefined || own.some((one) => one.endpoint === endpoint)) return null;
  const endpoints = own.map((one) => one.endpoint);
  return `${service} has no endpoint "${endpoint}"${suggestion(endpoint, endpoints)}`;
}

function watches({ service, endpoint }: StopRule, one: Series): boolean {
  return (service ?? one.service) === one.service && (endpoint ?? one.endpoint) === one.endpoint;
}
