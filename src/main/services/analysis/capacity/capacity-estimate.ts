import type { Objective } from '../../../../contract/capacity-search.ts';
import { failingObjectives } from './judge-step.ts';
import { fitLoad, type LoadPoint } from './load-fit.ts';
import { allowedShare } from './objective-counts.ts';
import { limiterRate } from './rate-limiter.ts';
import type { SearchSettings } from './search-settings.ts';
import { isMissed, type SearchStep } from './search-step.ts';

/** Steps so far around the bracket are in the fit. */
const REACH = 1.2;
/** Shares from this part to this multiple of the limit are. */
const NEAR = { from: 1 / 5, to: 8 } as const;
/** Those whose design effects are pooled. */
const POOLED = { from: 1 / 3, to: 6 } as const;
const LEAST_EFFECT = 2;
/** Loads of a fit are at least so far apart. */
const LEAST_APART = 1.02;
/** The estimate is not farther outside the bracket. */
const BELOW = 0.97;
const ABOVE = 1.03;
/** Half widths of the interval: standard errors, and at least this share. */
const STANDARD_ERRORS = 2.6;
const LEAST_HALF = 0.02;

/** Where the objectives are no longer met, from all steps near it together. */
export interface CapacityEstimate {
  readonly value: number;
  /** Half width of its interval, and standard error, as shares of it. */
  readonly half: number;
  readonly standardError: number;
  /** Position of the objective that fails first. */
  readonly objective: number;
  /** Seconds of starts that it rests on. */
  readonly seconds: number;
}

/** Highest level that met, lowest that missed. */
interface Bracket {
  readonly lo: SearchStep;
  readonly hi: SearchStep;
}

/**
 * The load at which the share beyond a limit is what is allowed: by a logistic fit for each objective that failed, of which the
 * smallest counts; or by a rate limiter that shows.
 * @param steps without void ones and those that no longer hold
 * @returns null: there is no fit. The target falls off a cliff, or too few steps are near the limit
 */
export function estimateCapacity(
  steps: readonly SearchStep[],
  bracket: Bracket,
  { by, requestsPerArrival, objectives }: Pick<SearchSettings, 'by' | 'requestsPerArrival' | 'objectives'>,
): CapacityEstimate | null {
  const limited =
    by === 'rate' && requestsPerArrival !== null
      ? limiterEstimate(steps, bracket, { objectives, requestsPerArrival })
      : null;
  if (limited !== null) return limited;
  const fits = failedNear(steps, bracket, objectives).map((k) => fitted(steps, bracket, k, objectives));
  // A cliff in one of them: no fit of another says where it is.
  if (fits.includes('cliff')) return null;
  const [first] = fits.filter((fit) => fit !== 'cliff' && fit !== null).sort((a, b) => a.value - b.value);
  return first ?? null;
}

function limiterEstimate(
  steps: readonly SearchStep[],
  { hi }: Bracket,
  { objectives, requestsPerArrival }: { objectives: readonly Objective[]; requestsPerArrival: number },
): CapacityEstimate | null {
  const k = objectives.findIndex(({ metric }) => metric === 'errors');
  const objective = objectives[k];
  if (objective === undefined) return null;
  const requests = limiterRate(steps, allowedShare(objective));
  if (requests === null) return null;
  const value = requests / requestsPerArrival;
  // Beyond the lowest miss, something else is the limit.
  if (value > ABOVE * hi.level) return null;
  return { value, half: LEAST_HALF, standardError: 0, objective: k, seconds: 0 };
}

/** Objectives that failed in a step near the bracket. */
function failedNear(
  steps: readonly SearchStep[],
  { hi }: Bracket,
  objectives: readonly Objective[],
): number[] {
  const failed = steps
    .filter((step) => isMissed(step) && step.level <= REACH * hi.level)
    .flatMap((step) => failedIn(step, objectives));
  return [...new Set(failed)].sort((a, b) => a - b);
}

/** Of a step that was broken off because its queue grew: what fails at last is latency. */
export function failedIn(step: SearchStep, objectives: readonly Objective[]): number[] {
  const failing = failingObjectives(step.samples, objectives);
  if (step.growth === null) return failing;
  const seen = failing.filter((k) => step.samples[k]?.share !== null);
  if (seen.length > 0) return seen;
  return objectives.flatMap(({ metric }, k) => (metric === 'latency' ? [k] : []));
}

function fitted(
  steps: readonly SearchStep[],
  { lo, hi }: Bracket,
  k: number,
  objectives: readonly Objective[],
): CapacityEstimate | 'cliff' | null {
  const objective = objectives[k];
  if (objective === undefined) return null;
  const limit = allowedShare(objective);
  const near = steps.filter(
    (step) =>
      step.growth === null &&
      step.level >= lo.level / REACH &&
      step.level <= REACH * hi.level &&
      isBetween(smoothedShare(step, k), limit, NEAR),
  );
  const isShown = hi.growth !== null || near.includes(hi);
  if (!isShown && failedIn(hi, objectives).includes(k)) return 'cliff';
  const levels = near.map(({ level }) => level);
  if (near.length < 2 || Math.max(...levels) < LEAST_APART * Math.min(...levels)) return null;
  const effect = pooledEffect(near, k, limit);
  const points = near.map(
    (step): LoadPoint => ({
      load: step.level,
      share: smoothedShare(step, k),
      weight: (step.samples[k]?.counted ?? 0) / effect,
    }),
  );
  const { load, standardError } = fitLoad(points, limit);
  // What met alone cannot say that what was broken off would have met: the target fell off before.
  if (hi.growth !== null && load > ABOVE * hi.level) return 'cliff';
  return {
    value: Math.min(ABOVE * hi.level, Math.max(BELOW * lo.level, load)),
    half: Math.max(STANDARD_ERRORS * standardError, LEAST_HALF),
    standardError,
    objective: k,
    seconds: near.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** One for all steps: that of a step depends on its share, and would pull the fit with it. */
function pooledEffect(steps: readonly SearchStep[], k: number, limit: number): number {
  const some = steps.filter((step) => isBetween(smoothedShare(step, k), limit, POOLED));
  let weighted = 0;
  let counted = 0;
  for (const { samples } of some.length > 0 ? some : steps) {
    const sample = samples[k];
    if (sample === undefined) continue;
    weighted += sample.counted * sample.designEffect;
    counted += sample.counted;
  }
  return counted === 0 ? LEAST_EFFECT : Math.max(LEAST_EFFECT, weighted / counted);
}

/** Of nothing in a thousand the logarithm is not asked for. */
function smoothedShare({ samples }: SearchStep, k: number): number {
  const { beyond, counted } = samples[k] ?? { beyond: 0, counted: 0 };
  return (beyond + 0.5) / (counted + 1);
}

function isBetween(share: number, limit: number, { from, to }: { from: number; to: number }): boolean {
  return share > from * limit && share < to * limit;
}
