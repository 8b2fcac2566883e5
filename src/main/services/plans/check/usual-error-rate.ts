import type { Threshold } from '../../../../contract/threshold.ts';

/** In %: any service may be held to less than one failure in a hundred requests, whoever wrote its plan. */
const BANDS = { metric: 'errorRate', excellent: 0.1, good: 0.5, acceptable: 1 } as const;

/**
 * What plans that nobody wrote (bare addresses, imports) are graded by: the error rate of each endpoint by itself. How
 * fast is fast enough only the users of a service can say, so they have no bound of latency.
 */
export function errorRateOfEndpoints(service: string): Threshold {
  return { service, scope: 'every-endpoint', ...BANDS };
}

/** The same of a service as a whole. */
export function errorRateOfService(service: string): Threshold {
  return { service, ...BANDS };
}
