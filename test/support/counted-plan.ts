import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { StartCounting } from '../../src/contract/start-counts.ts';

/** A plan whose starts are counted as for a search of capacity; nothing of the search itself is said. */
export function countedPlan(plan: RunPlan, counting: StartCounting): RunPlan {
  return {
    ...plan,
    capacity: {
      ...{
        by: 'rate',
        requestsPerArrival: 1,
        from: null,
        to: null,
        objectives: [],
        thoroughness: 'quick',
        maxMs: 60_000,
      },
      ...{ ladder: false, recovery: 'none', probe: null, ladderClasses: [] },
      classes: plan.scenarios.map(({ name }) => ({ name, share: 1 / plan.scenarios.length })),
      counting,
    },
  };
}
