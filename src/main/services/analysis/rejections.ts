import type { RunPlan } from '../../../contract/run-plan.ts';
import type { Exemplar, FailureCount, RunSecond, SeriesSecond } from '../../../contract/tick.ts';
import { failureFor } from '../../../workers/engine/drivers/failure-codes.ts';

const REJECTED = 'auth.rejected';
const REVOKED = 'auth.revoked';
/** What a rejected setup kept from being opened goes with its rejection. */
const SETUP_FAILED = 'setup.failed';
const SETUP_REVOKED = 'setup.target_failed';

/**
 * Decides whose doing a rejected credential is. One that its service accepted at any time of the run was good, so every
 * rejection of it is the target's (`auth.revoked`); one that was never accepted is the test's. The verdict is that of
 * the whole run, whatever the order: told all acceptances first, it is right for every second.
 */
export class Rejections {
  readonly #plan: Pick<RunPlan, 'series' | 'scenarios'>;
  readonly #accepted = new Set<string>();
  /** Rejected before it was known to be good: what has been told of it is out of date. */
  readonly #pending = new Set<string>();
  #outdated = false;

  constructor(plan: Pick<RunPlan, 'series' | 'scenarios'>, seconds: readonly RunSecond[] = []) {
    this.#plan = plan;
    for (const second of seconds) this.#learn(second);
  }

  /** True where a second judged before would be judged otherwise now. */
  get isOutdated(): boolean {
    return this.#outdated;
  }

  /** The second with its rejections on the side they belong to. The same object where nothing changes. */
  judge(second: RunSecond): RunSecond {
    this.#learn(second);
    const rejections = second.failures.filter(isRejection);
    const revoked = rejections.filter((count) => this.#isAccepted(count));
    for (const count of rejections) {
      if (!revoked.includes(count)) for (const key of this.#keysOf(count)) this.#pending.add(key);
    }
    if (revoked.length === 0) return second;
    const failures = second.failures.map((count) => (revoked.includes(count) ? asRevoked(count) : count));
    const bySeries = new Map<number, number>();
    for (const { series, count } of revoked) bySeries.set(series, (bySeries.get(series) ?? 0) + count);
    return {
      ...second,
      failures,
      series: second.series.map((entry) => withTargetErrors(entry, bySeries.get(entry.series) ?? 0)),
      exemplars: second.exemplars.map((one) => ofRevoked(one, bySeries)),
    };
  }

  #learn({ accepted = [] }: RunSecond): void {
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
    const classes = this.#plan.scenarios.filter(
      (scenario) => scenario.kind !== 'http' && Object.values(scenario.series).includes(series),
    );
    return classes.flatMap(({ setup }) => setup.map((step) => step.series));
  }
}

function keyOf(service: string, credential: string): string {
  return `${credential} ${service}`;
}

function isRejection({ failure, credential }: FailureCount): boolean {
  return failure.code === REJECTED || (failure.code === SETUP_FAILED && credential !== undefined);
}

function asRevoked(count: FailureCount): FailureCount {
  if (count.failure.code === SETUP_FAILED) return { ...count, failure: failureFor(SETUP_REVOKED, REVOKED) };
  const status = /status \d{3}/.exec(count.failure.message)?.[0] ?? '';
  return { ...count, failure: failureFor(REVOKED, status) };
}

function withTargetErrors(entry: SeriesSecond, more: number): SeriesSecond {
  if (more === 0) return entry;
  return { ...entry, counts: { ...entry.counts, targetErrors: entry.counts.targetErrors + more } };
}

/** An example does not say by which credential it was rejected; where its series was, it stands for those. */
function ofRevoked(exemplar: Exemplar, revoked: ReadonlyMap<number, number>): Exemplar {
  if (!revoked.has(exemplar.series)) return exemplar;
  if (exemplar.code === REJECTED) return { ...exemplar, code: REVOKED };
  return exemplar.code === SETUP_FAILED ? { ...exemplar, code: SETUP_REVOKED } : exemplar;
}
