import type { Area, Scope } from '../../../../contract/area.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { Why } from '../../../../contract/why.ts';
import { whySlow } from '../causes/name-causes.ts';
import type { BandCounts } from './band-counts.ts';
import { observedRun } from './observed-run.ts';
import type { ReadableRun } from './readable-run.ts';

interface WhyAsked {
  readonly scope: Scope;
  /** Null: the whole run. */
  readonly area: Area | null;
  /** Null, or absent: the rest of the run. */
  readonly against?: Area | null;
}

/** The first second that counts, of a run that has one. */
export function measuredFrom({ warmupMs }: Pick<MeasuredPlan, 'warmupMs'>): number {
  return Math.ceil(warmupMs / 1_000);
}

/**
 * Why the requests of an area were slow, against a second area or the rest of the run; null: of the run. The warm-up is in no figure of the run, and so no cause of it; who
 * asks about a part of it is answered.
 */
export function whyOf(run: ReadableRun, bands: BandCounts, { scope, area, against = null }: WhyAsked): Why {
  const isAll =
    against === null && (area === null || (area.fromSecond === 0 && area.toSecond >= run.seconds - 1));
  const from = isAll ? measuredFrom(run.asked.plan) : 0;
  const { observed, names } = observedRun(run, bands, scope, from);
  return whySlow(observed, names, { area, against, clock: scope.clock });
}
