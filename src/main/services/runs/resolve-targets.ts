import { type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import { followedUrls, type WorkspaceUrls } from '../plans/compile/follow-workspace.ts';
import { type ResolvedPlan, type ResolveOptions, resolvePlan } from '../plans/compile/resolve-plan.ts';
import { takeWatchCredentials } from '../plans/inputs/watch-secrets.ts';
import type { SampleTargets } from '../target/sample-targets.ts';
import { addedWatches } from './added-watches.ts';

/** A plan as it will run, targeted at where it is to go. */
export interface TargetedPlan {
  readonly resolved: ResolvedPlan;
  /** As asked for, with the addresses that were set up added: stored with the run. */
  readonly overrides: Overrides;
}

export interface TargetOptions extends Pick<ResolveOptions, 'read'> {
  readonly presetsDir: string;
  readonly allowedHosts: readonly string[];
  /** Addresses set up under Services: what a plan gives no address of its own follows them. */
  readonly workspaceUrls: WorkspaceUrls;
  /** Text of a plan of the user's; absent: there are none. */
  readonly readStored?: (planId: string) => Promise<Result<string>>;
}

/**
 * Resolves a plan. Its services go to the addresses asked for by hand, else to the sample services where they are wanted,
 * else, where the plan gives them no address of its own, to the user's workspace, else where the plan says. What goes to the
 * sample services watches them by itself, and what goes to a service of the workspace what was set for that one; neither is among
 * the overrides: nobody asked for it with this run.
 * @param samples null: not on the sample services
 */
export async function resolveTargets(
  asked: { readonly plan: PlanRef; readonly overrides?: Overrides | undefined },
  samples: SampleTargets | null,
  { workspaceUrls, ...options }: TargetOptions,
): Promise<Result<TargetedPlan>> {
  const { overrides, secrets } = takeWatchCredentials(asked.overrides ?? {});
  const resolved = await resolvePlan(asked.plan, overrides, { ...options, isOnlyRead: true });
  if (!resolved.ok) return resolved;
  const urls = { ...followedUrls(resolved.value, workspaceUrls), ...samples?.urls };
  const names = new Set(resolved.value.plan.services.map((service) => service.name));
  const fitting = Object.entries(urls).filter(([name]) => names.has(name));
  const isAsWritten = fitting.length === 0 && resolved.value.unaddressed.length === 0;
  const targeted = isAsWritten
    ? overrides
    : { ...overrides, targets: { ...Object.fromEntries(fitting), ...overrides.targets } };
  const watch = addedWatches(resolved.value.plan, targeted, { samples, asked: overrides, workspaceUrls });
  if (isAsWritten && watch.length === 0)
    return succeed({ resolved: withSecrets(resolved.value, secrets), overrides });
  const again = await resolvePlan(
    asked.plan,
    watch.length === 0 ? targeted : { ...targeted, watch: [...(overrides.watch ?? []), ...watch] },
    options,
  );
  return again.ok ? succeed({ resolved: withSecrets(again.value, secrets), overrides: targeted }) : again;
}

function withSecrets(resolved: ResolvedPlan, secrets: ResolvedPlan['secrets']): ResolvedPlan {
  return { ...resolved, secrets: { ...resolved.secrets, ...secrets } };
}
