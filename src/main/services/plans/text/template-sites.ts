import type { ClassSpec } from '../../../../contract/plan.ts';
import type { PlanPlace as Path } from '../../../../contract/plan-editing.ts';
import type { BodySpec } from '../../../../contract/plan-steps.ts';
import type { StepSpec } from '../../../../contract/plan-tasks.ts';
import type { ValueSpec } from '../../../../contract/plan-values.ts';
import { STEP_KINDS, type StepKind } from '../../../../contract/protocols/protocols.ts';
import { namesIn } from '../../../../workers/engine/values/template.ts';

/** A text of a plan that is a template, and where it stands. */
export interface TemplateSite {
  readonly path: Path;
  readonly text: string;
}

/** Keys of values under which texts are templates. */
const HOLDS_TEMPLATES = new Set(['value', 'oneOf', 'object', 'list', 'default']);

/** Every template inside a value. */
export function valueSites(spec: ValueSpec, path: Path): TemplateSite[] {
  if (typeof spec === 'string') return [{ path, text: spec }];
  if (typeof spec !== 'object' || spec === null) return [];
  return Object.entries(spec).flatMap(([key, inner]) =>
    HOLDS_TEMPLATES.has(key) ? treeSites(inner, [...path, key]) : [],
  );
}

/** Every step of a class with where it stands. */
export function stepSites(spec: ClassSpec, path: Path): { readonly path: Path; readonly step: StepSpec }[] {
  const setup = (spec.setup ?? []).map((step, index) => ({ path: [...path, 'setup', index], step }));
  const tasks = Object.entries(spec.tasks ?? {}).flatMap(([name, task]) => {
    const at = [...path, 'tasks', name];
    if (task.steps === undefined) return [{ path: at, step: task }];
    return task.steps.map((step, index) => ({ path: [...at, 'steps', index], step }));
  });
  return [...setup, ...tasks];
}

/** Names of values that a value is made of. */
export function namesOfValue(spec: ValueSpec): string[] {
  return valueSites(spec, []).flatMap(({ text }) => namesIn(text));
}

/** All names that are asked for where these are, values made of others looked into; each with its value, where it has one. */
export function namesReached(
  names: readonly string[],
  specOf: (name: string) => ValueSpec | undefined,
): ReadonlyMap<string, ValueSpec | undefined> {
  const reached = new Map<string, ValueSpec | undefined>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    const spec = specOf(name);
    reached.set(name, spec);
    if (spec !== undefined) open.push(...namesOfValue(spec));
  }
  return reached;
}

/** Strings anywhere in JSON; keys are no templates. */
export function treeSites(json: unknown, path: Path): TemplateSite[] {
  if (typeof json === 'string') return [{ path, text: json }];
  if (typeof json !== 'object' || json === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(json)
    ? [...json.entries()]
    : Object.entries(json);
  return entries.flatMap(([key, value]) => treeSites(value, [...path, key]));
}

/** Every key anywhere in JSON, which is sent as it is written. */
export function treeKeys(json: unknown, path: Path): TemplateSite[] {
  if (typeof json !== 'object' || json === null) return [];
  if (Array.isArray(json)) return json.flatMap((item, index) => treeKeys(item, [...path, index]));
  return Object.entries(json).flatMap(([key, value]) => [
    { path: [...path, key], text: key },
    ...treeKeys(value, [...path, key]),
  ]);
}

/** Every template of a step. */
export function sitesOfStep(step: StepSpec, path: Path): TemplateSite[] {
  const { method, target } = requestLine(step);
  return [
    { path: [...path, method], text: target },
    ...recordSites(step.headers, [...path, 'headers']),
    ...recordSites(step.query, [...path, 'query']),
    ...(step.body === undefined ? [] : bodySites(step.body, [...path, 'body'])),
    ...treeSites(step.send, [...path, 'send']),
  ];
}

/** The one method (or kind of stream) a step names, and its path. */
export function requestLine(step: StepSpec): { readonly method: StepKind; readonly target: string } {
  for (const method of STEP_KINDS) {
    const target = step[method];
    if (target !== undefined) return { method, target };
  }
  // The schema refuses a step without a method.
  return { method: 'get', target: '/' };
}

function bodySites(body: BodySpec, path: Path): TemplateSite[] {
  if ('json' in body) return treeSites(body.json, [...path, 'json']);
  if ('text' in body) return [{ path: [...path, 'text'], text: body.text }];
  return 'form' in body ? recordSites(body.form, [...path, 'form']) : [];
}

export function recordSites(
  record: Readonly<Record<string, unknown>> | undefined,
  path: Path,
): TemplateSite[] {
  return Object.entries(record ?? {}).flatMap(([key, text]) =>
    typeof text === 'string' ? [{ path: [...path, key], text }] : [],
  );
}
