import type { AppliedRun } from '../../../../contract/applied-run.ts';
import type { Result } from '../../../../contract/failure.ts';
import type { WrittenPlan } from '../../../../contract/wire.ts';
import { steeredPlan } from '../export/steered-plan.ts';
import { readSuites } from './presets.ts';

/** The plan that asks for the load which was applied in a run. @returns failures as `steeredPlan` */
export async function planOfRun(
  applied: Result<AppliedRun>,
  presetsDir: string,
): Promise<Result<WrittenPlan>> {
  if (!applied.ok) return applied;
  const suites = await readSuites(presetsDir);
  return suites.ok ? steeredPlan(applied.value, suites.value.plans) : suites;
}
