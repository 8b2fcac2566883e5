import type { Result } from '../../../../contract/failure.ts';
import type { PlanRef } from '../../../../contract/wire.ts';
import { type ResolveOptions, resolvePlan } from '../compile/resolve-plan.ts';
import { checkInputs } from './check-inputs.ts';

/**
 * What a run of a plan would miss of what it takes from beside it: variables that are not set.
 * @returns failures of the plan, and of feeds and body files that cannot be read or lack a column
 */
export async function missingInputs(
  plan: PlanRef,
  {
    targets,
    env,
    folder,
  }: {
    readonly targets: ResolveOptions;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly folder: string | null;
  },
): Promise<Result<readonly string[]>> {
  const resolved = await resolvePlan(plan, {}, { ...targets, isOnlyRead: true });
  if (!resolved.ok) return resolved;
  // What an address itself holds is there.
  return checkInputs(resolved.value, { env: { ...env, ...resolved.value.secrets }, folder });
}
