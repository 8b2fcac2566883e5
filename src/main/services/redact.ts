/** Texts shorter than this are in too many places by chance; hiding them would only make a text unreadable. */
const LEAST_LENGTH = 4;

/** Replaces secrets in any value; gives the same object back where it holds none. */
export type Redact = <Value>(value: Value) => Value;

/**
 * Hides secrets by their value, wherever they turn up: as they are, as they stand in JSON, in a URL or form, and in
 * base64 (the form of Basic credentials is covered only where the whole secret is encoded by itself).
 * @param secrets text by name; the name takes its place
 */
export function createRedactor(secrets: Readonly<Record<string, string>>): Redact {
  const forms = Object.entries(secrets)
    .filter(([, text]) => text.length >= LEAST_LENGTH)
    .flatMap(([name, text]) => [...formsOf(text)].map((form) => [form, `[secret ${name}]`] as const));
  if (forms.length === 0) return (value) => value;
  const replacements = new Map(forms);
  // Longest first, so that a secret inside another leaves no rest of the other.
  const alternatives = [...replacements.keys()].sort((a, b) => b.length - a.length).map(escapePattern);
  const pattern = new RegExp(alternatives.join('|'), 'g');
  const redactText = (text: string) => text.replace(pattern, (form) => replacements.get(form) ?? '');
  return (value) => redactDeep(value, redactText);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function formsOf(secret: string): Set<string> {
  const bytes = Buffer.from(secret);
  return new Set([
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll('%20', '+'),
    new URLSearchParams({ s: secret }).toString().slice(2),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ]);
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
