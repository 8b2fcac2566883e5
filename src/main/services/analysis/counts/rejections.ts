import type { Failure } from '../../../../contract/failure.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { FailureCount, KeptRequest, RunSecond, SeriesSecond } from '../../../../contract/tick.ts';
import { failureFor } from '../../../../workers/engine/drivers/failure-codes.ts';
import { isKeyOfNone } from '../../../../workers/engine/measure/credentials.ts';

const REJECTED = 'auth.rejected';
const REVOKED = 'auth.revoked';
/** Accepted by the service, and never once at this endpoint: that is no session that ended. */
const FORBIDDEN = 'auth.forbidden';
/** What a rejected setup kept from being opened goes with its rejection. */
const SETUP_FAILED = 'setup.failed';
const SETUP_REVOKED = 'setup.target_failed';

/**
 * Decides whose fault a rejected credential is. One that its service accepted at any time of the run was good, so every
 * rejection of it is the target's (`auth.revoked`, or `auth.forbidden` where the endpoint answers 403 and never accepted
 * any); one that was never accepted is the test's. Words are by what was sent: without a credential there is no token. The verdict is that of
 * the whole run, whatever the order: told all acceptances first, it is right for every second.
 */
export class Rejections {
  readonly #plan: Pick<MeasuredPlan, 'series' | 'load'>;
  readonly #accepted = new Set<string>();
  /** Rejected before it was known to be good: what has been told of it is out of date. */
  readonly #pending = new Set<string>();
  /** Series that answered well at some time. */
  readonly #answered = new Set<number>();
  /** Series told to be forbidden. */
  readonly #forbidden = new Set<number>();
  #outdated = false;

  constructor(plan: Pick<MeasuredPlan, 'series' | 'load'>, seconds: Iterable<RunSecond> = []) {
    this.#plan = plan;
    for (const second of seconds) this.#learn(second);
  }

  /** True where a second judged before would be judged otherwise now. */
  get isOutdated(): boolean {
    return this.#outdated;
  }

  /** One that was told of no second yet, and knows what this one learned. */
  afresh(): Rejections {
    const afresh = new Rejections(this.#plan);
    for (const key of this.#accepted) afresh.#accepted.add(key);
    for (const series of this.#answered) afresh.#answered.add(series);
    return afresh;
  }

  /** The second with its rejections on the side they belong to. The same object where nothing changes. */
  judge(second: RunSecond): RunSecond {
    this.#learn(second);
    const rejections = second.failures.filter(isRejection);
    const revoked = rejections.filter((count) => this.#isAccepted(count));
    for (const count of rejections) {
      if (!revoked.includes(count)) for (const key of this.#keysOf(count)) this.#pending.add(key);
    }
    if (rejections.length === 0) return second;
    const failures = second.failures.map((count) => this.#judged(count, revoked));
    if (revoked.length === 0) return { ...second, failures };
    const bySeries = new Map<number, number>();
    for (const { series, count } of revoked) bySeries.set(series, (bySeries.get(series) ?? 0) + count);
    return {
      ...second,
      failures,
      series: second.series.map((entry) => withTargetErrors(entry, bySeries.get(entry.series) ?? 0)),
      exemplars: second.exemplars.map((one) => this.#ofRevoked(one, bySeries)),
    };
  }

  #judged(count: FailureCount, revoked: readonly FailureCount[]): FailureCount {
    if (!isRejection(count)) return count;
    if (!revoked.includes(count))
      return isBare(count) ? { ...count, failure: ofBare(count, REJECTED) } : count;
    if (count.failure.code === SETUP_FAILED) return { ...count, failure: failureFor(SETUP_REVOKED, REVOKED) };
    if (isBare(count)) return { ...count, failure: ofBare(count, REVOKED) };
    const isForbidden = statusOf(count) === 'status 403' && !this.#answered.has(count.series);
    if (isForbidden) this.#forbidden.add(count.series);
    return { ...count, failure: failureFor(isForbidden ? FORBIDDEN : REVOKED, statusOf(count)) };
  }

  /** An example does not say by which credential it was rejected; where its series was, it stands for those. */
  #ofRevoked(exemplar: KeptRequest, revoked: ReadonlyMap<number, number>): KeptRequest {
    if (!revoked.has(exemplar.series)) return exemplar;
    if (exemplar.code === REJECTED) {
      return { ...exemplar, code: this.#forbidden.has(exemplar.series) ? FORBIDDEN : REVOKED };
    }
    return exemplar.code === SETUP_FAILED ? { ...exemplar, code: SETUP_REVOKED } : exemplar;
  }

  #learn({ accepted = [], series }: RunSecond): void {
    for (const entry of series) {
      if (entry.counts.ok === 0 || this.#answered.has(entry.series)) continue;
      this.#answered.add(entry.series);
      if (this.#forbidden.delete(entry.series)) this.#outdated = true;
    }
    for (const { service, credential } of accepted) {
      const key = keyOf(service, credential);
      if (this.#pending.delete(key)) this.#outdated = true;
      this.#accepted.add(key);
    }
  }

  #isAccepted(count: FailureCount): boolean {
    return count.credential !== undefined && this.#keysOf(count).some((key) => this.#accepted.has(key));
  }

  /** Who may have accepted it: the service that was asked, or those that the setups of the class ask. */
  #keysOf({ series, failure, credential = '' }: FailureCount): string[] {
    const asked = failure.code === SETUP_FAILED ? this.#setupSeries(series) : [series];
    return asked.map((index) => keyOf(this.#plan.series[index]?.service ?? '', credential));
  }

  #setupSeries(series: number): number[] {
    const classes = this.#plan.load.filter((one) => one.protocol !== 'http' && one.series.includes(series));
    return classes.flatMap(({ setup }) => setup);
  }
}

function keyOf(service: string, credential: string): string {
  return `${credential} ${service}`;
}

function isRejection({ failure, credential }: FailureCount): boolean {
  return failure.code === REJECTED || (failure.code === SETUP_FAILED && credential !== undefined);
}

/** Refused by its status, it presented no credential. */
function isBare(count: FailureCount): boolean {
  const { failure, credential = '' } = count;
  return failure.code === REJECTED && isKeyOfNone(credential) && statusOf(count) !== '';
}

const BARE: Readonly<Record<typeof REJECTED | typeof REVOKED, readonly [sentence: string, hint: string]>> = {
  [REJECTED]: [
    'The service refused a request that carried no credentials',
    'No credential was sent: use --bearer, or give the plan one; or find what else refuses it, such as a firewall or a closed path.',
  ],
  [REVOKED]: [
    'The service refused a request without credentials, although it had accepted such requests before',
    'Look for what began to refuse them: a firewall, a rate limit, a rule of a proxy.',
  ],
};

function ofBare(count: FailureCount, code: typeof REJECTED | typeof REVOKED): Failure {
  const [sentence, hint] = BARE[code];
  const status = statusOf(count);
  return { ...failureFor(code, status), message: `${sentence}: ${status}.`, hint };
}

function statusOf({ failure }: FailureCount): string {
  return /status \d{3}/.exec(failure.message)?.[0] ?? '';
}

function withTargetErrors(entry: SeriesSecond, more: number): SeriesSecond {
  if (more === 0) return entry;
  return { ...entry, counts: { ...entry.counts, targetErrors: entry.counts.targetErrors + more } };
}
