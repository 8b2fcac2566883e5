import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { counted, shortened } from '../../../../contract/format.ts';
import { planSchema } from '../../../../contract/plan.ts';
import { isRecord, valueAt } from '../../../../contract/plan-data.ts';
import type { Issue, Path } from './issue.ts';

type Raw = z.core.$ZodIssue;
type Place = { readonly path: Path; readonly value: unknown };

/** Turns what the schema says about a plan into sentences, one per thing that is wrong. */
export function issuesOf(error: z.ZodError, plan: unknown): Issue[] {
  return error.issues.flatMap((issue) => sentences(issue, { path: [], value: plan }));
}

/** The name that was probably meant; null where none is near. */
function nearestOf(word: string, candidates: readonly string[]): string | null {
  if (candidates.length === 0) return null;
  const best = closest(
    word.toLowerCase(),
    candidates.map((name) => name.toLowerCase()),
  );
  const found = candidates.find((name) => name.toLowerCase() === best);
  return found !== undefined && distance(word.toLowerCase(), best) <= Math.max(2, word.length * 0.4)
    ? found
    : null;
}

/** `; did you mean "health"?`, or what there is to choose from. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const nearest = nearestOf(word, candidates);
  if (nearest !== null) return `; did you mean "${nearest}"?`;
  if (candidates.length === 0) return '';
  const shown = candidates.slice(0, 20).join(', ');
  return `; there is ${shown}${candidates.length > 20 ? ', …' : ''}`;
}

function sentences(issue: Raw, around: Place): Issue[] {
  const inner = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const place: Place = { path: [...around.path, ...inner], value: valueAt(around.value, inner) };
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(place, key, issue.keys));
  const unquoted = unquotedRule(place);
  if (unquoted !== null) return [{ path: place.path, code: 'plan.stop_rule', message: unquoted }];
  if (issue.code === 'invalid_union') return unionSentences(issue.errors, place);
  if (issue.code === 'invalid_key') {
    const [reason] = issue.issues;
    const why = reason === undefined || reason.message.startsWith('Invalid') ? '' : `: ${nameRule(reason)}`;
    const message = `${shown(place.path.at(-1))} cannot be a name${why}`;
    return [{ path: place.path, code: 'plan.bad_name', message }];
  }
  return [{ path: place.path, code: codeOf(issue, place), message: sentence(issue, place) }];
}

/**
 * A stop rule that names a place and is not in quotes: its colon makes it a block of one key.
 * @returns null: it is none
 */
function unquotedRule({ path: [block, index, ...more], value }: Place): string | null {
  if (block !== 'stopWhen' || typeof index !== 'number' || more.length > 0 || !isRecord(value)) return null;
  const [[place, rest] = [], ...others] = Object.entries(value);
  if (place === undefined || typeof rest !== 'string' || others.length > 0 || !/[<>]/.test(rest)) return null;
  return `a stop rule that names a place is written in quotes, for YAML reads its colon as a key: "${shortened(`${place}: ${rest}`)}"`;
}

/** Of the alternatives, the one the writer most likely meant: its keys are there, and the fewest things are wrong with it. */
function unionSentences(alternatives: readonly (readonly Raw[])[], place: Place): Issue[] {
  const isTypeOnly = (issues: readonly Raw[]) =>
    issues.every(
      (issue) => issue.path.length === 0 && ['invalid_type', 'invalid_value'].includes(issue.code),
    );
  const flat = alternatives.flatMap(flatten);
  const structured = flat.filter((issues) => !isTypeOnly(issues));
  const best = structured.toSorted((a, b) => misfit(a) - misfit(b))[0];
  if (best === undefined) return [wrongType(flat.flat(), place)];
  const isUnknown = best.some((issue) => issue.code === 'unrecognized_keys');
  // A key that is not known explains why the one expected in its place is missing.
  const isThere = (issue: Raw) =>
    valueAt(
      place.value,
      issue.path.filter((key) => typeof key !== 'symbol'),
    ) !== undefined;
  return best.filter((issue) => !isUnknown || isThere(issue)).flatMap((issue) => sentences(issue, place));
}

/** A union inside a union, at the same place, is more alternatives of the outer one. */
function flatten(issues: readonly Raw[]): (readonly Raw[])[] {
  const [only] = issues;
  if (issues.length === 1 && only?.code === 'invalid_union' && only.path.length === 0) {
    return only.errors.flatMap(flatten);
  }
  return [issues];
}

/** An alternative that knows one of two keys fits better than one that knows neither. */
function misfit(issues: readonly Raw[]): number {
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [])).length;
  const missing = issues.filter((issue) => issue.message.endsWith('received undefined')).length;
  return unknown * 100 + missing * 10 + issues.length;
}

/** What a name must be, of the rule that it breaks. */
function nameRule(reason: Raw): string {
  if (reason.code === 'too_small') return 'a name is not empty';
  return reason.code === 'too_big' ? `a name has at most ${reason.maximum} characters` : reason.message;
}

/** @param unknown all the keys of the block that do not belong to it */
function unknownKey({ path, value }: Place, key: string, unknown: readonly string[]): Issue {
  const known = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const beside = known.filter((other) => !unknown.includes(other));
  const isElsewhere = beside.length > 0 && keysAt(path).includes(key);
  const why = isElsewhere
    ? `cannot be combined with ${beside.map((other) => `"${shortened(other)}"`).join(' and ')}`
    : `is not a key of a plan here${suggestion(key, keysAt(path))}`;
  return { path: [...path, key], code: 'plan.unknown_key', message: `"${shortened(key)}" ${why}` };
}

function codeOf(issue: Raw, place: Place): string {
  if (place.value === undefined) return 'plan.missing_key';
  return issue.code === 'too_big' || issue.code === 'too_small' ? 'plan.out_of_range' : 'plan.invalid';
}

function sentence(issue: Raw, place: Place): string {
  const name = nameOf(place);
  switch (issue.code) {
    case 'invalid_type':
      if (place.value === undefined) return `${name} is missing`;
      return `${name} is ${shown(place.value)}, but must be ${kindOf(String(issue.expected))}`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      const choice = values.length === 1 ? values[0] : `one of ${values.join(', ')}`;
      if (place.value === undefined) return `${name} is missing; it is ${choice}`;
      const near = typeof place.value === 'string' ? nearestOf(place.value, values) : null;
      return `${name} is ${shown(place.value)}, but must be ${choice}${near === null ? '' : `; did you mean "${near}"?`}`;
    }
    case 'too_small':
    case 'too_big': {
      const bound =
        issue.code === 'too_small'
          ? `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
          : `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
      const has = issue.origin === 'string' || issue.origin === 'array' ? 'have' : 'be';
      return `${name} ${measured(place.value)}, but must ${has} ${bound}`;
    }
    default:
      return issue.message.startsWith('Invalid')
        ? `${name} is ${shown(place.value)}, which cannot be`
        : issue.message;
  }
}

function nameOf({ path }: Place): string {
  return path.length === 0 ? 'the plan' : `"${shortened(String(path.at(-1)))}"`;
}

function measured(value: unknown): string {
  if (typeof value === 'string') return `has ${counted(value.length, 'character')}`;
  if (Array.isArray(value)) return `has ${counted(value.length, 'item')}`;
  return `is ${shown(value)}`;
}

function wrongType(issues: readonly Raw[], place: Place): Issue {
  const name = nameOf(place);
  const kinds = issues.flatMap((issue) => {
    if (issue.code === 'invalid_value') return issue.values.map(String);
    return issue.code === 'invalid_type' ? [kindOf(String(issue.expected))] : [];
  });
  const unique = [...new Set(kinds)];
  const choice =
    unique.length > 1
      ? `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`
      : (unique[0] ?? 'something else');
  const { path, value } = place;
  if (value === undefined) return { path, code: 'plan.missing_key', message: `${name} is missing` };
  return { path, code: 'plan.invalid', message: `${name} is ${shown(value)}, but must be ${choice}` };
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a block of keys',
  record: 'a block of keys',
  null: 'nothing',
};

function kindOf(expected: string): string {
  return KINDS[expected] ?? 'given';
}

function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a block of keys';
  return typeof value === 'string' ? `"${shortened(value)}"` : String(value);
}

/** As much of JSON Schema as a plan's has. */
interface JsonSchema {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

let planJsonSchema: JsonSchema | null = null;

/** Every key that a plan may have at a place, over all alternatives. */
function keysAt(path: Path): string[] {
  return [...new Set(schemasAt(path).flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

/** Everything a plan may hold at a place: all alternatives, those inside alternatives too. */
export function schemasAt(path: Path): readonly JsonSchema[] {
  planJsonSchema ??= z.toJSONSchema(planSchema, { io: 'input', target: 'draft-07' }) as JsonSchema;
  let here = alternatives(planJsonSchema);
  for (const step of path) here = here.flatMap((schema) => alternativesBelow(schema, step));
  return here;
}

function alternativesBelow(schema: JsonSchema, step: string | number): JsonSchema[] {
  if (typeof step === 'number') {
    const items = schema.items;
    const item = Array.isArray(items) ? items[step] : items;
    return item === undefined ? [] : alternatives(item);
  }
  const named = schema.properties?.[step];
  if (named !== undefined) return alternatives(named);
  return typeof schema.additionalProperties === 'object' ? alternatives(schema.additionalProperties) : [];
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  const target =
    schema.$ref === undefined ? schema : (planJsonSchema?.definitions?.[schema.$ref.slice(14)] ?? {});
  const inner = [...(target.anyOf ?? []), ...(target.allOf ?? [])];
  return [target, ...inner.flatMap(alternatives)];
}
