import type { Plan } from '../../../../contract/plan.ts';
import { missingPlace } from '../compile/compile-stop-rules.ts';
import { endpointsOf } from '../compile/endpoints.ts';
import type { Issue } from '../text/issue.ts';

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
