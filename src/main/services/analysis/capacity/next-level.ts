import type { CapacityUnit, Objective, Thoroughness } from '../../../../contract/capacity-search.ts';
import { MICROS_PER_SECOND } from '../../../../contract/units.ts';
import type { SearchSettings } from './search-settings.ts';
import type { SearchStep } from './search-step.ts';

/** Of what one user's latency would allow one user to send. */
const FIRST_SHARE = 0.5;
const FIRST_USERS = 2;

const FAST = 4;
const USUAL = 2;
export const CAREFUL = 1.4;
/** Below this multiple of one user's median, the target hardly notices the load. */
const UNNOTICED = 1.2;
/** Starts from which a percentile says that the limit is near. */
const LEAST_STARTS = 200;

/** The bracket is narrow enough for the estimate: by rate, and by whole users. */
const CLOSED_RATIO = 1.08;
const CLOSED_SHARE = 0.05;
/** The next level is not nearer to an end of the bracket than this part of it, on a logarithmic scale. */
const INNER = { from: 0.25, to: 0.75 } as const;
/** Digits of a rate that say anything. */
const DIGITS = 4;

/** A level as it can be ordered: users and connections are whole, and there is one at least. */
export function orderable(level: number, by: CapacityUnit): number {
  return by === 'rate' ? Number(level.toPrecision(DIGITS)) : Math.max(1, Math.round(level));
}

/** A level as a search orders it: what was given as it was given, and nothing above the highest. */
export function orderedLevel(
  level: number,
  { by, from, to }: Pick<SearchSettings, 'by' | 'from' | 'to'>,
): number {
  if (by === 'rate' && level === from) return level;
  return to !== null && level >= to ? to : Math.min(orderable(level, by), to ?? Number.POSITIVE_INFINITY);
}

/** The first level of a search without `from`. @param probe what one user showed */
export function firstLevel({ meanUs }: Pick<SearchStep, 'meanUs'>, by: CapacityUnit): number {
  if (by !== 'rate') return FIRST_USERS;
  return meanUs === null ? 1 : (FIRST_SHARE * MICROS_PER_SECOND) / meanUs;
}

/**
 * By how much the load is raised after a level that met: fourfold where the median is that of one user and nothing failed,
 * carefully where a percentile is past half-way from one user's to its limit, and else twofold.
 */
export function climbFactor(step: SearchStep, probe: SearchStep, objectives: readonly Objective[]): number {
  const isUnnoticed = step.p50Us !== null && probe.p50Us !== null && step.p50Us < UNNOTICED * probe.p50Us;
  if (isUnnoticed && step.failures.size === 0) return FAST;
  const isNear = objectives.some((objective, k) => {
    if (objective.metric !== 'latency' || step.starts < LEAST_STARTS) return false;
    const now = step.quantilesUs[k] ?? Number.POSITIVE_INFINITY;
    return now > ((probe.quantilesUs[k] ?? 0) + objective.limitUs) / 2;
  });
  return isNear ? CAREFUL : USUAL;
}

/** A quick search of a target that misses at less than this is a thorough one: requests are too few otherwise. */
const SLOW_STARTS_PER_SECOND = 300;

/** How long steps are held after the first that missed. */
export function effortAfter(
  { level, starts, seconds }: Pick<SearchStep, 'level' | 'starts' | 'seconds'>,
  effort: Thoroughness,
  by: CapacityUnit,
): Thoroughness {
  const perSecond = by === 'rate' ? level : starts / Math.max(1, seconds);
  return effort === 'quick' && perSecond < SLOW_STARTS_PER_SECOND ? 'thorough' : effort;
}

/** Whether what lies between the two decides nothing any more. */
export function isClosed(lo: number, hi: number, by: CapacityUnit): boolean {
  return by === 'rate' ? hi / lo <= CLOSED_RATIO : hi - lo <= Math.max(1, CLOSED_SHARE * lo);
}

/** The level that narrows a bracket best: the estimate, though not near an end; without one, half-way by ratio. */
export function bracketLevel(lo: number, hi: number, estimate: number | null, by: CapacityUnit): number {
  const width = Math.log(hi / lo);
  const at = estimate === null ? 0.5 : Math.log(estimate / lo) / width;
  const level = lo * Math.exp(width * Math.min(INNER.to, Math.max(INNER.from, at)));
  return by === 'rate' ? level : Math.min(hi - 1, Math.max(lo + 1, Math.round(level)));
}
