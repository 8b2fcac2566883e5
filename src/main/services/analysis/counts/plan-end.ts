import type { RunPlan } from '../../../../contract/run-plan.ts';
import type { LateCounts, RunSecond, SeriesCounts } from '../../../../contract/tick.ts';
import { type Millis, microsToMillis } from '../../../../contract/units.ts';

/**
 * When the plan ended: as planned, or where a stop cut it, as the seconds tell. What comes to an end later is in the
 * counts, and in no rate per second.
 */
export class PlanEnd {
  #ms: Millis;
  #isTold = false;

  constructor({ durationMs }: Pick<RunPlan, 'durationMs'>) {
    this.#ms = durationMs;
  }

  /** Milliseconds since the start of the run. */
  get ms(): Millis {
    return this.#ms;
  }

  /** Takes the next second, in order: the first one after a stop may correct what one thread told before. */
  see({ afterPlan }: Pick<RunSecond, 'afterPlan'>): void {
    if (afterPlan === undefined) return;
    const ms = microsToMillis(afterPlan.atUs);
    this.#ms = this.#isTold ? Math.max(this.#ms, ms) : Math.min(this.#ms, ms);
    this.#isTold = true;
  }

  /** The whole second is after it. */
  isBefore({ second }: Pick<RunSecond, 'second'>): boolean {
    return second * 1_000 >= this.#ms;
  }
}

/** Counts of a series in a second without what came after the plan's end. */
export function withoutLate(
  counts: SeriesCounts,
  series: number,
  { afterPlan }: Pick<RunSecond, 'afterPlan'>,
): SeriesCounts {
  const late = lateOf(series, afterPlan?.late ?? []);
  if (late === undefined) return counts;
  return {
    ...counts,
    sent: counts.sent - late.sent,
    ok: counts.ok - late.ok,
    errors: counts.errors - late.errors,
    targetErrors: counts.targetErrors - late.targetErrors,
  };
}

function lateOf(series: number, late: readonly LateCounts[]): LateCounts | undefined {
  return late.find((one) => one.series === series);
}
