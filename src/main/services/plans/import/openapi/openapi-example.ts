import { listOf } from '../../../../../contract/plan-data.ts';
import { literal, type PlanDraft } from '../plan-draft.ts';
import { type Fields, fieldsOf, type OpenApiDocument } from './openapi-document.ts';
import { numberOf, someNumber, wholeRange } from './openapi-number.ts';
import { textFor } from './openapi-pattern.ts';
import { flatSchema, type SchemaBudget } from './openapi-schema.ts';

const MAX_DEPTH = 6;
const MAX_FIELDS = 100;
const MAX_ITEMS = 20;
const MAX_CHARS = 1_000;
/** Parts of one example. */
const MAX_PARTS = 2_000;

/** The document, and the plan that is made of it. */
export interface Sampling {
  readonly document: OpenApiDocument;
  readonly draft: PlanDraft;
}

interface Level {
  readonly depth: number;
  readonly budget: SchemaBudget;
  /** What is being built around this: a schema inside itself would never end. */
  readonly around: readonly object[];
}

/**
 * What a client may send for a schema: its example where it has one, else the least that its types and bounds ask for,
 * without what only the service writes. Texts are as they are, no templates yet.
 */
export function exampleOf(sampling: Sampling, schema: unknown): unknown {
  return build(sampling, schema, { depth: 0, budget: { parts: 0 }, around: [] }) ?? null;
}

/** undefined: nothing can be said of it. */
function build(sampling: Sampling, schema: unknown, { depth, budget, around }: Level): unknown {
  const target = sampling.document.resolve(schema);
  if (target === null || around.includes(target)) return undefined;
  if (depth > MAX_DEPTH || budget.parts > MAX_PARTS) return undefined;
  const fields = flatSchema(sampling.document, schema, budget);
  if (fields === null) return undefined;
  const given = givenIn(fields);
  if (given !== undefined) return withoutReadOnly(sampling.document, given, fields);
  const below = { depth: depth + 1, budget, around: [...around, target] };
  switch (typeOf(fields)) {
    case 'object':
      return objectExample(sampling, fields, below);
    case 'array':
      return listExample(sampling, fields, below);
    case 'integer':
      return wholeRange(fields)[0];
    case 'number':
      return someNumber(fields);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return textExample(fields, sampling);
  }
}

/** What the document itself gives as a value. */
export function givenIn(fields: Fields): unknown {
  const usual = fields.default === null ? undefined : fields.default;
  const choices = listOf(fields.enum);
  return (
    fields.const ??
    fields.example ??
    listOf(fields.examples)[0] ??
    fields['x-example'] ??
    usual ??
    choices.find((choice) => choice !== null) ??
    choices[0]
  );
}

/** An example of a whole object shows what the service writes, too. */
function withoutReadOnly(document: OpenApiDocument, given: unknown, fields: Fields): unknown {
  const example = fieldsOf(given);
  const properties = fieldsOf(fields.properties);
  if (example === null || properties === null) return given;
  return Object.fromEntries(
    Object.entries(example).filter(
      ([name]) => !Object.hasOwn(properties, name) || !isReadOnly(document, properties[name]),
    ),
  );
}

function isReadOnly(document: OpenApiDocument, schema: unknown): boolean {
  return fieldsOf(schema)?.readOnly === true || flatSchema(document, schema)?.readOnly === true;
}

function objectExample(sampling: Sampling, fields: Fields, below: Level): Record<string, unknown> {
  const required = new Set(listOf(fields.required));
  const writable = Object.entries(fieldsOf(fields.properties) ?? {})
    .slice(0, MAX_FIELDS)
    .filter(([, schema]) => fieldsOf(schema)?.readOnly !== true);
  const wanted = required.size > 0 ? writable.filter(([name]) => required.has(name)) : writable;
  const made = wanted.flatMap(([name, schema]): [string, unknown][] => {
    if (isReadOnly(sampling.document, schema)) return [];
    const value = build(sampling, schema, below);
    if (value === undefined) return required.has(name) ? [[name, null]] : [];
    return [[name, value]];
  });
  const least = Math.min(numberOf(fields.minProperties) ?? 0, MAX_ITEMS);
  const others = writable.filter(([name]) => !made.some(([known]) => known === name));
  for (const [name, schema] of others) {
    if (made.length >= least) break;
    made.push([name, build(sampling, schema, below) ?? null]);
  }
  const free = fieldsOf(fields.additionalProperties);
  for (let nth = 1; made.length < least && nth <= MAX_ITEMS; nth += 1)
    made.push([`key${nth}`, (free === null ? undefined : build(sampling, free, below)) ?? 'example']);
  return Object.fromEntries(made);
}

function listExample(sampling: Sampling, fields: Fields, below: Level): unknown[] {
  const most = numberOf(fields.maxItems) ?? MAX_ITEMS;
  const count = Math.min(Math.max(numberOf(fields.minItems) ?? 1, 0), most, MAX_ITEMS);
  const places = listOf(fields.prefixItems).map((item) => build(sampling, item, below) ?? null);
  const item = build(sampling, fields.items ?? {}, below);
  if (item === undefined) return places.slice(0, Math.max(count, places.length));
  const kind = flatSchema(sampling.document, fields.items) ?? {};
  const rest = Array.from({ length: Math.max(count - places.length, 0) }, (_, nth) =>
    fields.uniqueItems === true ? another(item, nth, kind) : item,
  );
  return [...places, ...rest];
}

/** The nth different value of a kind. */
function another(value: unknown, nth: number, kind: Fields): unknown {
  if (nth === 0) return value;
  const choices = listOf(kind.enum);
  if (choices.length > 0) return choices[(choices.indexOf(value) + nth) % choices.length];
  if (typeof value === 'number') return value + nth * (numberOf(kind.multipleOf) ?? 1);
  if (typeof value !== 'string' || kind.pattern !== undefined) return value;
  const number = String(nth + 1);
  if (kind.format === 'uuid') return value.slice(0, value.length - number.length) + number;
  const room = numberOf(kind.maxLength) ?? MAX_CHARS;
  return kind.format === undefined ? value.slice(0, Math.max(room - number.length, 0)) + number : value;
}

const BY_FORMAT: ReadonlyMap<string, string> = new Map([
  ['uuid', '00000000-0000-4000-8000-000000000000'],
  ['date', '2024-01-01'],
  ['date-time', '2024-01-01T00:00:00Z'],
  ['time', '12:00:00Z'],
  ['duration', 'P1D'],
  ['email', 'user@example.com'],
  ['idn-email', 'user@example.com'],
  ['uri', 'https://example.com'],
  ['url', 'https://example.com'],
  ['uri-reference', '/example'],
  ['hostname', 'example.com'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['byte', 'ZXhhbXBsZQ=='],
]);

function textExample(fields: Fields, { draft }: Sampling): string {
  const least = Math.min(numberOf(fields.minLength) ?? 0, MAX_CHARS);
  const most = Math.max(numberOf(fields.maxLength) ?? MAX_CHARS, 0);
  if (typeof fields.pattern === 'string') {
    const text = textFor(fields.pattern, { least, most });
    if (text !== null) return text;
    draft.note(
      `No text was found for the pattern ${fields.pattern.slice(0, 60)}: put one where the plan has "example".`,
    );
  }
  const known = BY_FORMAT.get(String(fields.format));
  if (known !== undefined && known.length >= least && known.length <= most) return known;
  return 'example'.padEnd(least, 'x').slice(0, most);
}

/** @param fields a flat schema */
export function typeOf(fields: Fields): string {
  const type = Array.isArray(fields.type) ? fields.type.find((one) => one !== 'null') : fields.type;
  if (typeof type === 'string') return type;
  const has = (...keys: readonly string[]) => keys.some((key) => fields[key] !== undefined);
  if (has('properties', 'additionalProperties', 'required')) return 'object';
  if (has('items', 'prefixItems')) return 'array';
  return has('minimum', 'maximum') ? 'number' : 'string';
}

/** What a document gives is text, whatever it looks like: the template that means it. */
export function literalTree(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return literal(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 20) return null;
  if (Array.isArray(value))
    return value.slice(0, MAX_FIELDS).map((item: unknown) => literalTree(item, depth + 1));
  const entries = Object.entries(value).slice(0, MAX_FIELDS);
  return Object.fromEntries(entries.map(([key, item]) => [key, literalTree(item, depth + 1)]));
}
