import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { Overrides, Plan } from '../../../../contract/plan.ts';
import { plannedLoad } from '../../../../contract/planned-load.ts';
import { profilePeak } from '../../../../contract/profile.ts';
import type { RunLimits, RunPlan, ServiceTarget } from '../../../../contract/run-plan.ts';
import { SERVICE_NAMES } from '../../../../contract/sample-services.ts';
import type { Millis } from '../../../../contract/units.ts';
import { capsRefusal } from '../../../../workers/engine/load/divide-caps.ts';
import { withRequests } from '../../../../workers/engine/values/presented.ts';
import type { ClassChange } from '../../../protocols/protocol.ts';
import { CLASS_PLANS, streamOfClass } from '../../../protocols/protocols.ts';
import { checkUniqueFeedsOfRun } from '../check/check-unique.ts';
import { checkBounds } from '../check/plan-bounds.ts';
import { suggestion } from '../text/plan-issues.ts';
import { askedSearch, restingLoad, type Search, searchingRun } from './compile-capacity.ts';
import { type CompiledLoad, compileLoad, type LoadNumbers } from './compile-load.ts';
import { compileScenarios } from './compile-scenarios.ts';
import { compileStopRules } from './compile-stop-rules.ts';
import { compileThresholds } from './compile-thresholds.ts';
import { compileValues } from './compile-values.ts';
import { compileWatches } from './compile-watches.ts';
import { isOpenLoad } from './load-shape.ts';
import { selectClasses } from './select-classes.ts';
import { SeriesList } from './series-list.ts';
import { checkServiceUrl } from './service-url.ts';
import { sizePlan } from './size-plan.ts';

export interface CompileOptions {
  /** Hosts outside loopback that the user named. */
  readonly allowedHosts?: readonly string[];
  /** For a plan without a seed; absent: 1, so that the same plan does the same. */
  readonly seed?: number;
  /** The plan is only looked at, and nothing of it sent: a service without an address may go nowhere. */
  readonly isOnlyRead?: boolean;
}

/** What the engine does where the plan sets no limit. Times in ms, sizes in bytes. */
export const LIMIT_DEFAULTS = {
  requestTimeoutMs: 10_000,
  connectTimeoutMs: 5_000,
  maxBodyBytes: 16 * 1_048_576,
  maxHeaderBytes: 65_536,
  leastInFlight: 2_000,
  mostInFlight: 2_000,
  maxRatePerSecond: 1_000_000,
  maxConnections: 1_000_000,
} as const;

/** A plan made ready to run, and the numbers someone would ask for its load with. */
export interface CompiledPlan {
  readonly run: RunPlan;
  readonly load: LoadNumbers;
}

/**
 * Makes a plan ready to run: its size and classes chosen, overrides applied, every default filled in, every URL
 * absolute, every endpoint numbered.
 * @param plan expanded and checked, as `parsePlan` gives it
 */
export function compilePlan(
  plan: Plan,
  overrides: Overrides,
  options: CompileOptions = {},
): Result<CompiledPlan> {
  const sized = sizePlan(plan, overrides.size);
  const [problem] = sized.issues;
  if (problem !== undefined) return fail(testFailure(problem.code, problem.message));
  const chosen = selectClasses(sized.plan, overrides.only ?? []);
  if (!chosen.ok) return chosen;
  const asked = askedSearch(chosen.value, overrides);
  if (!asked.ok) return asked;
  const search = asked.value;
  const wrongOverride = checkOverrides(chosen.value, overrides, search);
  if (wrongOverride !== null) return fail(wrongOverride);
  const services = compileServices(plan, chosen.value, overrides.targets ?? {}, options);
  if (!services.ok) return services;
  const load =
    search === null ? compileLoad(chosen.value, overrides) : restingLoad(chosen.value, search, overrides);
  if (!load.ok) return load;
  const watches = compileWatches({ whole: plan, chosen: chosen.value }, overrides);
  if (!watches.ok) return watches;
  const values = compileValues(chosen.value, overrides.values ?? {}, watches.value);
  if (!values.ok) return values;
  const parts = { services: services.value, load: load.value, values: values.value };
  const applied = assemble(chosen.value, overrides, { ...parts, options });
  const made = search === null ? succeed(applied) : searchingRun(applied, search, chosen.value.limits);
  if (!made.ok) return made;
  const rules = compileStopRules(chosen.value, overrides, made.value);
  if (!rules.ok) return rules;
  const run = {
    ...made.value,
    ...(rules.value.length > 0 && { stopRules: rules.value }),
    ...(watches.value.length > 0 && { watches: watches.value }),
  };
  const absurd = checkBounds(run) ?? checkUniqueFeedsOfRun(run) ?? checkCaps(run);
  return absurd === null ? succeed({ run, load: load.value.numbers }) : fail(absurd);
}

function checkCaps(run: RunPlan): Failure | null {
  const why = capsRefusal(run);
  return why === null ? null : testFailure('plan.caps', why);
}

const BUILT_IN: ReadonlySet<string> = new Set(SERVICE_NAMES);

interface Parts {
  readonly services: readonly ServiceTarget[];
  readonly load: CompiledLoad;
  readonly values: RunPlan['values'];
  readonly options: CompileOptions;
}

function assemble(plan: Plan, overrides: Overrides, { services, load, values, options }: Parts): RunPlan {
  const limits = compileLimits(plan, overrides, { load, options });
  const series = new SeriesList();
  const scenarios = compileScenarios({
    plan,
    overrides,
    limits,
    series,
    load: load.classes,
    services: new Map(services.map((service) => [service.name, service])),
  });
  return {
    version: 2,
    name: plan.name,
    purpose: plan.purpose ?? 'benchmark',
    description: plan.description ?? '',
    seed: overrides.seed ?? plan.load?.seed ?? options.seed ?? 1,
    services,
    series: withRequests(series.toArray(), { scenarios, values }),
    scenarios,
    load: plannedLoad({ scenarios }),
    values,
    durationMs: load.durationMs,
    warmupMs: load.warmupMs,
    limits,
    thresholds: compileThresholds(plan.thresholds ?? [], series.toArray()),
    expectations: plan.expectations ?? [],
    gate: plan.gate ?? 'acceptable',
    breakingPoint: 'lasting',
    ...(plan.trace === undefined ? {} : { trace: plan.trace }),
  };
}

function compileServices(
  whole: Plan,
  plan: Plan,
  targets: Readonly<Record<string, string>>,
  { isOnlyRead = false }: CompileOptions,
): Result<ServiceTarget[]> {
  for (const name of Object.keys(targets)) {
    // All five are targeted together (at the sample services, say), whichever of them a plan happens to use.
    if (Object.hasOwn(whole.services, name) || BUILT_IN.has(name)) continue;
    return fail(
      testFailure(
        'plan.unknown_service',
        `there is no service "${name}" to target${suggestion(name, Object.keys(whole.services))}`,
      ),
    );
  }
  const names = Object.keys(whole.services);
  if (
    Object.keys(targets).length > 0 &&
    !names.some((name) => BUILT_IN.has(name) || Object.hasOwn(targets, name))
  ) {
    const why = `the plan calls none of those services, but ${names.join(', ')}`;
    return fail(notFor('--services and --target', why, 'Set the addresses of its own with --target.'));
  }
  const services: ServiceTarget[] = [];
  for (const [name, service] of Object.entries(plan.services)) {
    const address = Object.hasOwn(targets, name) ? targets[name] : service.url;
    if (address === undefined && !isOnlyRead) return fail(noAddress(name));
    const url = checkServiceUrl(address ?? NOWHERE);
    if (!url.ok) return url;
    services.push({ name, url: url.value, healthPath: service.health ?? null });
  }
  return succeed(services);
}

const NOWHERE = 'http://localhost';

/** Of a service that is written without an address, where nobody knows one. */
export function noAddress(name: string): Failure {
  return testFailure(
    'plan.no_address',
    `service "${name}" is written without an address, and no service of that name is set up under Services`,
    `Add it there, write its url into the plan, or set it with --target ${/^[\w.-]+$/.test(name) ? `${name}=URL` : JSON.stringify(`${name}=URL`)}.`,
  );
}

function compileLimits(
  plan: Plan,
  overrides: Overrides,
  { load, options }: { load: CompiledLoad; options: CompileOptions },
): RunLimits {
  const own = plan.limits ?? {};
  const requestTimeoutMs = overrides.timeoutMs ?? own.timeout ?? LIMIT_DEFAULTS.requestTimeoutMs;
  return {
    requestTimeoutMs,
    connectTimeoutMs: own.connectTimeout ?? Math.min(LIMIT_DEFAULTS.connectTimeoutMs, requestTimeoutMs),
    maxInFlight: own.maxInFlight ?? inFlightFor(load, requestTimeoutMs + longestHoldMs(plan)),
    maxBodyBytes: own.maxBodyBytes ?? LIMIT_DEFAULTS.maxBodyBytes,
    maxHeaderBytes: own.maxHeaderBytes ?? LIMIT_DEFAULTS.maxHeaderBytes,
    followRedirects: own.followRedirects ?? 0,
    ...((own.cookies ?? (own.followRedirects ?? 0) > 0) ? { cookies: true } : {}),
    verifyTls: own.verifyTls ?? true,
    ...((overrides.strictHttp ?? own.strictHttp) === true ? { strictHttp: true } : {}),
    maxRatePerSecond: overrides.maxRate ?? own.maxRate ?? LIMIT_DEFAULTS.maxRatePerSecond,
    maxConnections: overrides.maxConnections ?? own.maxConnections ?? LIMIT_DEFAULTS.maxConnections,
    allowedHosts: options.allowedHosts ?? [],
  };
}

/**
 * Users have one request open each. An open plan may have as many as leave within a timeout, but no more than a
 * machine can well hold: beyond it a stalled target is shown by drops, not by a pile of sockets. A plan of little load has
 * room to be steered up.
 */
function inFlightFor(load: CompiledLoad, timeoutMs: number): number {
  let users = 0;
  let rate = 0;
  for (const { profile } of load.classes.values()) {
    if (profile.model === 'open') rate += profilePeak(profile);
    else users += profilePeak(profile);
  }
  const waiting = Math.min(Math.ceil((rate * timeoutMs) / 1_000), LIMIT_DEFAULTS.mostInFlight);
  return Math.max(Math.ceil(users) + waiting, LIMIT_DEFAULTS.leastInFlight);
}

/** So much longer than its timeout a task may last because a step of it stays connected. */
function longestHoldMs(plan: Plan): Millis {
  const tasks = Object.values(plan.classes).flatMap((spec) => Object.values(spec.tasks ?? {}));
  const held = tasks.map((task) => (task.steps ?? [task]).reduce((sum, { hold }) => sum + (hold ?? 0), 0));
  return Math.max(0, ...held);
}

/** Options that would be taken and change nothing are refused: someone meant something by them. */
function checkOverrides(plan: Plan, overrides: Overrides, search: Search | null): Failure | null {
  const classes = Object.values(plan.classes);
  if (overrides.users !== undefined && overrides.rate !== undefined) {
    return notFor(
      '--users and --rate',
      'users are a closed model and a rate is an open one',
      'Give one of them.',
    );
  }
  const other = overrides.durationMs !== undefined ? '--duration' : '--warmup';
  if (overrides.requests !== undefined && (overrides.durationMs ?? overrides.warmupMs) !== undefined) {
    const why =
      other === '--duration'
        ? 'both set when the run ends'
        : 'a warm-up would leave out an unknown number of the requests';
    return notFor(`--requests and ${other}`, why, 'Give one of them.');
  }
  const has = (key: keyof ClassChange) =>
    classes.some((spec) => streamOfClass(spec)?.protocol.changes.includes(key));
  if (overrides.messageRate !== undefined && !has('messageRate')) {
    return notFor('--message-rate', noClassWith('messageRate'), 'Use --rate for requests.');
  }
  const isOpen =
    search === null
      ? overrides.rate !== undefined || [plan.load, ...classes.map((spec) => spec.load)].some(isOpenLoad)
      : search.by === 'rate';
  if (overrides.arrivals !== undefined && !isOpen) {
    const hint = search === null ? 'Use --rate.' : 'Search by rate: --by rate.';
    return notFor('--arrivals', 'users start their requests themselves', hint);
  }
  if (overrides.spawnRate !== undefined && overrides.rate !== undefined) {
    return notFor('--spawn-rate', 'a rate starts requests, not users', 'Leave one of them out.');
  }
  if (overrides.spawnRate !== undefined && plan.load?.stages !== undefined) {
    return notFor(
      '--spawn-rate',
      "the plan's stages set how fast users start",
      'Leave it out, or edit the stages.',
    );
  }
  for (const option of ['confirm', 'reply'] as const) {
    if (overrides[option] === undefined || has(option)) continue;
    return notFor(`--${option}`, noClassWith(option), 'Leave it out.');
  }
  const bare = [overrides.message, overrides.subscribe].some((option) => option !== undefined);
  if (overrides.sse !== undefined) {
    return notFor('--sse', 'it is for a bare http:// address', 'Write an sse class into the plan.');
  }
  if (!bare) return null;
  return notFor(
    '--message and --subscribe',
    'they are for a bare ws:// address',
    'Write them into the plan.',
  );
}

/** Names the kinds of classes about which this can be changed: `the plan has no WebSocket class`. */
function noClassWith(key: keyof ClassChange): string {
  const kinds = CLASS_PLANS.filter(({ changes }) => changes.includes(key));
  return `the plan has no ${kinds.map(({ noun }) => noun.replace(/^an? /, '')).join(' or ')} class`;
}

function notFor(option: string, why: string, hint: string): Failure {
  return testFailure('plan.override', `${option} cannot be used here: ${why}`, hint);
}
