import type { Area, Scope } from '../../../../contract/area.ts';
import type { Why } from '../../../../contract/why.ts';
import { whySlow } from '../causes/name-causes.ts';
import type { BandCounts } from './band-counts.ts';
import { observedRun } from './observed-run.ts';
import type { ReadableRun } from './readable-run.ts';
import { hasKept } from './request-list.ts';
import { countedFromOf } from './rest-of-run.ts';
import { seriesInScope } from './scope.ts';

interface WhyAsked {
  readonly scope: Scope;
  /** Null: the whole run. */
  readonly area: Area | null;
  /** Null, or absent: the rest of the run. */
  readonly against?: Area | null;
}

/**
 * Why the requests of an area were slow, against a second area or the rest of the run; null: of the run. The warm-up is in no
 * figure of the run, and so neither a cause of it nor what a part of it is compared with; who asks about the warm-up is
 * answered.
 */
export function whyOf(run: ReadableRun, bands: BandCounts, { scope, area, against = null }: WhyAsked): Why {
  const { plan } = run.asked;
  const measured = countedFromOf(plan, seriesInScope(plan.series, scope));
  const isAll =
    against === null && (area === null || (area.fromSecond === 0 && area.toSecond >= run.seconds - 1));
  const isInWarmup = [area, against].some((one) => one !== null && one.fromSecond < measured);
  const { observed, names } = observedRun(run, bands, scope, isInWarmup && !isAll ? 0 : measured);
  const runHasKept = observed.kept.length > 0 || hasKept(run);
  return whySlow(observed, names, { area, against, clock: scope.clock, runHasKept });
}
