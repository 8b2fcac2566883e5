import { plainValue, type Reader } from './field-readers.ts';
import { type Data, isRecord, listOf, textOf } from './plan-data.ts';

/** What a value is, in a few words. */
export function describeValue(spec: Data): string {
  if (spec.uuid === true) return 'A new random id (UUID).';
  if (isRecord(spec.counter)) return `Counts up from ${textOf(spec.counter.from) || '0'}.`;
  if (spec.position !== undefined) return `Place in the list, from ${textOf(spec.position)}.`;
  if (spec.timestamp !== undefined) return `The time now (${textOf(spec.timestamp)}).`;
  if (spec.env !== undefined) {
    const usual = spec.default === undefined ? '' : `, else “${textOf(spec.default)}”`;
    return `From the environment: ${textOf(spec.env)}${usual}.`;
  }
  if (spec.secret !== undefined) return `The secret ${textOf(spec.secret)}.`;
  if (spec.feed !== undefined) {
    const column = textOf(spec.column);
    return `${column === '' ? 'A row' : `Column ${column}`} of ${textOf(spec.feed)}, ${ORDERS[textOf(spec.order)] ?? 'row after row'}.`;
  }
  if (Array.isArray(spec.oneOf)) return `One of ${spec.oneOf.length} pieces of JSON.`;
  if (Array.isArray(spec.decimal))
    return `A number between ${listOf(spec.decimal).map(textOf).join(' and ')}.`;
  if (Array.isArray(spec.sample)) return `A few of ${spec.sample.length} items.`;
  if (spec.object !== undefined) return 'A block of JSON with values inside.';
  if (spec.list !== undefined) return 'A list of the same template.';
  if (spec.value !== undefined) return 'A fixed piece of JSON.';
  return 'A value.';
}

const ORDERS: Readonly<Record<string, string>> = {
  sequential: 'row after row',
  random: 'rows by chance',
  unique: 'a row of its own for every user',
};

/** Items with commas between them; numbers and true and false are such. */
export const listReader: Reader = (text) => {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) return { error: 'At least one' };
  return { value: items.map(plainItem) };
};

function plainItem(item: string): unknown {
  if (/^[[{"]/.test(item)) {
    try {
      return JSON.parse(item) as unknown;
    } catch {
      return item;
    }
  }
  return plainValue(item);
}

export function printList(value: unknown): string {
  return listOf(value)
    .map((item) => (typeof item === 'object' ? JSON.stringify(item) : textOf(item)))
    .join(', ');
}

/** Whether a list comes back as it was when it is typed: one with JSON or commas in it is left to the text. */
export function isPlainList(value: unknown): boolean {
  const reading = listReader(printList(value));
  return 'value' in reading && JSON.stringify(reading.value) === JSON.stringify(value);
}

/** `100 to 999`. */
export const rangeReader: Reader = (text) => {
  const [, from, to] = /^\s*(-?\d+)\s*(?:to|–|-|\.\.|,)\s*(-?\d+)\s*$/.exec(text) ?? [];
  if (from === undefined || to === undefined || Number(from) > Number(to))
    return { error: 'Such as 1 to 100' };
  return { value: [Number(from), Number(to)] };
};
