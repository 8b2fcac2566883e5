import type { ValueSpec } from '../../../contract/plan-values.ts';
import { literal } from './imported-plan.ts';
import { type Fields, fieldsOf, listOf, type OpenApiDocument } from './openapi-document.ts';

const MOST_DEPTH = 6;
const MOST_FIELDS = 100;
/** Parts of one example: schemas that refer to each other can describe more than fits in a machine. */
const MOST_PARTS = 2_000;

interface Budget {
  parts: number;
}

/** A body that fits a schema: its example where it has one, else the least that its types ask for. */
export function exampleOf(document: OpenApiDocument, schema: unknown): unknown {
  return build(document, schema, { depth: 0, budget: { parts: 0 } });
}

interface Level {
  readonly depth: number;
  readonly budget: Budget;
}

function build(document: OpenApiDocument, schema: unknown, { depth, budget }: Level): unknown {
  const fields = document.resolve(schema);
  budget.parts += 1;
  if (fields === null || depth > MOST_DEPTH || budget.parts > MOST_PARTS) return null;
  const below = { depth: depth + 1, budget };
  const given =
    fields.example ?? listOf(fields.examples)[0] ?? fields.default ?? listOf(fields.enum)[0] ?? fields.const;
  if (given !== undefined) return literalTree(given, 0);
  const all = listOf(fields.allOf);
  if (all.length > 0) {
    const parts = all.slice(0, 20).map((part) => fieldsOf(build(document, part, below)) ?? {});
    return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
  }
  const [alternative] = [...listOf(fields.oneOf), ...listOf(fields.anyOf)];
  if (alternative !== undefined) return build(document, alternative, below);
  switch (typeOf(fields)) {
    case 'object':
      return objectExample(document, fields, below);
    case 'array':
      return [build(document, fields.items, below)];
    case 'integer':
      return wholeIn(fields)[0];
    case 'number':
      return numberOf(fields.minimum) ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return textExample(fields);
  }
}

/** How to make a parameter's value anew for each request. */
export function parameterValue(document: OpenApiDocument, parameter: Fields): ValueSpec {
  const schema = document.resolve(parameter.schema) ?? parameter;
  const [named] = Object.values(fieldsOf(parameter.examples) ?? {});
  const example = parameter.example ?? fieldsOf(named)?.value ?? schema.example;
  const choices = listOf(schema.enum).slice(0, 100);
  if (choices.length > 1) return { oneOf: choices.map((choice) => literalTree(choice, 0)) };
  if (example !== undefined) return literal(spelled(example, parameter));
  // One element, written as itself, is a list of one in every style.
  const element = typeOf(schema) === 'array' ? document.resolve(schema.items) : null;
  if (element !== null && !/^(array|object)$/.test(typeOf(element)) && listOf(schema.default).length === 0)
    return parameterValue(document, { schema: element });
  if (typeOf(schema) === 'integer') return { range: wholeIn(schema) };
  if (typeOf(schema) === 'number')
    return { decimal: [numberOf(schema.minimum) ?? 0, numberOf(schema.maximum) ?? 100] };
  if (schema.format === 'uuid') return { uuid: true };
  if (schema.format === 'date-time') return { timestamp: 'iso' };
  return literal(spelled(exampleOf(document, schema), parameter));
}

function objectExample(document: OpenApiDocument, fields: Fields, below: Level): Record<string, unknown> {
  const required = new Set(listOf(fields.required));
  const properties = Object.entries(fieldsOf(fields.properties) ?? {}).slice(0, MOST_FIELDS);
  const wanted = required.size > 0 ? properties.filter(([name]) => required.has(name)) : properties;
  return Object.fromEntries(wanted.map(([name, schema]) => [name, build(document, schema, below)]));
}

function textExample(fields: Fields): string {
  switch (fields.format) {
    case 'uuid':
      return '00000000-0000-4000-8000-000000000000';
    case 'date':
      return '2024-01-01';
    case 'date-time':
      return '2024-01-01T00:00:00Z';
    case 'email':
      return 'user@example.com';
    case 'uri':
      return 'https://example.com';
    default:
      return 'example'.padEnd(Math.min(numberOf(fields.minLength) ?? 0, 1_000), 'x');
  }
}

function wholeIn(fields: Fields): [number, number] {
  const from = Math.ceil(Math.max(numberOf(fields.minimum) ?? 1, -1e9));
  const to = Math.floor(Math.min(numberOf(fields.maximum) ?? Math.max(from, 100), 1e9));
  return [from, Math.max(from, to)];
}

function typeOf(fields: Fields): string {
  const type = Array.isArray(fields.type) ? fields.type.find((one) => one !== 'null') : fields.type;
  if (typeof type === 'string') return type;
  return fields.properties === undefined ? (fields.items === undefined ? 'string' : 'array') : 'object';
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A list as its parameter's style writes it; of one that repeats its name, the first: a plan has each name once. */
function spelled(value: unknown, parameter: Fields): string {
  if (!Array.isArray(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  const items = value.map((item: unknown) =>
    typeof item === 'object' ? JSON.stringify(item) : String(item),
  );
  const { style, explode, collectionFormat, in: place, schema } = parameter;
  // Version 2 has no schema here, and joins by commas where it says nothing.
  const repeats =
    collectionFormat === 'multi' || (schema !== undefined && place === 'query' && explode !== false);
  if (repeats) return items[0] ?? '';
  return items.join(SEPARATORS[String(collectionFormat ?? style)] ?? ',');
}

const SEPARATORS: Readonly<Record<string, string>> = {
  ssv: ' ',
  spaceDelimited: ' ',
  tsv: '\t',
  pipes: '|',
  pipeDelimited: '|',
};

/** What a document gives as an example is text, whatever it looks like. */
function literalTree(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return literal(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 20) return null;
  if (Array.isArray(value))
    return value.slice(0, MOST_FIELDS).map((item: unknown) => literalTree(item, depth + 1));
  const entries = Object.entries(value).slice(0, MOST_FIELDS);
  return Object.fromEntries(entries.map(([key, item]) => [key, literalTree(item, depth + 1)]));
}
