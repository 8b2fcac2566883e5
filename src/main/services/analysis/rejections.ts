import type { RunPlan } from '../../../contract/run-plan.ts';
import type { Exemplar, FailureCount, RunSecond, SeriesSecond } from '../../../contract/tick.ts';
import { failureFor } from '../../../workers/engine/drivers/failure-codes.ts';

const REJECTED = 'auth.rejected';
const REVOKED = 'auth.revoked';

/**
 * Decides whose doing a rejected credential is. One that its service accepted at any time of the run was good, so every
 * rejection of it is the target's (`auth.revoked`); one that was never accepted is the test's. The verdict is that of
 * the whole run, whatever the order: told all acceptances first, it is right for every second.
 */
export class Rejections {
  readonly #plan: Pick<RunPlan, 'series'>;
  readonly #accepted = new Set<string>();
  /** Rejected before it was known to be good: what has been told of it is out of date. */
  readonly #pending = new Set<string>();
  #outdated = false;

  constructor(plan: Pick<RunPlan, 'series'>, seconds: readonly RunSecond[] = []) {
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
    const rejections = second.failures.filter(({ failure }) => failure.code === REJECTED);
    const revoked = rejections.filter((count) => this.#isAccepted(count));
    for (const count of rejections) if (!revoked.includes(count)) this.#pending.add(this.#keyOf(count));
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
    return count.credential !== undefined && this.#accepted.has(this.#keyOf(count));
  }

  #keyOf({ series, credential = '' }: FailureCount): string {
    return keyOf(this.#plan.series[series]?.service ?? '', credential);
  }
}

function keyOf(service: string, credential: string): string {
  return `${credential} ${service}`;
}

function asRevoked(count: FailureCount): FailureCount {
  const status = /status \d{3}/.exec(count.failure.message)?.[0] ?? '';
  return { ...count, failure: failureFor(REVOKED, status) };
}

function withTargetErrors(entry: SeriesSecond, more: number): SeriesSecond {
  if (more === 0) return entry;
  return { ...entry, counts: { ...entry.counts, targetErrors: entry.counts.targetErrors + more } };
}

/** An example does not say by which credential it was rejected; where its series was, it stands for those. */
function ofRevoked(exemplar: Exemplar, revoked: ReadonlyMap<number, number>): Exemplar {
  return exemplar.code === REJECTED && revoked.has(exemplar.series)
    ? { ...exemplar, code: REVOKED }
    : exemplar;
}
