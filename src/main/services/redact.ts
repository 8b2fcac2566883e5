/** Texts shorter than this are in too many places by chance; hiding them would only make a text unreadable. */
const LEAST_LENGTH = 4;
/** Stands where a text was cut short. */
const CUT = '…';
/** A text that holds JSON may itself be held by JSON, and that is quoted in a message: escaped once for each. */
const MOST_ESCAPES = 3;

/** Replaces secrets in any value; gives the same object back where it holds none. */
export type Redact = <Value>(value: Value) => Value;

/** One way a secret may be written, and what takes its place. */
interface Form {
  readonly text: string;
  readonly replacement: string;
}

/**
 * Hides secrets by their value, wherever they turn up: as they are, as they stand in JSON (and in JSON inside JSON),
 * in HTML, in a URL or form, and in base64 (the form of Basic credentials is covered only where the whole secret is
 * encoded by itself). A text cut short in the middle of a secret, where `…` stands, is covered from its fourth
 * character on. Secrets of fewer than four characters are not hidden.
 * @param secrets text by name; the name takes its place
 */
export function createRedactor(secrets: Readonly<Record<string, string>>): Redact {
  const replacements = new Map<string, string>();
  for (const [name, text] of Object.entries(secrets)) {
    if (text.length < LEAST_LENGTH) continue;
    for (const form of formsOf(text)) replacements.set(form, `[secret ${name}]`);
  }
  if (replacements.size === 0) return (value) => value;
  // Longest first, so that a secret inside another leaves no rest of the other.
  const forms = [...replacements]
    .map(([text, replacement]): Form => ({ text, replacement }))
    .sort((a, b) => b.text.length - a.text.length);
  const pattern = new RegExp(forms.map(({ text }) => escapePattern(text)).join('|'), 'g');
  const redactText = (text: string) =>
    redactCut(
      text.replace(pattern, (form) => replacements.get(form) ?? ''),
      forms,
    );
  return (value) => redactDeep(value, redactText);
}

/** Replaces the beginnings of secrets that stand before a cut. */
function redactCut(text: string, forms: readonly Form[]): string {
  let hidden = text;
  for (const { text: form, replacement } of forms) {
    if (!hidden.includes(CUT)) break;
    const head = form.slice(0, LEAST_LENGTH);
    for (let at = hidden.indexOf(head); at >= 0; at = hidden.indexOf(head, at + 1)) {
      let length = LEAST_LENGTH;
      while (length < form.length && hidden[at + length] === form[length]) length += 1;
      if (hidden[at + length] === CUT) {
        hidden = hidden.slice(0, at) + replacement + hidden.slice(at + length);
      }
    }
  }
  return hidden;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function formsOf(secret: string): Set<string> {
  const bytes = Buffer.from(secret);
  const forms = new Set([secret, inHtml(secret, '&#39;'), inHtml(secret, '&#x27;')]);
  let escaped = secret;
  for (let times = 0; times < MOST_ESCAPES; times += 1) {
    for (const form of urlForms(escaped)) forms.add(form);
    escaped = inJson(escaped);
    forms.add(escaped);
    forms.add(inAscii(escaped));
  }
  forms.add(bytes.toString('base64'));
  forms.add(bytes.toString('base64url'));
  return forms;
}

function urlForms(text: string): string[] {
  const encoded = encodeURIComponent(text.toWellFormed());
  return [encoded, encoded.replaceAll('%20', '+'), new URLSearchParams({ s: text }).toString().slice(2)];
}

/** The inside of a JSON string. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Some writers of JSON leave nothing beyond ASCII as it is. */
function inAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function inHtml(text: string, apostrophe: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", apostrophe);
}

function redactDeep<Value>(value: Value, redactText: (text: string) => string): Value;
function redactDeep(value: unknown, redactText: (text: string) => string): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    const redacted = value.map((item) => redactDeep(item, redactText));
    return redacted.some((item, index) => item !== value[index]) ? redacted : value;
  }
  const entries = Object.entries(value);
  const redacted = entries.map(([key, item]) => [redactText(key), redactDeep(item, redactText)] as const);
  const same = redacted.every(
    ([key, item], index) => key === entries[index]?.[0] && item === entries[index]?.[1],
  );
  return same ? value : Object.fromEntries(redacted);
}
