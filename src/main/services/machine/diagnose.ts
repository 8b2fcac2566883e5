import { type Failure, type Result, succeed } from '../../../contract/failure.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import {
  type MachineLimits,
  type PreflightFigure,
  preflight,
} from '../../../workers/engine/verdicts/preflight.ts';
import { readMachineLimits } from '../../../workers/threads/machine-limits.ts';
import { resolvePlan } from '../plans/compile/resolve-plan.ts';

export interface Diagnosis {
  readonly machine: MachineLimits;
  /** Name of the plan that was looked at; null: none. */
  readonly plan: string | null;
  /** What the plan needs of the machine; empty without a plan. */
  readonly figures: readonly PreflightFigure[];
  readonly refusals: readonly Failure[];
}

/** What this machine has and, for a plan, what that would take of it. Sends nothing. */
export async function diagnose(ref: PlanRef | null, presetsDir: string): Promise<Result<Diagnosis>> {
  const machine = await readMachineLimits();
  if (ref === null) return succeed({ machine, plan: null, figures: [], refusals: [] });
  const resolved = await resolvePlan(ref, {}, { presetsDir, isOnlyRead: true });
  if (!resolved.ok) return resolved;
  return succeed({ machine, plan: resolved.value.name, ...preflight(resolved.value.plan, machine) });
}
