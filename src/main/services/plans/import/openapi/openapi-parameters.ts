import { listOf } from '../../../../../contract/plan-data.ts';
import type { ValueSpec } from '../../../../../contract/plan-values.ts';
import { textOf } from '../../../../../workers/engine/values/render.ts';
import { literal } from '../plan-draft.ts';
import { type Fields, fieldsOf } from './openapi-document.ts';
import { exampleOf, givenIn, literalTree, type Sampling, typeOf } from './openapi-example.ts';
import { boundsOf, numberOf, wholeRange } from './openapi-number.ts';
import { flatSchema } from './openapi-schema.ts';

/** A name with what is sent under it: of a query, or of a form. */
export type Pair = readonly [name: string, value: string];

/** How to make a parameter's value anew for each request. */
export function parameterValue(sampling: Sampling, parameter: Fields): ValueSpec {
  const schema = schemaOf(sampling, parameter);
  const given = exampleIn(sampling, parameter);
  const choices = listOf(schema.enum).slice(0, 100);
  if (given === undefined && choices.length > 1)
    return { oneOf: choices.map((choice) => literalTree(choice)) };
  if (given !== undefined) return literal(spelled(given, parameter));
  const made = variedValue(sampling, schema);
  return made ?? literal(spelled(exampleOf(sampling, schema), parameter));
}

/** Values that may differ from one request to the next; null where only one is known. */
function variedValue(sampling: Sampling, schema: Fields): ValueSpec | null {
  if (givenIn(schema) !== undefined) return null;
  const type = typeOf(schema);
  // One element, written as itself, is a list of one in every style.
  if (type === 'array' && (numberOf(schema.minItems) ?? 1) <= 1) {
    const element = flatSchema(sampling.document, schema.items);
    if (element === null || /^(array|object)$/.test(typeOf(element))) return null;
    return parameterValue(sampling, { schema: element });
  }
  if (type === 'integer')
    return numberOf(schema.multipleOf) === undefined ? { range: wholeRange(schema) } : multiples(schema);
  if (type === 'number' && numberOf(schema.multipleOf) === undefined) return decimals(schema);
  if (schema.format === 'uuid') return { uuid: true };
  return schema.format === 'date-time' ? { timestamp: 'iso' } : null;
}

function decimals(schema: Fields): ValueSpec {
  const { from, to, isAboveFrom, isBelowTo } = boundsOf(schema);
  const least = from ?? Math.min(0, to ?? 0);
  const most = to ?? Math.max(100, least);
  const margin = Math.min(0.01, (most - least) / 4);
  return { decimal: [isAboveFrom ? least + margin : least, isBelowTo ? most - margin : most] };
}

function multiples(schema: Fields): ValueSpec {
  const [first, last] = wholeRange(schema);
  const step = Math.max(1, Math.ceil(numberOf(schema.multipleOf) ?? 1));
  const count = Math.max(1, Math.min(20, Math.floor((last - first) / step) + 1));
  return { oneOf: Array.from({ length: count }, (_, nth) => first + nth * step) };
}

/** Version 2 has no schema: the parameter itself says what it is. */
function schemaOf({ document }: Sampling, parameter: Fields): Fields {
  const own = parameter.schema ?? contentOf(parameter)?.schema;
  const { required: _, name: __, in: ___, description: ____, ...bare } = parameter;
  return flatSchema(document, own ?? bare) ?? {};
}

/** A parameter may be described as a small body: `content: { application/json: … }`. */
function contentOf(parameter: Fields): Fields | null {
  const [media] = Object.values(fieldsOf(parameter.content) ?? {});
  return fieldsOf(media);
}

function exampleIn({ document }: Sampling, parameter: Fields): unknown {
  const media = contentOf(parameter);
  for (const place of [parameter, media ?? {}]) {
    const found = place.example ?? place['x-example'] ?? document.firstExample(place);
    if (found !== undefined) return found;
  }
  return flatSchema(document, parameter.schema)?.example;
}

/** A parameter that is written as several pairs: a list that repeats its name, an object by its members. */
export function severalPairs(sampling: Sampling, parameter: Fields): readonly Pair[] | null {
  const schema = schemaOf(sampling, parameter);
  const name = String(parameter.name);
  const value =
    exampleIn(sampling, parameter) ??
    (/^(array|object)$/.test(typeOf(schema)) ? exampleOf(sampling, schema) : null);
  if (contentOf(parameter) !== null)
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  if (Array.isArray(value)) {
    return value.length > 1 && repeats(parameter) ? value.map((item): Pair => [name, textOf(item)]) : null;
  }
  const members = fieldsOf(value);
  if (members === null || parameter.schema === undefined) return null;
  if (parameter.style === 'deepObject') return nested(name, members);
  if (parameter.explode === false) return [[name, Object.entries(members).flat().map(textOf).join(',')]];
  return Object.entries(members).map(([key, member]): Pair => [key, textOf(member)]);
}

/** `filter[price][from]=1` */
function nested(name: string, members: Fields): Pair[] {
  return Object.entries(members).flatMap(([key, member]): Pair[] => {
    const below = fieldsOf(member);
    return below === null ? [[`${name}[${key}]`, textOf(member)]] : nested(`${name}[${key}]`, below);
  });
}

/** Version 2 has no schema here, and joins by commas where it says nothing. */
function repeats({ collectionFormat, schema, in: place, explode }: Fields): boolean {
  return collectionFormat === 'multi' || (schema !== undefined && place === 'query' && explode !== false);
}

/** What stands before a value in a path of this style. */
export function pathPrefix({ style, name }: Fields): string {
  if (style === 'matrix') return `;${String(name)}=`;
  return style === 'label' ? '.' : '';
}

/** A list as its parameter's style writes it. */
function spelled(value: unknown, parameter: Fields): string {
  if (!Array.isArray(value)) return textOf(value);
  const { style, collectionFormat } = parameter;
  if (value.length > 1 && repeats(parameter)) return textOf(value[0]);
  return value.map(textOf).join(SEPARATORS.get(String(collectionFormat ?? style)) ?? ',');
}

const SEPARATORS: ReadonlyMap<string, string> = new Map([
  ['ssv', ' '],
  ['spaceDelimited', ' '],
  ['tsv', '\t'],
  ['pipes', '|'],
  ['pipeDelimited', '|'],
]);
