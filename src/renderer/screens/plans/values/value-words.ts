import { parseDocument } from 'yaml';
import { type Data, isRecord, listOf, parsedJson, textOf } from '../../../../contract/plan-data.ts';
import { plainValue, type Reader } from '../fields/field-readers.ts';
import { kindOfValue } from './value-kinds.ts';

/** Items separated by commas; numbers and true and false are such. */
export const listReader: Reader = (text) => {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) return { error: 'At least one' };
  return { value: items.map(plainItem) };
};

function plainItem(item: string): unknown {
  return /^[[{"]/.test(item) ? (parsedJson(item) ?? item) : plainValue(item);
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

/** `0.5 to 9.99`. */
export const decimalReader: Reader = (text) => {
  const number = String.raw`(-?\d+(?:\.\d+)?)`;
  const pattern = new RegExp(String.raw`^\s*${number}\s*(?:to|–|\s-|\.\.|,)\s*${number}\s*$`);
  const [, from, to] = pattern.exec(text) ?? [];
  if (from === undefined || to === undefined || Number(from) > Number(to))
    return { error: 'Such as 0.5 to 9.99' };
  return { value: [Number(from), Number(to)] };
};

/** How many: `3`, or `1 to 5`. */
export const countReader: Reader = (text) => {
  const [, from = '', to] = /^\s*(\d+)\s*(?:(?:to|–|-|\.\.|,)\s*(\d+)\s*)?$/.exec(text) ?? [];
  const numbers = [from, to ?? from].map(Number);
  const [least = 0, most = 0] = numbers;
  if (from === '' || least > most || most > 10_000) return { error: 'Such as 3, or 1 to 5; at most 10,000' };
  return { value: to === undefined ? least : numbers };
};

export function printRange(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(' to ') : textOf(value);
}

/**
 * A constant as it is typed. What is written the way a plan's text writes the other kinds (`{ feed: users.csv, column:
 * name }`) becomes that kind; braces and brackets that are none of them are refused rather than sent as they stand.
 * In quotes stands a text that would be read as something else.
 */
export const constantReader: Reader = (text) => {
  const typed = text.trim();
  const quoted = textInQuotes(typed);
  if (quoted !== null) return { value: quoted };
  if (!isBlock(typed)) return { value: singleValue(text) };
  const written = writtenBlock(typed);
  if (written === null) return { error: 'Not closed yet, or not as the text of a plan writes it' };
  const kind = kindOfValue(written);
  if (kind !== null && kind !== 'constant') return { value: written };
  return { error: Array.isArray(written) ? LIST_TYPED : OBJECT_TYPED };
};

const LIST_TYPED = 'A list: choose “One of a list” or “Fixed JSON”, or put a text in quotes';
const OBJECT_TYPED = 'An object: choose “Fixed JSON”, or put a text in quotes';

/** The other way round: a text that would be read as something else, in quotes. */
export function printConstant(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'string') return textOf(value);
  return needsQuotes(value) ? JSON.stringify(value) : value;
}

function needsQuotes(text: string): boolean {
  return isBlock(text.trim()) || singleValue(text) !== text || textInQuotes(text.trim()) !== null;
}

/** What stands between quotes, where a text needs them; null: the quotes belong to the text, or there are none. */
function textInQuotes(typed: string): string | null {
  if (!/^"(?:[^"\\]|\\.)*"$/.test(typed)) return null;
  const inside = parsedJson(typed);
  return typeof inside === 'string' && needsQuotes(inside) ? inside : null;
}

function singleValue(text: string): string | number | boolean | null {
  const typed = text.trim();
  if (typed === 'null') return null;
  const value = plainValue(typed);
  return typeof value === 'string' ? text : value;
}

/** Begins as a block of a plan does; `{{ name }}` is a text. */
function isBlock(typed: string): boolean {
  return /^(?:\{(?!\{)|\[)/.test(typed);
}

/** What stands in a line as the text of a plan would write it; null: it cannot be read so. */
function writtenBlock(line: string): Data | readonly unknown[] | null {
  const document = parseDocument(line, { strict: true, stringKeys: true, logLevel: 'silent' });
  if (document.errors.length > 0 || document.warnings.length > 0) return null;
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  return isRecord(value) || Array.isArray(value) ? value : null;
}

/** A place of a request that is sent as text: what only a value can be is not taken for one. */
export const sentTextReader: Reader = (text) => {
  const written = isBlock(text.trim()) ? writtenBlock(text.trim()) : null;
  if (!isRecord(written) || typeof written.feed !== 'string') return { value: text };
  return { error: 'This would be sent literally. Add it under Values, and write {{ its name }} here' };
};
