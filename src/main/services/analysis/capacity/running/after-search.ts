import type { AppliedLoad } from '../../../../../contract/applied-load.ts';
import { type CapacitySearchPlan, givenTo, overloadOf } from '../../../../../contract/capacity-search.ts';
import { levelText, searchUnit } from '../../../../../contract/capacity-text.ts';
import { formatNumber } from '../../../../../contract/format.ts';
import {
  type CapLimits,
  capText,
  raiseCap,
  type SetCap,
  setCapOf,
} from '../../../../../contract/run-caps.ts';
import type { PerSecond } from '../../../../../contract/units.ts';
import { MIN_LADDER_SPAN } from '../scaling/scalability-law.ts';

/** What follows a search stays within what the search itself was allowed: who gives a highest load fears a higher one. */

type Bounds = Pick<CapacitySearchPlan, 'by' | 'to' | 'toCap' | 'toGiven' | 'requestsPerArrival'>;

/** The overload of a load that was found; or, in one sentence, why none is allowed, and what to do about it. */
export function overloadWithin(found: number, bounds: Bounds): number | string {
  const overload = overloadOf(found, bounds);
  if (overload !== null) return overload;
  const { by, to, toCap } = bounds;
  const wanted = overloadOf(found, { by, to: null }) ?? found;
  const unit = searchUnit(bounds);
  const [limit, wayOut] =
    toCap === undefined
      ? [`the given limit of ${levelText(to, unit)}`, `Raise --to to ${formatNumber(Math.ceil(wanted))}.`]
      : [`${capText(toCap)}, a limit of this run`, raiseCap(toCap)];
  return `Recovery was not measured: an overload needs about ${levelText(wanted, unit)}, beyond ${limit}. ${wayOut}`;
}

/** Users at the top of a ladder where the search was not by users. */
const LADDER_TOP = 64;

/** How far a ladder goes. */
interface LadderBounds {
  readonly users: number;
  /** What they may send before it ends; null: as much as they do. */
  readonly mostPerSecond: PerSecond | null;
}

/** What bounds the ladder of a run besides its search. */
interface LadderRun {
  readonly limits: CapLimits;
  readonly load: readonly Pick<AppliedLoad, 'name' | 'demand'>[];
}

/**
 * The ladder after a search, by users up to its highest load; or, in one sentence, why there is none. After a search by rate
 * users go as fast as responses come, so that its highest load bounds what they send.
 * @param found null: no load was found
 */
export function ladderWithin(
  plan: Pick<CapacitySearchPlan, 'classes'> & Bounds,
  found: number | null,
  { limits, load }: LadderRun,
): LadderBounds | string {
  const { by, to, toCap } = plan;
  const wanted = usualTop(plan, found);
  const caps = [setCapOf('maxConnections', limits), setCapOf('maxInFlight', limits)];
  const lowest = caps.reduce((one, other) => (other.value < one.value ? other : one));
  const isGiven = by === 'users' && to !== null && to <= lowest.value;
  const users = Math.min(wanted, isGiven ? to : lowest.value);
  if (users < MIN_LADDER_SPAN) return noLadder(users, isGiven ? (toCap ?? null) : lowest);
  // What follows from a cap is nobody's fear: the cap itself holds for users as well.
  const given = by === 'rate' ? givenTo(plan) : null;
  const mostPerSecond = given === null ? null : given * requestsPerStart(plan, load);
  return { users, mostPerSecond };
}

/** Users at the top of a ladder that nothing bounds. */
export function usualTop({ by }: Pick<CapacitySearchPlan, 'by'>, found: number | null): number {
  return by === 'users' && found !== null ? Math.max(LADDER_TOP, 2 * found) : LADDER_TOP;
}

function noLadder(users: number, cap: SetCap | null): string {
  const [limit, wayOut] =
    cap === null
      ? ['the given limit', `Raise --to to ${MIN_LADDER_SPAN} or more.`]
      : [`${capText(cap)}, a limit of this run,`, raiseCap(cap)];
  return `No ladder: it needs ${MIN_LADDER_SPAN} users, and ${limit} allows ${formatNumber(users)}. ${wayOut}`;
}

/** Requests of an arrival on average, over the classes of a search: of what a run keeps of its tasks, which is their demand. */
function requestsPerStart({ classes }: Pick<CapacitySearchPlan, 'classes'>, load: LadderRun['load']): number {
  return classes.reduce((sum, { name, share }) => {
    const demand = load.find((one) => one.name === name)?.demand ?? [];
    const each = demand.filter(({ per }) => per === 'iteration');
    return sum + share * each.reduce((total, { count, outOf }) => total + count / outOf, 0);
  }, 0);
}
