import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { Plan } from '../../../../contract/plan.ts';
import { parsedJson } from '../../../../contract/plan-data.ts';
import type { ValueSpec } from '../../../../contract/plan-values.ts';
import { secretVariable } from '../../../../contract/secret-variable.ts';
import type { Watch } from '../../../../contract/watch.ts';
import { namesIn, printTemplate } from '../../../../workers/engine/values/template.ts';
import { classSites } from '../text/class-sites.ts';
import { suggestion } from '../text/plan-issues.ts';
import { namesOfValue, namesReached } from '../text/template-sites.ts';
import { templatesOfSource } from '../text/watch-sites.ts';

/** The values the classes and the watches really use, with what was set from outside; a run stores and asks for no others. */
export function compileValues(
  plan: Plan,
  set: Readonly<Record<string, string>>,
  watches: readonly Watch[] = [],
): Result<Readonly<Record<string, ValueSpec>>> {
  const values = { ...plan.values };
  const sites = [...classSites(plan), ...watches.flatMap(({ source }) => templatesOfSource(source))];
  const asked = sites.flatMap(({ text }) => namesIn(text));
  const referred = new Set([...asked, ...Object.values(values).flatMap(namesOfValue)]);
  for (const [name, text] of Object.entries(set)) {
    if (!Object.hasOwn(values, name)) {
      if (referred.has(`secret.${name}`)) return fail(notInPlace(name, name));
      return fail(
        testFailure(
          'plan.unknown_value',
          `the plan has no value "${name}" to set${suggestion(name, Object.keys(values))}`,
          'Values stand under "values" in the plan.',
        ),
      );
    }
    const secret = secretOf(values[name]);
    if (secret !== null) return fail(notInPlace(name, secret));
    values[name] = setValue(values[name], text);
  }
  const reached = namesReached(asked, (name) =>
    Object.hasOwn(values, name) ? values[name] : referenceOf(name),
  );
  const used = [...reached].flatMap(([name, spec]) => (spec === undefined ? [] : [[name, spec] as const]));
  return succeed(Object.fromEntries(used.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** `{{ env.NAME }}` and `{{ secret.NAME }}` need no entry under values. */
export function referenceOf(name: string): ValueSpec | undefined {
  const [, kind, rest] = /^(env|secret)\.(.+)$/.exec(name) ?? [];
  if (kind === undefined || rest === undefined) return undefined;
  return kind === 'env' ? { env: rest } : { secret: rest };
}

function secretOf(spec: ValueSpec | undefined): string | null {
  return typeof spec === 'object' && spec !== null && 'secret' in spec ? spec.secret : null;
}

/** What is set is stored with the run, in clear; a secret never is. */
function notInPlace(name: string, secret: string): Failure {
  return testFailure(
    'plan.set_secret',
    `"${name}" is a secret of the plan and cannot be set: overrides are stored with the run`,
    `Put it into the environment as ${secretVariable(secret)}.`,
  );
}

/** Values that are made of pieces of JSON. */
const HOLDS_JSON = ['sample', 'list', 'oneOf', 'object', 'value'];

/**
 * Text from outside is text; it stands for a number or true and false where the plan had one, and for JSON or a list of
 * words with commas where the plan had pieces of JSON.
 */
function setValue(before: ValueSpec | undefined, text: string): ValueSpec {
  if (typeof before === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (typeof before === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (typeof before === 'object' && before !== null) {
    if (HOLDS_JSON.some((key) => key in before)) {
      const json = /^\s*[[{]/.test(text) ? parsedJson(text) : undefined;
      if (json !== undefined) return { value: literal(json) };
    }
    if ('sample' in before) return { value: literal(text.split(',').map((word) => word.trim())) };
  }
  return printTemplate([text]);
}

/** JSON as it is: what looks like a template in it is none. */
function literal(json: unknown): unknown {
  if (typeof json === 'string') return printTemplate([json]);
  if (Array.isArray(json)) return json.map(literal);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, inner]) => [key, literal(inner)]));
}
