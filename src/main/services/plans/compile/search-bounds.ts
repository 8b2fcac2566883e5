import { type CapacitySearchPlan, givenTo, overloadOf } from '../../../../contract/capacity-search.ts';
import { type Failure, testFailure } from '../../../../contract/failure.ts';
import { formatNumber } from '../../../../contract/format.ts';
import { profilePeak } from '../../../../contract/profile.ts';
import { type CapLimits, raiseCap, type SetCap, setCapOf } from '../../../../contract/run-caps.ts';
import type { HttpScenario, Scenario } from '../../../../contract/run-plan.ts';
import type { PerSecond } from '../../../../contract/units.ts';
import { requestsPerTask } from '../../../../workers/engine/load/plan-needs.ts';
import { guardedNeeds } from './guarded-needs.ts';

/** What of a run bounds the levels of its search. */
interface BoundedRun {
  readonly scenarios: readonly Scenario[];
  readonly limits: CapLimits;
}

/** How high a search goes, and why. */
type Bounds = Pick<CapacitySearchPlan, 'to' | 'toCap' | 'toGiven'>;

type Asked = Pick<CapacitySearchPlan, 'by' | 'from' | keyof Bounds | 'classes' | 'recovery'>;

/** A cap that a search comes to, and the levels at which it does. */
interface CappedLevel {
  readonly cap: SetCap;
  /** Other classes use of it as well. */
  readonly isShared: boolean;
  /** At most this, so that nothing has to wait for the cap. */
  readonly calm: number;
  /** At this the cap is used up on average. */
  readonly full: number;
}

/** Caps as high as these bound nothing: no machine gets there. */
const NO_CAP = 1_000_000;
/** Users no machine has more of; each has one request open. */
export const MOST_USERS = 100_000;

/**
 * The highest load that a search may order, and the cap that it follows from; with neither, nothing bounds it. Pure.
 * @param search a `to` that somebody gave, or of caps that were higher
 */
export function searchBounds(run: BoundedRun, search: Asked): Bounds {
  const { to, toCap, toGiven } = search;
  const [lowest] = cappedLevels(run, search).toSorted((one, other) => one.calm - other.calm);
  if (lowest === undefined || (to !== null && to <= lowest.calm))
    return { to, ...(toCap && { toCap }), ...(toGiven !== undefined && { toGiven }) };
  const given = givenTo(search);
  return { to: lowest.calm, toCap: lowest.cap, ...(given !== null && { toGiven: given }) };
}

/**
 * Why a search cannot be within the caps of its run, as exit code 2 has it; null: it can. What is asked for between what is
 * calm and what is full is lowered to what is calm.
 * @returns failures `capacity.from` and `capacity.to`; `capacity.beside` and `capacity.cap` where no load at all is within a cap
 */
export function boundsRefusal(run: BoundedRun, search: Asked): Failure | null {
  const { by, from, to, recovery } = search;
  const least = by === 'rate' ? 0 : 1;
  for (const { cap, isShared, calm, full } of cappedLevels(run, search)) {
    const name = `limits.${cap.name}`;
    if (calm < least || calm <= 0) return nothingWithin(cap, isShared);
    const highest = Math.max(to ?? 0, from ?? 0);
    const asked = highest > full ? { level: highest, allowed: full } : { level: from ?? 0, allowed: calm };
    if (asked.level > asked.allowed)
      return testFailure(
        asked.level === to ? 'capacity.to' : 'capacity.from',
        `the search would go to ${formatNumber(asked.level)}, and ${name} allows no more than ${formatNumber(asked.allowed)}`,
        'Lower --from and --to, or raise the limit.',
      );
  }
  if (recovery !== 'alone' || from === null) return null;
  const bounds = searchBounds(run, search);
  if (overloadOf(from, { by, to: bounds.to }) !== null) return null;
  const wanted = formatNumber(overloadOf(from, { by, to: null }));
  const given = bounds.toCap === undefined ? '--to' : `limits.${bounds.toCap.name}`;
  return testFailure(
    'capacity.from',
    `the overload would go to ${wanted}, and ${given} allows no more than ${formatNumber(bounds.to)}`,
    `Lower --from, or raise ${bounds.toCap === undefined ? '--to' : 'the limit'}.`,
  );
}

function nothingWithin(cap: SetCap, isShared: boolean): Failure {
  const is = `limits.${cap.name} is ${formatNumber(cap.value)}`;
  if (!isShared) return testFailure('capacity.cap', `${is}, too small to search with`, raiseCap(cap));
  return testFailure(
    'capacity.beside',
    `${is}, which leaves nothing to search with beside the other classes`,
    'Raise the limit, or leave classes out: --only.',
  );
}

function cappedLevels(run: BoundedRun, { by, classes }: Asked): CappedLevel[] {
  const { scenarios, limits } = run;
  const isVaried = ({ name }: Scenario) => classes.some((one) => one.name === name);
  const beside = guardedNeeds({ scenarios: scenarios.filter((scenario) => !isVaried(scenario)) });
  const each = needsOfLevel(scenarios, classes);
  const levels: CappedLevel[] = [];
  const add = (name: SetCap['name'], used: number, { calm, full }: LevelsWithin) => {
    const cap = setCapOf(name, limits);
    if (cap.value < NO_CAP) {
      const left = cap.value - used;
      levels.push({ cap, isShared: used > 0, calm: rounded(calm(left), by), full: Math.max(0, full(left)) });
    }
  };
  if (each.perSecond > 0)
    add('maxRate', beside.perSecond, {
      calm: (left) => calmLevel(left, each),
      full: (left) => left / each.perSecond,
    });
  if (by !== 'rate') {
    const within = (left: number) => left / each.connections;
    add('maxConnections', beside.connections, { calm: within, full: within });
  }
  if (by === 'users' && limits.maxInFlight < MOST_USERS) {
    const within = (left: number) => left;
    add('maxInFlight', usersBeside(scenarios.filter((scenario) => !isVaried(scenario))), {
      calm: within,
      full: within,
    });
  }
  return levels;
}

/** The level that uses up so much of a cap. */
interface LevelsWithin {
  calm(left: number): number;
  full(left: number): number;
}

/** Standard deviations between what is sent on average and the cap: one second in seven hundred needs more. */
const DEVIATIONS = 3;

/**
 * The highest level whose seconds stay below a rate cap. Of tasks that start at random (Poisson), those of a second that have m
 * requests each are λ·m on average with a variance of λ·m² (compound Poisson, Campbell's theorem), so that λ is sought with
 *
 *     λ·E[m] + 3·√(λ·E[m²]) = cap        √λ = (√(9·E[m²] + 4·E[m]·cap) − 3·√E[m²]) / 2·E[m]
 *
 * which for single requests is a little more than cap − 3·√cap, and all of the cap where no second differs from another. What
 * does not start at random has another variance in place of λ·E[m²]: see `varianceOf`. The cap is enforced in every second of the run and in parts, by thread; threads take the same arrivals in turn, so each has its part of an excess, and the sum is that of the whole.
 */
function calmLevel(cap: number, { perSecond: mean, variance }: LevelNeeds): number {
  if (cap <= 0) return 0;
  const deviation = DEVIATIONS * Math.sqrt(variance);
  return ((Math.sqrt(deviation ** 2 + 4 * mean * cap) - deviation) / (2 * mean)) ** 2;
}

/** What one of a level needs: one arrival a second, one user, one connection. */
interface LevelNeeds {
  /** Requests or messages per second on average. */
  readonly perSecond: number;
  /** Of the requests or messages of a second, which is in proportion to the level; 0: each second has as many as the other. */
  readonly variance: number;
  readonly connections: number;
}

function needsOfLevel(scenarios: readonly Scenario[], classes: Asked['classes']): LevelNeeds {
  const needs = { perSecond: 0, variance: 0, connections: 0 };
  for (const { name, share } of classes) {
    const scenario = scenarios.find((one) => one.name === name);
    if (scenario === undefined) continue;
    const { perSecond, connections } = guardedNeeds({ scenarios: [withOne(scenario)] });
    needs.perSecond += share * perSecond;
    needs.variance += share * varianceOf(scenario, perSecond);
    needs.connections += share * connections;
  }
  return needs;
}

/**
 * The variance of what one arrival a second, one user or one connection sends in a second. Of arrivals at random with m requests
 * each it is E[m²]; of evenly spaced ones that of m itself, 0 where every task has as many requests as the other. Many users who
 * think for a range of times are together much like a Poisson process (Palm–Khintchine), whose variance is its mean. Streams
 * and users who always pause for as long do not vary.
 */
function varianceOf(scenario: Scenario, perSecond: PerSecond): number {
  if (scenario.kind !== 'http') return 0;
  const { profile, thinkTime } = scenario;
  if (profile.model === 'closed') return thinkTime.minMs < thinkTime.maxMs ? perSecond : 0;
  return squareOfSteps(scenario, profile.arrivals === 'poisson' ? 0 : requestsPerTask(scenario));
}

function withOne(scenario: Scenario): Scenario {
  const segments = [{ durationMs: 1_000, from: 1, to: 1 }];
  if (scenario.kind === 'http') return { ...scenario, profile: { ...scenario.profile, segments } };
  return { ...scenario, profile: { ...scenario.profile, segments } };
}

/** The mean square of what the number of requests of a task differs by from `than`. */
function squareOfSteps({ tasks }: HttpScenario, than: number): number {
  const outOf = tasks.reduce((sum, { weight }) => sum + weight, 0);
  return tasks.reduce((sum, { steps, weight }) => sum + ((steps.length - than) ** 2 * weight) / outOf, 0);
}

/** Each has one request in flight. */
function usersBeside(scenarios: readonly Scenario[]): number {
  return scenarios.reduce(
    (sum, { kind, profile }) =>
      kind === 'http' && profile.model === 'closed' ? sum + Math.ceil(profilePeak(profile)) : sum,
    0,
  );
}

/** Down, to what can be ordered and read. A whole level that was computed may be a trifle below itself. */
function rounded(level: number, by: CapacitySearchPlan['by']): number {
  const whole = (value: number) => Math.floor(value * (1 + 1e-9));
  return by === 'rate' && level < 100 ? whole(level * 10) / 10 : whole(level);
}
