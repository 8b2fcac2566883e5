import { hiddenAs } from '../../../contract/token-shape.ts';
import type { NamedSecret } from '../plans/inputs/written-secrets.ts';
import { isTooCommon, MIN_SECRET_LENGTH } from '../plans/text/common-words.ts';
import { FormIndex } from './form-index.ts';
import { fewFormsOf, formsOf } from './secret-forms.ts';

/** Replaces secrets in any value; gives the same object back where it holds none. */
export type Redact = <Value>(value: Value) => Value;
/** Of so many secrets all forms are known; of more (the rows of a large feed) those as they are and in URLs. */
const MAX_WITH_ALL_FORMS = 20_000;
/** Of so many among them also those that an address holds in every way: with signs in it, one takes a millisecond. */
const MAX_WITH_HELD_FORMS = 1_000;

/**
 * Hides secrets by their value, wherever they turn up and in whatever form (`formsOf`). A text cut short in the middle
 * of a secret is covered from the fourth character on where `…` says so, and from the eighth at its very end or before a
 * quote. Texts that are too short or too common (`isTooCommon`) are not hidden.
 * @param secrets the name takes the place of the text
 */
export function createRedactor(secrets: readonly NamedSecret[]): Redact {
  const replacements = replacementsOf(secrets);
  if (replacements.size === 0) return (value) => value;
  const index = new FormIndex(replacements);
  return (value) => mapTexts(value, (text) => index.replaceIn(text));
}

function replacementsOf(secrets: readonly NamedSecret[]): Map<string, string> {
  const replacements = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, text] of secrets) {
    if (seen.has(text) || isTooCommon(text)) continue;
    seen.add(text);
    const forms =
      seen.size > MAX_WITH_ALL_FORMS ? fewFormsOf(text) : formsOf(text, seen.size > MAX_WITH_HELD_FORMS);
    for (const form of forms) {
      if (form.length >= MIN_SECRET_LENGTH && !replacements.has(form)) replacements.set(form, hiddenAs(name));
    }
  }
  return replacements;
}

/** So many texts are remembered, and none that is longer. */
const MAX_REMEMBERED = 2_000;
const MAX_REMEMBERED_CHARS = 200;

/**
 * A function of a text that remembers what became of short ones: names of fields, codes and sentences come again in every
 * second of a run, and looking for credentials in one takes longer than all else that is done with it.
 */
export function remembering(change: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    if (text.length > MAX_REMEMBERED_CHARS) return change(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= MAX_REMEMBERED) known.clear();
    const changed = change(text);
    known.set(text, changed);
    return changed;
  };
}

/** The same value with each of its texts, keys included, put through a function; the same object where none changed. */
export function mapTexts<Value>(value: Value, change: (text: string) => string): Value;
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    const changed = value.map((item) => mapTexts(item, change));
    return changed.some((item, index) => item !== value[index]) ? changed : value;
  }
  const entries = Object.entries(value);
  const changed = entries.map(([key, item]) => [change(key), mapTexts(item, change)] as const);
  const same = changed.every(
    ([key, item], index) => key === entries[index]?.[0] && item === entries[index]?.[1],
  );
  return same ? value : Object.fromEntries(changed);
}
