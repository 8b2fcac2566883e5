import { isRecord } from '../../contract/plan-data.ts';

/** A JSON object, or `undefined` when the value is anything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

/** A non-empty text of at most `max` characters, or `undefined`. */
export function textOf(value: unknown, max = 256): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= max ? value : undefined;
}

/** Whether a value is one of the listed words. */
export function isOneOf<Word extends string>(value: unknown, words: readonly Word[]): value is Word {
  return words.some((word) => word === value);
}

/** A path segment decoded; a malformed escape gives `undefined`. */
export function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
