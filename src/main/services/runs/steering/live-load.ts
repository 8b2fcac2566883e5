import { type AppliedLoad, segmentAt } from '../../../../contract/applied-load.ts';
import { failureText } from '../../../../contract/failure.ts';
import type { AppliedLevel, LiveLoad } from '../../../../contract/live-load.ts';
import { profilePeak } from '../../../../contract/profile.ts';
import type { RunPlan } from '../../../../contract/run-plan.ts';
import { STEERED_UNITS, type SteeredUnit } from '../../../../contract/steering.ts';
import type { Millis } from '../../../../contract/units.ts';
import { SEARCH_STEERS } from '../run-failures.ts';
import { steerRefusal } from './order-load.ts';
import { classesOf, levelNow, messagesNow, type SteeredMoment } from './steerable-load.ts';

/** The load of a run at a moment, by unit, for whoever watches it and may change it. Pure. */
export function liveLoadOf(moment: SteeredMoment, { capacity }: Pick<RunPlan, 'capacity'>): LiveLoad {
  const { load, planned, atMs } = moment;
  const levels = STEERED_UNITS.flatMap((unit): AppliedLevel[] => {
    const own = classesOf(unit, load);
    if (own.length === 0) return [];
    const plan = classesOf(unit, planned);
    return [
      {
        unit,
        level: together(unit, own, atMs),
        planned: together(unit, plan, atMs),
        peak:
          unit === 'messages'
            ? together(unit, plan, 0)
            : plan.reduce((sum, one) => sum + profilePeak(one), 0),
      },
    ];
  });
  const refusal = capacity === undefined ? steerRefusal(moment) : SEARCH_STEERS;
  return {
    levels,
    isSteered: load.some(({ segments }) => segmentAt(segments, atMs)?.cause === 'steered'),
    refusal: refusal === null ? '' : failureText(refusal),
  };
}

/** Of all classes; of messages, the most that any connection sends. */
function together(unit: SteeredUnit, classes: readonly AppliedLoad[], atMs: Millis): number {
  if (unit === 'messages') return Math.max(0, ...classes.map((one) => messagesNow(one, atMs) ?? 0));
  return classes.reduce((sum, one) => sum + levelNow(one, atMs), 0);
}
