import { isHiddenName, isSureCredentialName } from '../../../../contract/credential-names.ts';
import { parsedJson } from '../../../../contract/plan-data.ts';
import { decoded, isTokenShaped } from '../../../../contract/token-shape.ts';

/** A text that must not leave the process, and the name that takes its place. */
export type NamedSecret = readonly [name: string, text: string];

/** Under a name that may mean something else (`key`, `session`) a short text is a word; in a cookie, a setting. */
const MIN_DOUBTFUL_LENGTH = 8;
const MAX_DEPTH = 50;
/** What of a plan says how to read an answer: names of cookies and members, not their values. */
const READING = new Set<string>(['extract', 'checks', 'until', 'reply', 'confirm', 'correlate', 'fields']);

/** Whether a text under this name is a credential, and not a word that would be missed everywhere else. */
export function isSecretUnder(name: string, text: string): boolean {
  if (text === '' || isTemplate(text)) return false;
  if (isSureCredentialName(name)) return true;
  return isHiddenName(name) && text.length >= MIN_DOUBTFUL_LENGTH;
}

/**
 * Credentials anywhere in data as it was written: members of such names, queries of addresses, texts that are tokens
 * by their looks. Templates are none: what they stand for comes from elsewhere.
 */
export function credentialsInJson(json: unknown, depth = 0): NamedSecret[] {
  if (depth > MAX_DEPTH) return [];
  if (typeof json === 'string') return credentialsInText(json);
  if (typeof json !== 'object' || json === null) return [];
  if (Array.isArray(json)) return json.flatMap((item) => credentialsInJson(item, depth + 1));
  return Object.entries(json).flatMap(([name, value]): NamedSecret[] => {
    if (READING.has(name)) return [];
    if (typeof value === 'string' && isHiddenName(name)) return credentialsUnder(name, value);
    if (typeof value === 'number' && isSureCredentialName(name)) return [[name, String(value)]];
    return credentialsInJson(value, depth + 1);
  });
}

/** Credentials in an address, a frame or a body of whatever form. */
export function credentialsInText(text: string): NamedSecret[] {
  const json = /^\s*[[{]/.test(text) && !isTemplate(text) ? parsedJson(text) : undefined;
  if (typeof json === 'object') return credentialsInJson(json);
  return [
    ...(isTokenShaped(text) ? [['token', text] as const] : []),
    ...(text.includes('=') ? credentialsInPairs(text) : []),
    ...(text.includes('":') ? credentialsInMembers(text) : []),
  ];
}

/**
 * A secret and the secrets in it: what stands behind a scheme, the cookies of a header, the password of Basic
 * credentials. A service may send any of them back by itself.
 */
export function withItsParts(name: string, text: string): NamedSecret[] {
  const [, rest = text] = /^[A-Za-z-]+ +(\S.*)$/.exec(text) ?? [];
  const parts = [rest, ...passwordIn(rest)].filter((part) => part !== text);
  const cookies = /^[^\s=;]+=[^;]+(?:;|$)/.test(text) ? credentialsInCookies(text) : [];
  return [[name, text], ...parts.map((part): NamedSecret => [name, part]), ...cookies];
}

/** Of base64 of a name and a password with a colon between them: both together, and the password. */
function passwordIn(text: string): string[] {
  if (!/^[\w+/-]{8,}={0,2}$/.test(text)) return [];
  const person = Buffer.from(text, 'base64').toString('utf8');
  // Bytes that are no text were not encoded as one.
  if (!/^[^\p{Cc}\ufffd:]*:[^\p{Cc}\ufffd]*$/u.test(person)) return [];
  return [person, person.slice(person.indexOf(':') + 1)];
}

/** What a header or a member of a credential-like name holds: behind its scheme, of Basic credentials also the parts. */
function credentialsUnder(name: string, value: string): NamedSecret[] {
  if (name.toLowerCase() === 'cookie') return credentialsInCookies(value);
  const [, rest = value] = /^[A-Za-z-]+ +(\S.*)$/.exec(value) ?? [];
  return isSecretUnder(name, rest) ? withItsParts(name, rest) : [];
}

function credentialsInCookies(value: string): NamedSecret[] {
  return value.split(';').flatMap((pair): NamedSecret[] => {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals)).trim();
    const text = pair.slice(equals + 1).trim();
    const isSecret = isSecretUnder(name, text) || (!isTemplate(text) && text.length >= MIN_DOUBTFUL_LENGTH);
    return isSecret ? [[name || 'cookie', text]] : [];
  });
}

/** Of the query of an address, or of a form: as they are written, and as they are sent. */
function credentialsInPairs(text: string): NamedSecret[] {
  const pairs = text.slice(text.indexOf('?') + 1).split('#')[0] ?? '';
  return pairs.split('&').flatMap((pair): NamedSecret[] => {
    const equals = pair.indexOf('=');
    if (equals < 1) return [];
    const name = decoded(pair.slice(0, equals));
    const written = pair.slice(equals + 1);
    const sent = decoded(written);
    if (isTemplate(sent) || !(isSecretUnder(name, sent) || isTokenShaped(sent))) return [];
    return [...new Set([sent, written])].map((one) => [name, one]);
  });
}

/** Of JSON that is a template, and so need not be JSON yet. */
function credentialsInMembers(text: string): NamedSecret[] {
  return [...text.matchAll(/"([\w. -]{1,80})"\s*:\s*("(?:[^"\\]|\\.)*")/g)].flatMap(
    ([, name = '', quoted = '""']) => {
      const value = parsedJson(quoted);
      return typeof value === 'string' && isHiddenName(name) ? credentialsUnder(name, value) : [];
    },
  );
}

/** Texts anywhere in JSON that are no templates. */
export function textsIn(json: unknown): string[] {
  if (typeof json === 'string') return isTemplate(json) ? [] : [json];
  if (typeof json === 'number') return [String(json)];
  if (typeof json !== 'object' || json === null) return [];
  return Object.values(json).flatMap(textsIn);
}

/** A template is no secret, nor is what already stands in the place of one. */
export function isTemplate(text: string): boolean {
  return text.includes('{{') || text.startsWith('[secret ');
}
