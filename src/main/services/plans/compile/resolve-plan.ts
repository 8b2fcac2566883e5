import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { Overrides, Plan } from '../../../../contract/plan.ts';
import type { RunPlan } from '../../../../contract/run-plan.ts';
import type { PlanRef } from '../../../../contract/wire.ts';
import { planOfUrl, type UrlPlan } from '../inputs/url-plan.ts';
import { planOfUrls } from '../inputs/urls-plan.ts';
import { readPreset, readSuites } from '../library/presets.ts';
import { failureOf, type PlanReading, readPlan } from '../text/parse-plan.ts';
import type { LoadNumbers } from './compile-load.ts';
import { type CompileOptions, compilePlan } from './compile-plan.ts';
import type { Suites } from './expand-plan.ts';
import type { Followers } from './follow-workspace.ts';

export interface ResolveOptions extends CompileOptions {
  readonly presetsDir: string;
  /** Text of a plan of the user's. */
  readonly readStored?: (planId: string) => Promise<Result<string>>;
  /** Reads a text as a plan where nobody is held up by it; absent: here and now. */
  readonly read?: (argument: { text: string; suites: Suites }) => Promise<Result<PlanReading>>;
}

/** A plan ready to run, with what it was made from. */
export interface ResolvedPlan extends Followers {
  readonly plan: RunPlan;
  /** The plan as it was written; for a bare address, the plan that was written for it. */
  readonly text: string;
  readonly name: string;
  /** As parsed, classes of suites put in, before size and overrides. */
  readonly source: Plan;
  readonly load: LoadNumbers;
  /** Credentials that came with the plan and stand in it as references, by environment variable: for this run alone. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What was not imported of what the plan was made from. */
  readonly notes: readonly string[];
}

/** From what the user named (a preset, a text, an address) and changed to what the engine runs. */
export async function resolvePlan(
  ref: PlanRef,
  overrides: Overrides,
  options: ResolveOptions,
): Promise<Result<ResolvedPlan>> {
  const suites = await readSuites(options.presetsDir);
  if (!suites.ok) return suites;
  if (overrides.requests !== undefined && ref.kind !== 'url') return fail(COUNTS_FOR_ADDRESSES);
  const written = await textOf(ref, overrides, options);
  if (!written.ok) return written;
  const { text, overrides: left, secrets = {}, notes = [] } = written.value;
  const { read = async () => succeed(readPlan(text, suites.value.plans)) } = options;
  const done = await read({ text, suites: suites.value.plans });
  if (!done.ok) return done;
  const reading = done.value;
  if (!reading.ok) {
    const failure = failureOf(reading.problems);
    return fail({ ...failure, hint: ref.kind === 'text' ? failure.hint : '' });
  }
  const { plan: source, borrowed, unaddressed } = reading;
  const compiled = compilePlan(source, left, options);
  if (!compiled.ok) return compiled;
  const { run, load } = compiled.value;
  const idle = Object.keys(left.values ?? {}).find((name) => !Object.hasOwn(run.values, name));
  if (idle !== undefined) return fail(setsNothing(idle));
  return succeed({ plan: run, text, name: run.name, source, borrowed, unaddressed, load, secrets, notes });
}

/** An option that changes nothing is refused; trying one request may know more values than that one asks for. */
function setsNothing(name: string): Failure {
  return testFailure(
    'plan.override',
    `--set ${name} cannot be used here: no request uses that value`,
    'Set a value that a request uses.',
  );
}

type WrittenPlan = Pick<UrlPlan, 'text' | 'overrides'> & Partial<Pick<UrlPlan, 'secrets' | 'notes'>>;

const COUNTS_FOR_ADDRESSES: Failure = testFailure(
  'plan.override',
  '--requests cannot be used here: it counts requests to an address',
  'Set how many tasks end the run in the plan: load: { iterations: … }.',
);

async function textOf(
  ref: PlanRef,
  overrides: Overrides,
  { presetsDir, readStored }: ResolveOptions,
): Promise<Result<WrittenPlan>> {
  if (ref.kind === 'url') return planOfAddress(ref, overrides);
  if (ref.kind === 'text') return succeed({ text: ref.text, overrides });
  const text =
    ref.kind === 'stored'
      ? await (readStored ?? nothingStored)(ref.planId)
      : await readPreset(presetsDir, ref.name);
  return text.ok ? succeed({ text: text.value, overrides }) : text;
}

/** The plan of an address, or of several that are loaded together. @returns failures as `planOfUrl`, `planOfUrls` */
export function planOfAddress(
  { url, request, more }: Extract<PlanRef, { kind: 'url' }>,
  overrides: Overrides,
): Result<UrlPlan> {
  if (more === undefined || more.length === 0) return planOfUrl(url, overrides, request);
  return planOfUrls([{ url, request }, ...more], overrides);
}

async function nothingStored(planId: string): Promise<Result<string>> {
  return fail(
    testFailure('plan.not_found', `there is no stored plan ${planId}`, 'Name a preset or a plan file.'),
  );
}
