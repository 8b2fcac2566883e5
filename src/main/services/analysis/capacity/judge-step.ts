import type { Objective } from '../../../../contract/capacity-search.ts';
import type { EffectiveSample } from './effective-sample.ts';
import { allowedShare } from './objective-counts.ts';

/** A share below so much of what is allowed passes provisionally on the way up: latency, and errors. */
const PROVISIONAL = { latency: 0.8, errors: 0.5 } as const;

/**
 * What a step has shown: `missed` where a lower bound is above its limit, `met` where all upper bounds are below theirs.
 * @param samples one for each objective, in their order
 * @returns null: undecided
 */
export function judgeStep(
  samples: readonly EffectiveSample[],
  objectives: readonly Objective[],
): 'met' | 'missed' | null {
  const limits = objectives.map(allowedShare);
  if (samples.some(({ low }, k) => low > (limits[k] ?? 1))) return 'missed';
  return samples.every(({ high }, k) => high < (limits[k] ?? 0)) ? 'met' : null;
}

/** Good enough to go on raising the load, though not shown: it is looked at again before an answer rests on it. */
export function isProvisionallyMet(
  samples: readonly EffectiveSample[],
  objectives: readonly Objective[],
): boolean {
  return objectives.every((objective, k) => {
    const share = samples[k]?.share ?? 1;
    return share < PROVISIONAL[objective.metric] * allowedShare(objective);
  });
}

/** By the point estimates alone. Where nothing was counted, nothing met the objective. */
export function judgeByPoint(
  samples: readonly EffectiveSample[],
  objectives: readonly Objective[],
): 'met' | 'missed' {
  return failingObjectives(samples, objectives).length === 0 ? 'met' : 'missed';
}

/** Positions of the objectives whose share is not below what is allowed. */
export function failingObjectives(
  samples: readonly EffectiveSample[],
  objectives: readonly Objective[],
): number[] {
  return objectives.flatMap((objective, k) =>
    (samples[k]?.share ?? 1) >= allowedShare(objective) ? [k] : [],
  );
}
