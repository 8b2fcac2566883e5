import type { KeptBecause, RetentionRule } from '../../../contract/retention.ts';
import type { EpochMillis } from '../../../contract/units.ts';
import type { RunListing } from '../../storage/run-record.ts';

const DAY_MS = 86_400_000;

/**
 * Runs that a rule does not keep. A run stays where it is among the last so many, or young enough: what either keeps is kept.
 * What is pinned, in progress, or part of a baseline or a series stays, and does not count among the last so many.
 * @param runs newest first, none of them in the bin
 */
export function movedBy(
  rule: RetentionRule,
  runs: readonly RunListing[],
  { held, now }: { readonly held: ReadonlyMap<string, KeptBecause>; readonly now: EpochMillis },
): RunListing[] {
  const { lastRuns, lastDays } = rule;
  if (lastRuns === null && lastDays === null) return [];
  const free = runs.filter(({ runId, state }) => state !== 'running' && !held.has(runId));
  return free.filter(({ startedAt }, index) => {
    const isAmongLast = lastRuns !== null && index < lastRuns;
    const isYoung = lastDays !== null && now - startedAt <= lastDays * DAY_MS;
    return !isAmongLast && !isYoung;
  });
}
