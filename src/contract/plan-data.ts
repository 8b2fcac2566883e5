import type { PlanPlace } from './plan-editing.ts';

/** Data that need not be what it should: every reader here gives something for anything. */
export type Data = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function recordOf(value: unknown): Data {
  return isRecord(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Parsed JSON, or `undefined` when the text is not JSON (JSON itself has no `undefined`). */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What stands at a place; undefined where there is none. */
export function valueAt(data: unknown, path: PlanPlace): unknown {
  let here = data;
  for (const step of path) {
    if (!hasOwn(here, step)) return undefined;
    here = here[step];
  }
  return here;
}

function hasOwn<Key extends PropertyKey>(value: unknown, key: Key): value is Readonly<Record<Key, unknown>> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}

/** A text as it is, anything else as JSON. */
export function textOrJson(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Text of a single value; empty for anything else. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
