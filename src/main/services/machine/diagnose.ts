import { type Result, succeed } from '../../../contract/failure.ts';
import type { Diagnosis } from '../../../contract/machine.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import { preflight } from '../../../workers/engine/verdicts/preflight.ts';
import { readMachineLimits } from '../../../workers/threads/machine-limits.ts';
import { type ResolveOptions, resolvePlan } from '../plans/compile/resolve-plan.ts';

/** What this machine has and, for a plan, what that would take of it. Sends nothing. */
export async function diagnose(ref: PlanRef | null, options: ResolveOptions): Promise<Result<Diagnosis>> {
  const machine = await readMachineLimits();
  if (ref === null) return succeed({ machine, plan: null, figures: [], refusals: [] });
  const resolved = await resolvePlan(ref, {}, { ...options, isOnlyRead: true });
  if (!resolved.ok) return resolved;
  return succeed({ machine, plan: resolved.value.name, ...preflight(resolved.value.plan, machine) });
}
