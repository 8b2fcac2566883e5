import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { MachineLimits } from '../../../contract/machine.ts';
import type { RunPlan } from '../../../contract/run-plan.ts';
import { isPrometheus, type Watch } from '../../../contract/watch.ts';
import type { RunInputs } from '../../../workers/engine/values/port.ts';
import { preflight } from '../../../workers/engine/verdicts/preflight.ts';
import type { StartRun } from '../app-port.ts';
import { readRunInputs } from '../plans/check/check-inputs.ts';
import { resolveWatches } from '../plans/inputs/resolve-watches.ts';
import { askHealth, guardUrl, type HostLookup } from '../target/health.ts';
import type { SampleTargets } from '../target/sample-targets.ts';
import { NOT_RUNNING } from '../target/samples.ts';
import { capForPublic, publicHostsOf, type ResolveHost } from './public-caps.ts';
import { resolveTargets, type TargetedPlan, type TargetOptions } from './resolve-targets.ts';

/** A run that may begin. */
export interface ReadyRun extends TargetedPlan {
  /** Secrets, feeds and body files: never stored. */
  readonly inputs: RunInputs;
  /** What is watched, with the texts that its addresses and headers name: never stored. */
  readonly watches: readonly Watch[];
  /** What this machine has. */
  readonly machine: MachineLimits;
  /** What holds for this run and is printed: the caps of public hosts. */
  readonly remarks: readonly string[];
  /** What the checks said against it, where it was forced. */
  readonly overruled: readonly Failure[];
}

export interface PreflightOptions extends TargetOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The running sample services. */
  readonly samples: SampleTargets;
  readMachineLimits(): Promise<MachineLimits>;
  /** Default: the system's resolver. */
  readonly resolveHost?: ResolveHost;
  /** How hosts of watches are looked up. Default: as the system does. */
  readonly lookupWatched?: HostLookup;
}

/**
 * Decides whether a run may begin, before anything is sent: the plan is whole, the secrets it names are there, its hosts
 * are allowed, this machine can bear it, every service answers its health check (S-51). The last two can be forced.
 * @returns failures `plan.…`, `samples.not_running`, `guard.blocked_host`, `guard.public_cap`, `preflight.…`, `target.unhealthy`
 */
export async function preflightRun(run: StartRun, options: PreflightOptions): Promise<Result<ReadyRun>> {
  if (run.onSamples === true && Object.keys(options.samples.urls).length === 0) return fail(NOT_RUNNING);
  const overrides = {
    ...run.overrides,
    ...(run.precision === undefined ? {} : { precision: run.precision }),
  };
  const targeted = await resolveTargets(
    { ...run, overrides },
    run.onSamples === true ? options.samples : null,
    options,
  );
  if (!targeted.ok) return targeted;
  const { resolved } = targeted.value;
  // What was typed with an address goes before what the environment has under that name.
  const env = { ...options.env, ...resolved.secrets };
  const inputs = await readRunInputs(resolved, {
    env,
    folder: run.planFolder ?? null,
    ...(run.files === undefined ? {} : { files: run.files }),
  });
  if (!inputs.ok) return inputs;
  const watches = resolveWatches(resolved.plan, inputs.value);
  const blocked =
    (await firstBlocked(resolved.plan, options.allowedHosts)) ?? (await firstBlockedWatch(watches, options));
  if (blocked !== null) return fail(blocked);
  const hosts = await publicHostsOf(resolved.plan, options.resolveHost);
  const capped = capForPublic(resolved.plan, hosts, { source: resolved.source, overrides });
  if (!capped.ok) return capped;
  const { plan, remarks } = capped.value;
  const machine = await options.readMachineLimits();
  const doubts = await doubtsAbout(plan, machine, options.allowedHosts);
  const [worst] = doubts;
  if (worst !== undefined && run.force !== true) return fail(worst);
  return succeed({
    ...targeted.value,
    resolved: { ...resolved, plan },
    inputs: inputs.value,
    watches,
    machine,
    remarks,
    overruled: doubts,
  });
}

/** The first service that may not be asked at all; no answer of the user but naming the host changes that. */
async function firstBlocked({ services }: RunPlan, allowedHosts: readonly string[]): Promise<Failure | null> {
  const refusals = await Promise.all(services.map(({ url }) => guardUrl(url, allowedHosts)));
  return refusals.find((refusal) => refusal !== null) ?? null;
}

/**
 * The first watch whose host may not be asked, as targets may not: by its address, by one that its name has, or by one that it may
 * have, where the resolver says nothing. Whatever else is wrong with one, a name that nobody has among it, is a gap in its figures
 * and no reason not to run.
 */
async function firstBlockedWatch(
  watches: readonly Watch[],
  { allowedHosts, lookupWatched }: Pick<PreflightOptions, 'allowedHosts' | 'lookupWatched'>,
): Promise<Failure | null> {
  const asked = watches.map(async ({ label, source }) => {
    if (!isPrometheus(source) || !URL.canParse(source.url)) return null;
    const refusal = await guardUrl(source.url, allowedHosts, lookupWatched);
    return refusal && { ...refusal, message: `Watch ${label}: ${refusal.message}` };
  });
  return (await Promise.all(asked)).find((refusal) => refusal !== null) ?? null;
}

/** What the machine and the services say against the run. */
async function doubtsAbout(
  plan: RunPlan,
  machine: MachineLimits,
  allowedHosts: readonly string[],
): Promise<Failure[]> {
  const { refusals } = preflight(plan, machine);
  const unhealthy = await unhealthyOnes(plan, allowedHosts);
  return unhealthy === null ? [...refusals] : [...refusals, unhealthy];
}

/** Asks every service at once: its health page where it has one, else whether it accepts a connection. */
async function unhealthyOnes(
  { services, limits }: RunPlan,
  allowedHosts: readonly string[],
): Promise<Failure | null> {
  const options = { allowedHosts, verifyTls: limits.verifyTls };
  const asked = services.map(async ({ name, url, healthPath }) => {
    const { health, message } = await askHealth(url, healthPath, options);
    return health === 'up' ? [] : [{ name, at: url + (healthPath ?? ''), healthPath, why: message }];
  });
  const sick = (await Promise.all(asked)).flat();
  const [only] = sick;
  if (only === undefined) return null;
  if (sick.length === 1 && only.healthPath === null) {
    return {
      code: 'target.unreachable',
      side: 'target',
      message: `Nothing responds at ${only.at} (${only.why}).`,
      hint: 'Start it, correct the address, or force the run (--force).',
    };
  }
  const verb = sick.length === 1 ? 'A service does' : `${sick.length} services do`;
  return {
    code: 'target.unhealthy',
    side: 'target',
    message: `${verb} not pass the health check: ${sick.map(({ name, at, why }) => `${name} at ${at} (${why})`).join(', ')}.`,
    hint: 'Start it, change its address, or force the run (--force).',
  };
}
