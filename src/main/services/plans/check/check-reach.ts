import type { ClassSpec, Plan } from '../../../../contract/plan.ts';
import { namesIn } from '../../../../workers/engine/values/template.ts';
import { streamSites } from '../text/class-sites.ts';
import type { Issue } from '../text/issue.ts';
import { namesReached, sitesOfStep, stepSites, type TemplateSite } from '../text/template-sites.ts';

/** Names that an answer gives, and which of the users that ask for them can have got that answer. */
export function checkReach(plan: Plan): Issue[] {
  const givers = new Map<string, string[]>();
  for (const [name, spec] of Object.entries(plan.classes)) {
    for (const given of stepSites(spec, []).flatMap(givenBy))
      givers.set(given, [...(givers.get(given) ?? []), name]);
  }
  const needs = needsOf(plan);
  const shared = sharedNames(plan);
  return Object.entries(plan.classes).flatMap(([name, spec]) =>
    checkClass(name, spec, { givers, needs, shared }),
  );
}

/** What every user of every class has from its first task on: a shared setup gave it, and no two of them give the same. */
function sharedNames({ classes }: Plan): ReadonlySet<string> {
  const names = Object.entries(classes).flatMap(([name, spec]) =>
    spec.setupFor !== 'shared'
      ? []
      : [...new Set(stepSites(spec, ['classes', name]).filter(isSetup).flatMap(givenBy))],
  );
  return new Set(names.filter((name) => names.indexOf(name) === names.lastIndexOf(name)));
}

function isSetup({ path }: ReturnType<typeof stepSites>[number]): boolean {
  return path[2] === 'setup';
}

interface Names {
  /** By extracted name: the classes that extract it. */
  readonly givers: ReadonlyMap<string, readonly string[]>;
  /** What the shared setups of all classes extract. */
  readonly shared: ReadonlySet<string>;
  /** What a text asks for in the end, values made of others looked into. */
  needs(text: string): readonly string[];
}

function checkClass(name: string, spec: ClassSpec, names: Names): Issue[] {
  const steps = stepSites(spec, ['classes', name]);
  const ofClass = new Set(steps.flatMap(givenBy));
  const tell = (sites: readonly TemplateSite[], had: ReadonlySet<string>) =>
    sites.flatMap(({ path, text }) =>
      names.needs(text).flatMap((needed): Issue[] => {
        const givers = names.givers.get(needed);
        if (givers === undefined || had.has(needed)) return [];
        const message = ofClass.has(needed)
          ? `{{ ${needed} }} is only extracted by this step or a later one; extract it before it is used`
          : `{{ ${needed} }} is extracted in class ${givers[0]} only, and users of ${name} never have it; extract it in a step of ${name}`;
        return [{ path, code: 'plan.unreachable_value', message }];
      }),
    );
  const issues = tell(streamSites(spec, ['classes', name]), new Set([...ofClass, ...names.shared]));
  const early = new Set<string>();
  for (const one of steps.filter(isSetup)) {
    issues.push(...tell(sitesOfStep(one.step, one.path), early));
    for (const given of givenBy(one)) early.add(given);
  }
  const tasks = steps.filter(({ path }) => path[2] === 'tasks');
  for (const task of new Set(tasks.map(({ path }) => path[3]))) {
    // Another task may have run before; which one does is drawn.
    const others = tasks.filter(({ path }) => path[3] !== task).flatMap(givenBy);
    const had = new Set([...names.shared, ...early, ...others]);
    for (const one of tasks.filter(({ path }) => path[3] === task)) {
      issues.push(...tell(sitesOfStep(one.step, one.path), had));
      for (const given of givenBy(one)) had.add(given);
    }
  }
  return issues;
}

function givenBy({ step }: ReturnType<typeof stepSites>[number]): string[] {
  return (step.extract ?? []).map(({ to }) => to);
}

function needsOf({ values = {} }: Plan): Names['needs'] {
  const specOf = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
  return (text) =>
    [...namesReached(namesIn(text), specOf)].flatMap(([name, spec]) => (spec === undefined ? [name] : []));
}
