import type { Result } from '../../../../../src/contract/failure.ts';
import type { PlanInput } from '../../../../../src/contract/plan.ts';
import type { ImportedPlan } from '../../../../../src/main/services/plans/import/imported-plan.ts';
import { planData } from '../../../../../src/main/services/plans/text/edit-plan.ts';
import { runOf } from './support.ts';

/** What an import made, its plan as data; it must parse and compile. */
export function importedOf(result: Result<ImportedPlan>) {
  if (!result.ok) throw new Error(result.failure.message);
  runOf(result.value.text);
  const data = planData(result.value.text);
  if (!data.ok) throw new Error(data.failure.message);
  return { ...result.value, plan: data.value as PlanInput };
}
export const START_NOTE =
  'The load (5 users for a minute) is a starting point. Only the error rate of each endpoint is graded; add a latency threshold to grade speed.';
