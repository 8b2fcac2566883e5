import type { ClassSpec, Plan } from '../../src/contract/plan.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import { compilePlan } from '../../src/main/services/plans/compile/compile-plan.ts';
import { chiSquare, chiSquarePValue } from './stats.ts';

/** What was sent of each kind, held against the weights of the plan. */
export interface MixFit {
  readonly total: number;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Probability of a distance at least this large were the mix the one of the plan. */
  readonly pValue: number;
}

/** Pearson's test of `observed` against `weights`, by name; prints its figures. Every name must have a weight. */
export function fitOf(
  what: string,
  observed: Readonly<Record<string, number>>,
  weights: Readonly<Record<string, number>>,
): MixFit {
  const strangers = Object.keys(observed).filter((name) => !(name in weights));
  if (strangers.length > 0) throw new Error(`${what}: not in the plan: ${strangers.join(', ')}`);
  const names = Object.keys(weights);
  const counts = names.map((name) => observed[name] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weight = names.reduce((sum, name) => sum + (weights[name] ?? 0), 0);
  const statistic = chiSquare(
    counts,
    names.map((name) => (total * (weights[name] ?? 0)) / weight),
  );
  const degreesOfFreedom = names.length - 1;
  const pValue = chiSquarePValue(statistic, degreesOfFreedom);
  process.stdout.write(
    `${what}: ${total} in ${names.length} kinds, chi-square ${statistic.toFixed(2)}, ` +
      `${degreesOfFreedom} degrees of freedom, p = ${pValue.toFixed(3)}\n`,
  );
  return { total, chiSquare: statistic, degreesOfFreedom, pValue };
}

/** How often each word occurs. */
export function countOf(words: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Weights of the tasks of a class, as its plan has them. */
export function weightsOf(spec: ClassSpec): Record<string, number> {
  return Object.fromEntries(Object.entries(spec.tasks ?? {}).map(([name, { weight = 1 }]) => [name, weight]));
}

/** Method and path to the name of the task of a class that asks for it; values in a path fit any word. */
export function taskFinder(spec: ClassSpec): (method: string, path: string) => string {
  const tasks = Object.entries(spec.tasks ?? {}).map(([name, { get, post }]) => {
    const path = (get ?? post ?? '').replace(/\?.*$/, '').replaceAll('.', '\\.');
    return { name, method: get === undefined ? 'POST' : 'GET', path: pattern(path) };
  });
  return (method, path) => {
    const found = tasks.find((task) => task.method === method && task.path.test(path));
    return found?.name ?? `${method} ${path}`;
  };
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\{.*?\}\}/g, '[^/]+')}$`);
}

/** One class of a suite under another load, with all else of it as it is. Throws where the compiler refuses. */
export function classPlan(
  suite: Plan,
  className: string,
  change: { readonly spec?: Partial<ClassSpec>; readonly load: Plan['load']; readonly url?: string },
): RunPlan {
  const spec = suite.classes[className];
  if (spec === undefined) throw new Error(`no class ${className}`);
  const plan = { ...suite, classes: { [className]: { ...spec, ...change.spec } }, load: change.load };
  const targets = change.url === undefined ? {} : { targets: { [spec.service]: change.url } };
  const compiled = compilePlan(plan, { ...targets, seed: 20_240_611 });
  if (!compiled.ok) throw new Error(compiled.failure.message);
  return compiled.value.run;
}
