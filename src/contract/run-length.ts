import { formatClock, formatNumber } from './format.ts';
import { profilePeak } from './profile.ts';
import type { RunPlan } from './run-plan.ts';
import type { Summary } from './summary.ts';

/** Tasks of all classes together that end a run; null: time ends it. */
export function iterationsOf({ load }: Pick<RunPlan, 'load'>): number | null {
  const counts = load.flatMap(({ iterations }) => iterations ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Tasks after which a run ends by itself: of all classes together (`iterationsOf`), or those of every user where each
 * class limits them; null: time ends it.
 */
export function mostTasksOf(plan: Pick<RunPlan, 'load'>): number | null {
  const shared = iterationsOf(plan);
  if (shared !== null) return shared;
  const counts = plan.load.map((one) =>
    one.model === 'closed' && one.iterationsEach !== null ? one.iterationsEach * profilePeak(one) : null,
  );
  if (counts.length === 0) return null;
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

type Length = Pick<Summary['run'], 'durationMs' | 'plannedDurationMs' | 'iterations'>;

/** How long a run took of what was planned: `0:30 of 0:30`; where tasks are counted, `0:02 for 1,000 iterations`. */
export function runLength({ durationMs, plannedDurationMs, iterations }: Length, planned = ''): string {
  const took = formatClock(durationMs);
  if (iterations === undefined) return `${took} of ${formatClock(plannedDurationMs)}${planned}`;
  return `${took} for ${formatNumber(iterations)} iteration${iterations === 1 ? '' : 's'}`;
}
