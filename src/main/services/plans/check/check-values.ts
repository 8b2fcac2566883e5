import type { Plan } from '../../../../contract/plan.ts';
import type { ValueSpec } from '../../../../contract/plan-values.ts';
import { namesIn, parseTemplate } from '../../../../workers/engine/values/template.ts';
import { classSites } from '../text/class-sites.ts';
import { type Issue, refusalOf } from '../text/issue.ts';
import { checkFileName } from '../text/plan-folder.ts';
import { suggestion } from '../text/plan-issues.ts';
import { namesOfValue, stepSites, type TemplateSite, valueSites } from '../text/template-sites.ts';

type ValuesAndClasses = Pick<Plan, 'classes' | 'values'>;

/** Values that cannot be made, and templates that do not parse or name nothing. */
export function checkValues(plan: ValuesAndClasses): Issue[] {
  const values = Object.entries(plan.values ?? {});
  const known = new Set([...values.map(([name]) => name), ...extractedNames(plan)]);
  const sites = [
    ...classSites(plan),
    ...values.flatMap(([name, spec]) => valueSites(spec, ['values', name])),
  ];
  return [
    ...values.flatMap(([name, spec]) => checkSpec(spec, ['values', name])),
    ...sites.flatMap((site) => checkSite(site, known)),
    ...checkCycles(plan),
  ];
}

function extractedNames(plan: ValuesAndClasses): string[] {
  return Object.entries(plan.classes).flatMap(([name, spec]) =>
    stepSites(spec, ['classes', name]).flatMap(({ step }) => (step.extract ?? []).map((taken) => taken.to)),
  );
}

function checkSite({ path, text }: TemplateSite, known: ReadonlySet<string>): Issue[] {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return refusalOf(parsed, path);
  const unknown = namesIn(text).filter((name) => !known.has(name) && !/^(env|secret)\./.test(name));
  return [...new Set(unknown)].map((name) => ({
    path,
    code: 'plan.unknown_value',
    message: `{{ ${name} }} is undefined: no value and no extraction has that name${suggestion(name, [...known])}`,
  }));
}

function checkSpec(spec: ValueSpec, path: readonly (string | number)[]): Issue[] {
  if (typeof spec !== 'object' || spec === null) return [];
  if ('range' in spec) return checkOrder(spec.range, [...path, 'range']);
  if ('decimal' in spec) return checkOrder(spec.decimal, [...path, 'decimal']);
  if (('sample' in spec || 'list' in spec) && typeof spec.count === 'object') {
    return checkOrder(spec.count, [...path, 'count']);
  }
  return 'feed' in spec ? checkFileName(spec.feed, [...path, 'feed']) : [];
}

function checkOrder([from, to]: readonly [number, number], path: readonly (string | number)[]): Issue[] {
  if (from <= to) return [];
  const message = `the first number is ${from} and must not be above the second, ${to}`;
  return [{ path, code: 'plan.out_of_range', message }];
}

/** A value that refers to itself, over however many others, could never be made. */
function checkCycles(plan: ValuesAndClasses): Issue[] {
  const uses = new Map(Object.entries(plan.values ?? {}).map(([name, spec]) => [name, namesOfValue(spec)]));
  const done = new Set<string>();
  const issues: Issue[] = [];
  for (const start of uses.keys()) {
    const cycle = findCycle(start, uses, done);
    if (cycle === null) continue;
    const message = `the value refers to itself: ${cycle.join(' → ')}`;
    issues.push({ path: ['values', start], code: 'plan.value_cycle', message });
  }
  return issues;
}

/** Depth-first with a stack of its own: a thousand values in a row are no reason to run out of one. */
function findCycle(
  start: string,
  uses: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
): string[] | null {
  const trail: string[] = [];
  const onTrail = new Set<string>();
  const work: { name: string; leave: boolean }[] = [{ name: start, leave: false }];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    if (next.leave) {
      trail.pop();
      onTrail.delete(next.name);
      done.add(next.name);
      continue;
    }
    if (onTrail.has(next.name)) {
      for (const name of trail) done.add(name);
      return [...trail.slice(trail.indexOf(next.name)), next.name];
    }
    if (done.has(next.name) || !uses.has(next.name)) continue;
    trail.push(next.name);
    onTrail.add(next.name);
    work.push({ name: next.name, leave: true });
    for (const used of uses.get(next.name) ?? []) work.push({ name: used, leave: false });
  }
  return null;
}
