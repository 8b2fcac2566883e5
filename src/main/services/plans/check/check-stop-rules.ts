import type { Plan } from '../../../../contract/plan.ts';
import type { StopRule } from '../../../../contract/stop-rule.ts';
import { endpointsOf } from '../compile/endpoints.ts';
import type { Issue } from '../text/issue.ts';
import { suggestion } from '../text/plan-issues.ts';

/** Stop rules about services and endpoints that the plan does not have. */
export function checkStopRules(plan: Plan): Issue[] {
  const endpoints = endpointsOf(plan);
  return (plan.stopWhen ?? []).flatMap((rule, index): Issue[] => {
    const message = missingPlace(rule, endpoints);
    const code = message?.startsWith('there is no service')
      ? 'plan.unknown_service'
      : 'plan.unknown_endpoint';
    return message === null ? [] : [{ path: ['stopWhen', index], code, message }];
  });
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
