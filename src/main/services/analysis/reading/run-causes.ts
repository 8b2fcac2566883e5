import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import { failingSpells } from '../causes/failing-spells.ts';
import { whySlow } from '../causes/name-causes.ts';
import { NO_CAUSES, type RunCauses } from '../findings/finding.ts';
import { BandCounts } from './band-counts.ts';
import { EncodedRun } from './encoded-run.ts';
import { observedRun } from './observed-run.ts';
import { measuredFrom } from './why-of.ts';

interface RunOfCauses {
  readonly plan: MeasuredPlan;
  readonly precision: 'tick' | 'spin';
}

/**
 * What sets slow and failed requests of a run apart, for its findings: over all of it, without the warm-up. Takes a few
 * tenths of a second for a long run, so it is asked for once a run is over.
 * @param seconds gone through more than once
 * @returns nothing of a run that kept no requests
 */
export function causesOfRun(asked: RunOfCauses, seconds: Iterable<RunSecond>): RunCauses {
  const run = new EncodedRun(asked);
  let hasKept = false;
  for (const second of seconds) {
    run.add(second);
    hasKept ||= second.light !== undefined;
  }
  if (!hasKept) return NO_CAUSES;
  const fromSecond = measuredFrom(asked.plan);
  const clock = 'intended';
  const scope = { service: null, endpoint: null, clock } as const;
  const { observed, names } = observedRun(run, new BandCounts(run), scope, fromSecond);
  return {
    slow: whySlow(observed, names, { area: null, clock }).causes,
    failing: failingSpells({ plan: asked.plan, seconds, fromSecond }),
  };
}
