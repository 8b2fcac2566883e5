import { type AppliedLoad, changedLoad } from '../../../../contract/applied-load.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { RunSecond, SeriesCounts } from '../../../../contract/tick.ts';
import { type Millis, microsToMillis } from '../../../../contract/units.ts';
import { type LoadUnit, type TraceWindow, WINDOW_SECONDS } from '../seconds/load-trace.ts';
import { meanLevel } from './offered.ts';

/**
 * The load of a run as its seconds tell it: what is applied to each class, and when it ended, as planned or where a stop
 * cut it. What comes to an end later is in the counts, and in no rate per second.
 */
export class RunLoad {
  #classes: readonly AppliedLoad[];
  #endMs: Millis;
  #isEndTold = false;

  constructor({ load, durationMs }: Pick<MeasuredPlan, 'load' | 'durationMs'>) {
    this.#classes = load;
    this.#endMs = durationMs;
  }

  get classes(): readonly AppliedLoad[] {
    return this.#classes;
  }

  /** Milliseconds since the start of the run. */
  get endMs(): Millis {
    return this.#endMs;
  }

  /** Takes the next second, in order: the first one after a stop may correct what one thread told before. */
  see({ afterPlan, load = [] }: Pick<RunSecond, 'afterPlan' | 'load'>): void {
    for (const change of load) this.#classes = changedLoad(this.#classes, change);
    if (afterPlan === undefined) return;
    const ms = microsToMillis(afterPlan.atUs);
    this.#endMs = this.#isEndTold ? Math.max(this.#endMs, ms) : Math.min(this.#endMs, ms);
    this.#isEndTold = true;
  }

  /** The whole second is after its end. */
  isOverBefore({ second }: Pick<RunSecond, 'second'>): boolean {
    return second * 1_000 >= this.#endMs;
  }

  /** How it is counted: by arrivals where it has any, else by users. */
  get unit(): LoadUnit {
    return this.#classes.some(({ model }) => model === 'open') ? 'requests/s' : 'users';
  }

  /** The windows in which it is held still at its highest level. */
  plateau(windows: readonly TraceWindow[]): TraceWindow[] {
    const levels = windows.map(({ fromSecond }) => this.#levelFrom(fromSecond));
    const highest = Math.max(0, ...levels);
    return windows.filter((_, i) => highest > 0 && (levels[i] ?? 0) >= highest * 0.999);
  }

  #levelFrom(second: number): number {
    const span = { fromMs: second * 1_000, toMs: (second + WINDOW_SECONDS) * 1_000 };
    return this.#classes.reduce((sum, { segments }) => sum + meanLevel(segments, span), 0);
  }
}

/** Counts of a series in a second without what came after the plan's end. */
export function withoutLate(
  counts: SeriesCounts,
  series: number,
  { afterPlan }: Pick<RunSecond, 'afterPlan'>,
): SeriesCounts {
  const late = afterPlan?.late.find((one) => one.series === series);
  if (late === undefined) return counts;
  return {
    ...counts,
    sent: counts.sent - late.sent,
    ok: counts.ok - late.ok,
    errors: counts.errors - late.errors,
    targetErrors: counts.targetErrors - late.targetErrors,
  };
}
