import { type AppliedLoad, unitOf } from '../../../../contract/applied-load.ts';
import type { AppliedRun } from '../../../../contract/applied-run.ts';
import { printDuration } from '../../../../contract/duration.ts';
import { fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { Overrides, PlanInput } from '../../../../contract/plan.ts';
import type { WrittenPlan } from '../../../../contract/wire.ts';
import { CLASS_PLANS } from '../../../protocols/protocols.ts';
import type { Suites } from '../compile/expand-plan.ts';
import { failureOf, readPlan } from '../text/parse-plan.ts';
import { printPlan } from '../text/print-plan.ts';
import { stagesOf } from './load-stages.ts';
import { type ClassInput, limitsOf, watchPart, withLevels } from './written-options.ts';

type UsedClass = NonNullable<PlanInput['use']>['classes'][string];
type LoadInput = NonNullable<PlanInput['load']>;

/** What a plan takes at most. */
const MAX_STAGES = 1_000;

/**
 * The plan of a run with the load that was applied to each of its classes, as stages: run again, it has the same level in every
 * second without anybody's hand. Comments of the plan are not kept.
 * @returns failures `plan.searched` of a capacity search, `plan.too_big` of a load of too many pieces, and of the text what
 * reading it says
 */
export function steeredPlan(run: AppliedRun, suites: Suites = {}): Result<WrittenPlan> {
  const { planText, overrides, plan, endMs } = run;
  if (plan.capacity !== undefined) return fail(SEARCHED);
  const reading = readPlan(planText, suites);
  if (!reading.ok) return fail(failureOf(reading.problems));
  const loads = new Map(run.load.map((one) => [one.name, loadOf(one, run)]));
  const tooLong = [...loads].find(([, { stages = [] }]) => stages.length > MAX_STAGES);
  if (tooLong !== undefined) return fail(tooManyStages(tooLong[0]));
  const { sizes: _, size: __, capacity: ___, ...data } = reading.data as PlanInput;
  const none: LoadInput = { users: 0, duration: printDuration(endMs) };
  const { use, classes = {} } = data;
  const limits = { ...data.limits, ...limitsOf(overrides) };
  const text = printPlan({
    ...data,
    name: `${data.name} as run`.slice(0, 200),
    ...(use !== undefined && {
      use: {
        ...use,
        classes: mapped(use.classes, (one, name) => usedWith(one, loads.get(name) ?? none, overrides)),
      },
    }),
    ...(Object.keys(classes).length > 0 && {
      classes: mapped(classes, (one, name) => classWith(one, loads.get(name) ?? none, overrides)),
    }),
    load: {
      duration: printDuration(endMs),
      ...(plan.warmupMs > 0 && plan.warmupMs < endMs && { warmup: printDuration(plan.warmupMs) }),
      seed: plan.seed,
    },
    ...(Object.keys(limits).length > 0 && { limits }),
    ...watchPart(data, overrides),
  });
  return succeed({ text: `# The load that run ${run.runId} had.\n${text}`, notes: notesOf(run, data) });
}

function mapped<Value>(
  all: Readonly<Record<string, Value>>,
  change: (value: Value, name: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, change(value, name)]));
}

function loadOf(one: AppliedLoad, { plan, endMs }: AppliedRun): LoadInput {
  const isOpen = unitOf(one) === 'rate';
  const stages = stagesOf(one.segments, { isWhole: !isOpen, endMs });
  const profile = plan.scenarios.find(({ name }) => name === one.name)?.profile;
  const isPoisson = profile?.model === 'open' && profile.arrivals === 'poisson';
  return {
    model: isOpen ? 'open' : 'closed',
    ...(isPoisson && { arrivals: 'poisson' as const }),
    stages,
  };
}

/** A load takes the place of all else that says how much and when. */
function classWith(spec: ClassInput, load: LoadInput, { messageRate, confirm }: Overrides): ClassInput {
  const { users: _, weight: __, startAfter: ___, ...rest } = withLevels(spec, { messageRate, confirm });
  const own = CLASS_PLANS.find(({ kind }) => rest[kind] !== undefined);
  if (own === undefined) return { ...rest, load };
  const stream = Object.entries(rest[own.kind] ?? {}).filter(
    ([key]) => key !== own.levelKey && key !== 'connectRate',
  );
  return { ...rest, [own.kind]: Object.fromEntries(stream), load };
}

function usedWith(used: UsedClass, load: LoadInput, { messageRate, confirm }: Overrides): UsedClass {
  const { users: _, weight: __, startAfter: ___, connectRate: ____, ...rest } = used;
  return {
    ...rest,
    ...(messageRate !== undefined && { messageRate }),
    ...(confirm !== undefined && { confirm }),
    load,
  };
}

/** What the text cannot say, or is said again with each run. */
function notesOf({ overrides }: AppliedRun, data: PlanInput): string[] {
  const { targets = {}, values = {} } = overrides;
  const named = (options: readonly string[]) => options.join(', ');
  const targeted = Object.entries(targets).map(([name, url]) => `${name} ${url}`);
  return [
    ...(data.load?.iterations === undefined
      ? []
      : ['The run ended after a number of tasks; this plan ends after the time it took.']),
    ...(targeted.length === 0
      ? []
      : [`The run went to other addresses than the plan has: ${named(targeted)}.`]),
    ...(Object.keys(values).length === 0
      ? []
      : [`Set again for a run of it: ${named(Object.keys(values))}.`]),
  ];
}

const SEARCHED = testFailure(
  'plan.searched',
  'A capacity search orders its load by what it measures, so it is not a plan.',
  'Search again with plimsoll capacity.',
);

function tooManyStages(name: string) {
  return testFailure(
    'plan.too_big',
    `The load of class "${name}" changed more than ${MAX_STAGES} times; a plan has ${MAX_STAGES} stages.`,
    'Its log in the document says what was done.',
  );
}
