import type { AppliedLoad } from '../../../../contract/applied-load.ts';
import { countsInErrorRate } from '../../../../contract/failure.ts';
import type { EndpointSummary, ErrorRow } from '../../../../contract/summary.ts';

/** A setup that got nowhere: what its class sends afterwards lacks what the setup was to bring. */
export interface FailedSetup {
  readonly className: string;
  readonly service: string;
  readonly endpoint: string;
  readonly failures: number;
  /** Of its most frequent failure. */
  readonly message: string;
  /** That failure counts: the target or the network did it. Else the target has not failed, and is not judged. */
  readonly counts: boolean;
}

/**
 * The first step of each class's setup that failed and never once succeeded.
 * @param endpoints one per series, in their order
 */
export function failedSetups(
  load: readonly AppliedLoad[],
  endpoints: readonly EndpointSummary[],
  errors: readonly ErrorRow[],
): FailedSetup[] {
  return load.flatMap(({ name: className, setup }) => {
    const failed = setup
      .map((series) => endpoints[series])
      .find((place) => place !== undefined && place.counts.ok === 0 && place.counts.errors > 0);
    if (failed === undefined) return [];
    const { service, endpoint, counts } = failed;
    const [worst] = errors
      .filter((row) => row.service === service && row.endpoint === endpoint)
      .toSorted((a, b) => b.count - a.count);
    return [
      {
        className,
        service,
        endpoint,
        failures: counts.errors,
        message: worst?.message ?? '',
        counts: worst === undefined || countsInErrorRate(worst.side),
      },
    ];
  });
}

/** In one sentence, for the verdict. */
export function sayFailedSetup({ className, service, endpoint, failures, message }: FailedSetup): string {
  const times = failures === 1 ? 'the one time it was tried' : `all ${failures} times`;
  const why = message === '' ? '' : `: ${message.replace(/[.\s]+$/, '')}`;
  return `The setup of class ${className} never succeeded, as ${service} ${endpoint} failed ${times}${why}.`;
}
