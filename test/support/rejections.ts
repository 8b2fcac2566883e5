import type { AcceptedCredential, FailureCount } from '../../src/contract/tick.ts';

/** Whose fault rejections were, as a whole run says it: told from what its seconds hold, in whatever order they are. */
export interface Rejections {
  /** Of credentials that this service accepted at some time: the target's. */
  readonly revoked: number;
  /** Of credentials that it never accepted: the test's. */
  readonly rejected: number;
}

export interface SecondOfRejections {
  readonly failures: readonly FailureCount[];
  readonly accepted?: readonly AcceptedCredential[];
}

/** @param serviceOf the service of a series; all are of one where nothing is given */
export function rejectionsOf(
  seconds: readonly SecondOfRejections[],
  serviceOf: (series: number) => string = () => 'service',
): Rejections {
  const accepted = new Set(
    seconds.flatMap((second) =>
      (second.accepted ?? []).map(({ service, credential }) => `${service} ${credential}`),
    ),
  );
  const sum = { revoked: 0, rejected: 0 };
  for (const { series, failure, credential, count } of seconds.flatMap(({ failures }) => failures)) {
    if (failure.code !== 'auth.rejected') continue;
    sum[accepted.has(`${serviceOf(series)} ${credential}`) ? 'revoked' : 'rejected'] += count;
  }
  return sum;
}
