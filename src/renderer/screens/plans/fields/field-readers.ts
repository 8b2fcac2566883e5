import { parseDuration, printDuration } from '../../../../contract/duration.ts';
import { isRecord, listOf, parsedJson, textOf } from '../../../../contract/plan-data.ts';

/** What a field makes of what is typed: a value for the plan (undefined: none), or why it is none. */
type Reading = { readonly value: unknown } | { readonly error: string };
export type Reader = (text: string) => Reading;

/** Text as it is, the empty one too. */
export const textReader: Reader = (text) => ({ value: text });

/** A number within bounds; empty takes the value away. */
export function numberReader(least: number, most = 1_000_000, whole = false): Reader {
  return (text) => {
    const entered = text.trim().replaceAll(',', '');
    if (entered === '') return { value: undefined };
    const value = Number(entered);
    if (!Number.isFinite(value)) return { error: 'A number' };
    if (whole && !Number.isInteger(value)) return { error: 'A whole number' };
    if (value < least) return { error: least > 0 && least < 1e-6 ? 'Above 0' : `${least} or more` };
    return value > most ? { error: `${most.toLocaleString('en-US')} or less` } : { value };
  };
}

export const durationReader: Reader = (text) => {
  const entered = text.trim();
  if (entered === '') return { value: undefined };
  const ms = parseDuration(entered);
  if (ms === null) return { error: 'Such as 30s, 5m or 1h30m' };
  // A bare number means seconds, and is written so.
  return { value: /^\d+(\.\d+)?$/.test(entered) ? printDuration(ms) : entered };
};

/** `none`, `2s`, `1s to 3s`. */
export const thinkReader: Reader = (text) => {
  const entered = text.trim().toLowerCase();
  if (entered === '') return { value: undefined };
  if (entered === 'none' || entered === '0') return { value: 'none' };
  const parts = entered.split(/\s*(?:to|–|-|…|\.\.)\s*/);
  const times = parts.map((part) => durationReader(part));
  const bad = times.some((reading) => 'error' in reading || reading.value === undefined);
  if (bad || parts.length > 2) return { error: 'Such as none, 2s or 1s to 3s' };
  const values = times.map((reading) => ('value' in reading ? reading.value : undefined));
  return { value: values.length === 1 ? values[0] : { between: values } };
};

export function printThink(value: unknown): string {
  if (!isRecord(value)) return textOf(value);
  return listOf(value.between).map(textOf).join(' to ');
}

/** JSON; empty takes the value away. */
export const jsonReader: Reader = (text) => {
  if (text.trim() === '') return { value: undefined };
  const value = parsedJson(text);
  return value === undefined ? { error: 'JSON, such as { "name": "{{ user }}" }' } : { value };
};

/** A list as JSON. */
export const jsonListReader: Reader = (text) => {
  const reading = jsonReader(text);
  if ('error' in reading || reading.value === undefined || Array.isArray(reading.value)) return reading;
  return { error: 'A list, such as [{ "action": "subscribe" }]' };
};

/** JSON as people read it: in a line where it is short. */
export function printJson(value: unknown): string {
  if (value === undefined) return '';
  const line = JSON.stringify(value);
  return line.length <= SHORT_JSON_CHARS ? line : JSON.stringify(value, null, 2);
}
const SHORT_JSON_CHARS = 40;

/** A value as people type it: a number is one, `true` is one, anything else is text. */
export const plainReader: Reader = (text) => {
  const entered = text.trim();
  return { value: entered === '' ? undefined : plainValue(entered) };
};

/** A number where it is written the usual way (`007` and `1.0` are texts), true or false, else the text. */
export function plainValue(word: string): number | boolean | string {
  if (word === 'true' || word === 'false') return word === 'true';
  return /^-?\d+(\.\d+)?$/.test(word) && String(Number(word)) === word ? Number(word) : word;
}

/** `200`, or `200, 404`. */
export const statusReader: Reader = (text) => {
  const codes = text
    .split(/[\s,]+/)
    .filter((code) => code !== '')
    .map(Number);
  if (codes.length === 0) return { value: undefined };
  const fine = codes.every((code) => Number.isInteger(code) && code >= 100 && code <= 599);
  if (!fine) return { error: 'Statuses such as 200 or 200, 404' };
  return { value: codes.length === 1 ? codes[0] : codes };
};

/** The same, always as a list. */
export const statusListReader: Reader = (text) => {
  const reading = statusReader(text);
  return 'value' in reading && typeof reading.value === 'number' ? { value: [reading.value] } : reading;
};

export function printStatuses(value: unknown): string {
  return listOf(value).map(textOf).join(', ');
}
