import type { PerSecond } from '../../../../contract/units.ts';
import { isMissed, type SearchStep } from './search-step.ts';

const LIMITED = 'http.429';
/** Of the failures of a step. */
const LEAST_LIMITED = 0.9;
/** Throughputs are one where they lie within so much of each other. */
const SAME = 1.04;

/**
 * The rate at which a rate limiter begins to refuse more than the errors that are allowed: where nearly all failures are
 * status 429, successes per second are its rate, however much more is asked for. Of those the smallest counts: with a token
 * bucket the others have burst tokens in them.
 * @param allowed share of errors
 * @returns null: no limiter shows
 */
export function limiterRate(steps: readonly SearchStep[], allowed: number): PerSecond | null {
  const [smallest, next] = steps
    .filter((step) => isMissed(step) && limitedShare(step) >= LEAST_LIMITED)
    .map(({ lastThroughput }) => lastThroughput)
    .sort((a, b) => a - b);
  if (smallest === undefined || next === undefined || smallest <= 0) return null;
  return next <= SAME * smallest ? smallest / (1 - allowed) : null;
}

function limitedShare({ failures }: SearchStep): number {
  const all = [...failures.values()].reduce((sum, { count }) => sum + count, 0);
  return all === 0 ? 0 : (failures.get(LIMITED)?.count ?? 0) / all;
}
