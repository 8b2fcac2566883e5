import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { ClassSpec, Overrides, Plan } from '../../../../contract/plan.ts';
import type { TriedStep } from '../../../../contract/plan-editing.ts';
import type { HttpStep, RunPlan, Scenario } from '../../../../contract/run-plan.ts';
import type { ArgumentOf } from '../../../../contract/wire.ts';
import { createSystemClock } from '../../../../workers/engine/time/system-clock.ts';
import { namesIn } from '../../../../workers/engine/values/template.ts';
import { sendOnce } from '../../../../workers/protocols/http/one-request.ts';
import type { StepPlans } from '../../../protocols/protocol.ts';
import { stepPlansOf } from '../../../protocols/protocols.ts';
import { createRedactor } from '../../secrets/redact.ts';
import { compilePlan } from '../compile/compile-plan.ts';
import type { Suites } from '../compile/expand-plan.ts';
import { followedUrls, type WorkspaceUrls } from '../compile/follow-workspace.ts';
import { selectClasses } from '../compile/select-classes.ts';
import { readInputs } from '../inputs/run-inputs.ts';
import { secretsOfRun } from '../inputs/run-secrets.ts';
import type { TextReader } from '../library/text-reader.ts';
import { failureOf } from '../text/parse-plan.ts';
import { treeSites } from '../text/template-sites.ts';
import { triedStepOf } from './tried-step.ts';

interface TryOptions {
  readonly reader: TextReader;
  readonly suites: Suites;
  readonly allowedHosts: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Addresses of the running sample services, by service; empty: they do not run. */
  readonly sampleUrls: Readonly<Record<string, string>>;
  /** Addresses the user has changed in the workspace, by service. */
  readonly workspaceUrls: WorkspaceUrls;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly version: string;
}

/** An answer to one request is read up to here, whatever the plan allows. */
const MAX_BODY_BYTES = 4 * 1_048_576;

/**
 * Sends one request of a plan, once, exactly as a run would: values drawn, host guarded, deadline kept, checks made. No
 * load, no retry, no redirect followed, nothing stored. Secrets in what comes back are replaced by their names.
 * @returns failures `plan.…` where the plan or the step is not there to be sent; what goes wrong on the way is part of the answer
 */
export async function tryStep(
  argument: ArgumentOf<'plans.tryStep'>,
  options: TryOptions,
): Promise<Result<TriedStep>> {
  const found = await findStep(argument, options);
  if (!found.ok) return found;
  const { plan, scenario, step, source, overrides } = found.value;
  const given = argument.values ?? {};
  const missing = missingIn(plan, scenario, { step, given });
  if (missing.length > 0) return succeed(unsent(step, scenario, missing));
  const inputs = await readInputs(plan, { env: options.env, folder: null, files: options.files });
  if (!inputs.ok) return inputs;
  const { limits } = plan;
  const answer = await sendOnce(
    {
      plan: { ...plan, limits: { ...limits, maxBodyBytes: Math.min(limits.maxBodyBytes, MAX_BODY_BYTES) } },
      clock: createSystemClock(),
      ...inputs.value,
      userAgent: `plimsoll/${options.version} (one request)`,
    },
    { scenario, step, isSetup: argument.task === null, given },
  );
  const secrets = secretsOfRun({ plan, source, overrides, inputs: inputs.value });
  return succeed(createRedactor(secrets)(triedStepOf(answer, step)));
}

interface FoundStep {
  readonly plan: RunPlan;
  readonly scenario: Scenario;
  readonly step: HttpStep;
  readonly source: Plan;
  readonly overrides: Overrides;
}

/** The plan for one user of the class alone, and its step. */
async function findStep(
  argument: ArgumentOf<'plans.tryStep'>,
  options: TryOptions,
): Promise<Result<FoundStep>> {
  const { text, className, task, step: index, onSamples, values = {} } = argument;
  const read = await options.reader.run('read', { text, suites: options.suites });
  if (!read.ok) return read;
  const reading = read.value;
  if (!reading.ok) return fail(failureOf(reading.problems));
  const alone = oneUserOf(reading.plan, className, task);
  if (!alone.ok) return alone;
  const urls = {
    ...followedUrls(reading, options.workspaceUrls),
    ...(onSamples === true && options.sampleUrls),
  };
  const overrides = {
    targets: onlyThoseIn(alone.value.services, urls),
    values: onlyThoseIn(alone.value.values ?? {}, values),
  };
  const compiled = compilePlan(alone.value, overrides, { allowedHosts: options.allowedHosts });
  if (!compiled.ok) return compiled;
  const { run: plan } = compiled.value;
  const scenario = plan.scenarios.find((one) => one.name === className);
  const tasks = scenario?.kind === 'http' ? scenario.tasks : [];
  const steps: readonly HttpStep[] | undefined =
    task === null ? scenario?.setup : tasks.find(({ name }) => name === task)?.steps;
  const step = steps?.[index];
  if (step?.stream !== undefined) return fail(notARequest(stepPlansOf(step.stream.kind)));
  if (scenario !== undefined && step !== undefined)
    return succeed({ plan, scenario, step, source: alone.value, overrides });
  return fail(
    noStep(`${className} has no step ${index + 1} in ${task === null ? 'its setup' : `"${task}"`}`),
  );
}

/** Whatever load a plan gives a class, one request of it can be tried; nothing else of the class needs to be ready. */
function oneUserOf(plan: Plan, className: string, task: string | null): Result<Plan> {
  const chosen = selectClasses(plan, [className]);
  if (!chosen.ok) return chosen;
  const spec = chosen.value.classes[className];
  if (spec === undefined) return fail(noStep(`there is no class "${className}" in the plan`));
  const { load: _, weight: __, startAfter: ___, ...rest } = spec;
  const { sizes: ____, size: _____, watch: ______, ...whole } = chosen.value;
  return succeed({
    ...whole,
    classes: { [className]: { ...narrowed(rest, task), users: 1 } },
    load: { duration: 1_000 },
  });
}

function narrowed(spec: ClassSpec, task: string | null): ClassSpec {
  if (task === null) return spec.tasks === undefined ? spec : { ...spec, tasks: { setup: { get: '/' } } };
  const { setup: _, ...rest } = spec;
  const wanted = spec.tasks !== undefined && Object.hasOwn(spec.tasks, task) ? spec.tasks[task] : undefined;
  return wanted === undefined ? rest : { ...rest, tasks: { [task]: wanted } };
}

function onlyThoseIn<Value>(known: object, entries: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => Object.hasOwn(known, name)));
}

/** Names the step asks for that neither the plan nor the caller gives: an earlier answer would. */
function missingIn(
  plan: RunPlan,
  scenario: Scenario,
  { step, given }: { step: HttpStep; given: Readonly<Record<string, string>> },
): string[] {
  const texts = treeSites([step.path, step.headers, step.body, scenario.headers], []);
  const names = new Set(texts.flatMap(({ text }) => namesIn(text)));
  return [...names].filter((name) => !Object.hasOwn(plan.values, name) && !Object.hasOwn(given, name));
}

/** What would have been sent, placeholders and all. */
function unsent(step: HttpStep, scenario: Scenario, missing: readonly string[]): TriedStep {
  const base = scenario.kind === 'http' ? scenario.baseUrl : scenario.url;
  return {
    request: {
      method: step.method,
      url: base + step.path,
      headers: Object.entries({ ...scenario.headers, ...step.headers }),
      body: null,
    },
    response: null,
    missing,
    phasesMs: { dns: null, connect: null, tls: null, send: null, wait: null, receive: null },
    totalMs: null,
    address: null,
    checks: [],
    extracted: [],
    failure: testFailure(
      'value.unset',
      `The request needs ${missing.join(', ')}, which an earlier response sets.`,
      'Send the step that extracts it first, or enter a value.',
    ),
  };
}

function notARequest({ noun, tryHint }: StepPlans): Failure {
  const what = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
  return testFailure(
    'plan.no_step',
    `${what} step is not a single request and cannot be sent here.`,
    tryHint,
  );
}

function noStep(message: string): Failure {
  return testFailure('plan.no_step', message, 'Check the plan: it may have changed.');
}
