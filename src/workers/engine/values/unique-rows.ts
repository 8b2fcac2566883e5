import { profilePeak } from '../../../contract/profile.ts';
import type { RunPlan } from '../../../contract/run-plan.ts';
import { usedNames } from './used-names.ts';

/** How the rows of a feed in order `unique` are shared out: to each user of each scenario that uses it a row of its own. */
interface UniqueRows {
  /** By the scenario's place in the plan: the row of its first user. */
  readonly firstRows: readonly number[];
  /** Rows that all of them need together. */
  readonly users: number;
}

/** Scenarios take their rows one after the other, in the order of the plan, each as many as it ever has users. */
export function uniqueRows(plan: Pick<RunPlan, 'values' | 'scenarios'>, feed: string): UniqueRows {
  const names = Object.entries(plan.values).flatMap(([name, spec]) =>
    typeof spec === 'object' &&
    spec !== null &&
    'feed' in spec &&
    spec.feed === feed &&
    spec.order === 'unique'
      ? [name]
      : [],
  );
  const firstRows: number[] = [];
  let users = 0;
  for (const scenario of plan.scenarios) {
    firstRows.push(users);
    const used = usedNames(scenario, plan.values);
    const takes = scenario.profile.model === 'closed' && names.some((name) => used.has(name));
    if (takes) users += Math.ceil(profilePeak(scenario.profile));
  }
  return { firstRows, users };
}
