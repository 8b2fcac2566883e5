import { keysOf } from '../../../../contract/keys.ts';
import { type Data, isRecord, listOf, recordOf } from '../../../../contract/plan-data.ts';

/** What a value can be, as people choose it; in the order they are offered. */
export const VALUE_WORDS = {
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
} as const;
export type ValueKind = keyof typeof VALUE_WORDS;
export const VALUE_KINDS = keysOf(VALUE_WORDS);

/** Kinds that say by themselves what they are: they are never drawn, and so not kept for the life of a user. */
const FIXED: readonly ValueKind[] = ['constant', 'timestamp', 'env', 'secret', 'position', 'value'];
/** Kinds that are drawn by chance, whatever else is said of them. */
const BY_CHANCE: readonly (ValueKind | null)[] = ['range', 'decimal', 'uuid', 'sample'];

/** The kind a value is written as; null: it is none, and the text says what is wrong. */
export function kindOfValue(value: unknown): ValueKind | null {
  if (!isRecord(value)) return Array.isArray(value) ? null : 'constant';
  return VALUE_KINDS.find((kind) => kind !== 'constant' && Object.hasOwn(value, kind)) ?? null;
}

/** Whether a value of this kind is drawn, so that there is a choice of how long it is kept. */
export function isDrawn(kind: ValueKind): boolean {
  return !FIXED.includes(kind);
}

/** Draws by chance or for each user, as opposed to one that can be told before: the words before what comes next. */
export function nextWords(spec: unknown): string {
  const kind = kindOfValue(spec);
  const { order, scope } = isRecord(spec) ? spec : {};
  if (order === 'unique' || (scope === 'user' && kind !== null && isDrawn(kind))) return 'For each user:';
  const byChance =
    BY_CHANCE.includes(kind) ||
    (kind === 'oneOf' && order !== 'round-robin') ||
    (kind === 'feed' && order === 'random');
  return byChance ? 'For example:' : 'Next:';
}

/** What a value is when its kind is chosen: of what it was, as much as the new kind can hold. */
export function freshValue(kind: ValueKind, before: unknown, files: readonly FeedColumns[]): unknown {
  const value = freshOf(kind, before, files);
  const isKept = isDrawn(kind) && isRecord(before) && before.scope === 'user';
  return isKept && isRecord(value) ? { ...value, scope: 'user' } : value;
}

function freshOf(kind: ValueKind, before: unknown, files: readonly FeedColumns[]): unknown {
  const [first] = itemsOf(before);
  switch (kind) {
    case 'constant':
      return typeof first === 'object' || first === undefined ? 'text' : first;
    case 'oneOf':
      return { oneOf: itemsOr(before, ['a', 'b']) };
    case 'sample':
      return { sample: itemsOr(before, ['a', 'b', 'c']), count: 2 };
    case 'range':
      return { range: wholeRangeOf(before) };
    case 'decimal':
      return { decimal: rangeOf(before) ?? [0, 1] };
    case 'feed':
      return feedOf(files);
    case 'counter':
      return { counter: { from: 1 } };
    case 'uuid':
      return { uuid: true };
    case 'timestamp':
      return { timestamp: 'iso' };
    case 'env':
      return { env: 'NAME' };
    case 'secret':
      return { secret: 'token' };
    case 'object':
      return { object: recordOf(recordOf(before).value) };
    case 'list':
      return { list: {}, count: 3 };
    case 'position':
      return { position: 1 };
    case 'value':
      return { value: recordOf(recordOf(before).object) };
  }
}

/** A table among the files of a plan. */
interface FeedColumns {
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
