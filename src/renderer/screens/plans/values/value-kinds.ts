import { type Data, isRecord, listOf } from '../../../../contract/plan-data.ts';

/** What a value can be, as people choose it; in the order they are offered. */
export const VALUE_KINDS = [
  'constant',
  'oneOf',
  'range',
  'decimal',
  'feed',
  'counter',
  'uuid',
  'timestamp',
  'env',
  'secret',
  'sample',
  'object',
  'list',
  'position',
  'value',
] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

export const VALUE_WORDS: Readonly<Record<ValueKind, string>> = {
  constant: 'Constant',
  oneOf: 'One of a list',
  range: 'Whole number in a range',
  decimal: 'Decimal number in a range',
  feed: 'Column of a file',
  counter: 'Counter',
  uuid: 'Random ID (UUID)',
  timestamp: 'Current time',
  env: 'Environment variable',
  secret: 'Secret',
  sample: 'Several of a list',
  object: 'JSON object with values in it',
  list: 'JSON list of one template',
  position: 'Position in such a list',
  value: 'Fixed JSON',
};

/** Kinds that are drawn, and so can be kept for the life of a user. */
const DRAWN: readonly ValueKind[] = [
  'oneOf',
  'range',
  'decimal',
  'uuid',
  'counter',
  'sample',
  'object',
  'list',
  'feed',
];

/** The kind a value is written as; null: it is none, and the text says what is wrong. */
export function kindOfValue(value: unknown): ValueKind | null {
  if (!isRecord(value)) return Array.isArray(value) ? null : 'constant';
  return VALUE_KINDS.find((kind) => kind !== 'constant' && Object.hasOwn(value, kind)) ?? null;
}

/** Whether a value of this kind is drawn, so that there is a choice of how long it is kept. */
export function isDrawn(kind: ValueKind): boolean {
  return DRAWN.includes(kind);
}

/** Draws by chance or for each user, as opposed to one that can be told before: the words before what comes next. */
export function nextWords(spec: unknown): string {
  const kind = kindOfValue(spec);
  const { order, scope } = isRecord(spec) ? spec : {};
  if (order === 'unique' || (scope === 'user' && kind !== null && isDrawn(kind))) return 'For each user:';
  const byChance =
    kind === 'range' ||
    kind === 'decimal' ||
    kind === 'uuid' ||
    kind === 'sample' ||
    (kind === 'oneOf' && order !== 'round-robin') ||
    (kind === 'feed' && order === 'random');
  return byChance ? 'For example:' : 'Next:';
}

/** What a value is when its kind is chosen: of what it was, as much as the new kind can hold. */
export function freshValue(kind: ValueKind, before: unknown, files: readonly FeedColumns[]): unknown {
  const kept = isRecord(before) && before.scope === 'user' && isDrawn(kind) ? { scope: 'user' } : {};
  const [first] = itemsOf(before);
  switch (kind) {
    case 'constant':
      return typeof first === 'object' || first === undefined ? 'text' : first;
    case 'oneOf':
      return { oneOf: itemsOr(before, ['a', 'b']), ...kept };
    case 'sample':
      return { sample: itemsOr(before, ['a', 'b', 'c']), count: 2, ...kept };
    case 'range':
      return { range: wholeRangeOf(before), ...kept };
    case 'decimal':
      return { decimal: rangeOf(before) ?? [0, 1], ...kept };
    case 'feed':
      return { ...feedOf(files), ...kept };
    case 'counter':
      return { counter: { from: 1 }, ...kept };
    case 'uuid':
      return { uuid: true, ...kept };
    case 'timestamp':
      return { timestamp: 'iso' };
    case 'env':
      return { env: 'NAME' };
    case 'secret':
      return { secret: 'token' };
    case 'object':
      return { object: jsonObjectOf(before), ...kept };
    case 'list':
      return { list: {}, count: 3, ...kept };
    case 'position':
      return { position: 1 };
    case 'value':
      return { value: isRecord(before) && isRecord(before.object) ? before.object : {} };
  }
}

/** A table among the files of a plan. */
export interface FeedColumns {
  readonly name: string;
  readonly columns: readonly string[];
}

/** A file and its first column; both still to be chosen where there is no file. */
function feedOf([file]: readonly FeedColumns[]): Data {
  if (file === undefined) return { feed: 'users.csv' };
  const [column] = file.columns;
  return { feed: file.name, ...(column !== undefined && { column }) };
}

function itemsOf(before: unknown): readonly unknown[] {
  if (!isRecord(before)) return before === undefined || before === null ? [] : [before];
  return listOf(before.oneOf ?? before.sample);
}

function itemsOr(before: unknown, usual: readonly unknown[]): readonly unknown[] {
  const items = itemsOf(before);
  return items.length === 0 ? usual : items;
}

function rangeOf(before: unknown): readonly number[] | null {
  const [from, to] = isRecord(before) ? listOf(before.range ?? before.decimal) : [];
  return typeof from === 'number' && typeof to === 'number' ? [from, to] : null;
}

function wholeRangeOf(before: unknown): readonly number[] {
  const [from, to] = rangeOf(before) ?? [1, 100];
  return [Math.ceil(from ?? 1), Math.max(Math.ceil(from ?? 1), Math.floor(to ?? 100))];
}

function jsonObjectOf(before: unknown): Data {
  return isRecord(before) && isRecord(before.value) ? before.value : {};
}
