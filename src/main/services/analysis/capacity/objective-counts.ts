import type { Objective } from '../../../../contract/capacity-search.ts';
import { countsInErrorRate } from '../../../../contract/failure.ts';
import type { StartSlot } from '../../../../contract/start-counts.ts';
import type { Micros } from '../../../../contract/units.ts';
import { FAILURES } from '../../../../workers/engine/drivers/failure-codes.ts';
import { categoryOf } from '../counts/category-of.ts';

const SIDES = new Map(Object.entries(FAILURES).map(([code, [, , , side = 'target']]) => [code, side]));

/** Requests of an objective's population, and those of them that are beyond its limit. */
export interface Counted {
  readonly counted: number;
  readonly beyond: number;
}

/** The share of requests that may be beyond its limit: p95 < T is the share above T below 5%. */
export function allowedShare(objective: Objective): number {
  return objective.metric === 'latency' ? 1 - objective.quantile : objective.limit;
}

/**
 * Starts of a slot as an objective counts them. The population of latency is successes, timeouts and what is still open: a
 * service that refuses fast is not fast. That of errors is what finished, without what this machine or the test did.
 * @param limitsUs the limits that `slot.beyond` counts, in its order
 */
export function countedFor(objective: Objective, slot: StartSlot, limitsUs: readonly Micros[]): Counted {
  if (objective.metric === 'latency')
    return {
      counted: slot.ok + slot.open + failuresOf(slot, isTimeout),
      beyond: slot.beyond[limitsUs.indexOf(objective.limitUs)] ?? 0,
    };
  const failed = failuresOf(slot, isOfTarget);
  return { counted: slot.ok + failed, beyond: failed };
}

function isTimeout(code: string): boolean {
  return categoryOf({ code, side: 'target' }) === 'timeout';
}

/** True where a failure of this code counts as an error of the target or the network. */
export function isOfTarget(code: string): boolean {
  return countsInErrorRate(SIDES.get(code) ?? 'target');
}

function failuresOf({ failures }: StartSlot, isMeant: (code: string) => boolean): number {
  return Object.entries(failures).reduce((sum, [code, count]) => (isMeant(code) ? sum + count : sum), 0);
}
