import { listOf } from '../../../../../contract/plan-data.ts';
import { type Fields, fieldsOf, type OpenApiDocument } from './openapi-document.ts';

/** Schemas of one chain of `allOf` and `$ref`. */
const MAX_DEPTH = 20;
const MAX_PARTS_OF_ONE = 50;

/** What has been looked at for one example: schemas that refer to each other describe more than fits in a machine. */
export interface SchemaBudget {
  parts: number;
}

interface Level {
  readonly depth: number;
  readonly budget: SchemaBudget;
}

/**
 * A schema as one: references followed, with what stands beside them; every part of `allOf`; of `oneOf` and `anyOf` the
 * first that is not null. The schema's own words win over those of its parts, bounds become the tighter ones.
 * @returns null where it says nothing that is an object
 */
export function flatSchema(
  document: OpenApiDocument,
  schema: unknown,
  budget: SchemaBudget = { parts: 0 },
): Fields | null {
  return flat(document, schema, { depth: 0, budget });
}

function flat(document: OpenApiDocument, schema: unknown, { depth, budget }: Level): Fields | null {
  const raw = fieldsOf(schema);
  budget.parts += 1;
  if (raw === null || depth > MAX_DEPTH || budget.parts > MAX_PARTS_OF_ONE * MAX_PARTS_OF_ONE) return null;
  const below = { depth: depth + 1, budget };
  if (typeof raw.$ref === 'string') return behindReference(document, raw, below);
  const { allOf, oneOf, anyOf, ...own } = raw;
  let merged: Fields = own;
  for (const part of listOf(allOf).slice(0, MAX_PARTS_OF_ONE)) {
    const other = flat(document, part, below);
    if (other !== null) merged = merge(withoutWhole(other), merged);
  }
  if (hasGiven(own)) return merged;
  const alternatives = [...listOf(oneOf), ...listOf(anyOf)];
  const chosen = alternatives.find((one) => fieldsOf(one)?.type !== 'null');
  const other = chosen === undefined ? null : flat(document, chosen, below);
  return other === null ? merged : named(merge(other, merged), chosen, merged.discriminator);
}

function behindReference(document: OpenApiDocument, raw: Fields, below: Level): Fields | null {
  const { $ref, ...beside } = raw;
  const target = flat(document, document.resolve({ $ref }), below);
  if (target === null) return Object.keys(beside).length > 0 ? flat(document, beside, below) : null;
  const whole = named(target, { $ref }, target.discriminator);
  const own = Object.keys(beside).length > 0 ? flat(document, beside, below) : null;
  return own === null ? whole : merge(whole, own);
}

/** Writes the name of a schema where its discriminator asks for it. */
function named(merged: Fields, chosen: unknown, discriminator: unknown): Fields {
  const reference = fieldsOf(chosen)?.$ref;
  const { propertyName, mapping } =
    typeof discriminator === 'string'
      ? { propertyName: discriminator, mapping: undefined }
      : (fieldsOf(discriminator) ?? {});
  if (typeof reference !== 'string' || typeof propertyName !== 'string') return merged;
  const last = reference.split('/').at(-1) ?? '';
  const mapped = Object.entries(fieldsOf(mapping) ?? {}).find(([, to]) => to === reference || to === last);
  const properties = fieldsOf(merged.properties) ?? {};
  const known = Object.hasOwn(properties, propertyName) ? properties[propertyName] : undefined;
  const own = fieldsOf(known) ?? {};
  if (own.const !== undefined || listOf(own.enum).length === 1) return merged;
  const required = [...new Set([...listOf(merged.required), propertyName])];
  const value = { ...own, const: mapped?.[0] ?? last };
  return { ...merged, required, properties: { ...properties, [propertyName]: value } };
}

function hasGiven(fields: Fields): boolean {
  return fields.example !== undefined || fields.const !== undefined || listOf(fields.examples).length > 0;
}

/** The example of a part is one for some of the properties only. */
function withoutWhole(part: Fields): Fields {
  const { example, default: usual, ...rest } = part;
  const given = fieldsOf(example) ?? fieldsOf(usual);
  if (given === null) return part;
  const properties = fieldsOf(rest.properties) ?? {};
  const filled = Object.entries(given).map(([name, value]) => [
    name,
    { ...(Object.hasOwn(properties, name) ? fieldsOf(properties[name]) : {}), example: value },
  ]);
  const required = [...new Set([...listOf(rest.required), ...Object.keys(given)])];
  return { ...rest, required, properties: { ...properties, ...Object.fromEntries(filled) } };
}

const LOWER_BOUNDS = ['minimum', 'minLength', 'minItems', 'minProperties'];
const UPPER_BOUNDS = ['maximum', 'maxLength', 'maxItems', 'maxProperties'];

/** @param own wins where both say something that cannot both hold */
function merge(base: Fields, own: Fields): Fields {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(own)) if (value !== undefined) merged[key] = value;
  const properties = both(base.properties, own.properties);
  if (properties !== null) merged.properties = properties;
  const required = [...new Set([...listOf(base.required), ...listOf(own.required)])];
  if (required.length > 0) merged.required = required;
  if (Array.isArray(base.enum) && Array.isArray(own.enum)) {
    const shared = own.enum.filter((value) => listOf(base.enum).includes(value));
    merged.enum = shared.length > 0 ? shared : own.enum;
  }
  for (const [keys, tighter] of [[LOWER_BOUNDS, Math.max] as const, [UPPER_BOUNDS, Math.min] as const]) {
    for (const key of keys) {
      const [a, b] = [base[key], own[key]];
      if (typeof a === 'number' && typeof b === 'number') merged[key] = tighter(a, b);
    }
  }
  return merged;
}

function both(base: unknown, own: unknown): Fields | null {
  const [a, b] = [fieldsOf(base), fieldsOf(own)];
  if (a === null || b === null) return b ?? a;
  const shared = Object.entries(b).map(([name, schema]) => [
    name,
    Object.hasOwn(a, name) ? { allOf: [a[name], schema] } : schema,
  ]);
  return { ...a, ...Object.fromEntries(shared) };
}
