import { createHmac, randomBytes } from 'node:crypto';
import {
  isCredentialHeader,
  isCredentialName,
  isSureCredentialName,
} from '../../../contract/credential-names.ts';

/** What of a request may hold a credential. */
export interface Presenting {
  /** Name, value, name, value … */
  readonly headers: readonly string[];
  /** With its query; a whole URL or a path. */
  readonly url: string;
  readonly body?: string | Uint8Array | null;
}

/** 72 bits: of a million credentials, two share a key once in ten thousand million runs. */
const KEY_CHARS = 12;
/** Keys remembered, so that a hash is made once per credential and not per request. */
const MAX_REMEMBERED = 1_024;
/** A body that holds a credential is a login or a token to be verified. */
const LONGEST_BODY = 16_384;
/** Objects in objects that are looked into. */
const DEEPEST = 8;
const NONE = 'none:';

type Find = (isName: (name: string) => boolean) => string[];

/** Made once per run, posted to its threads, and never stored: a key cannot be tested against a guess without it. */
export function credentialSalt(): string {
  return randomBytes(16).toString('base64url');
}

/** The key of a request that presents nothing: a public endpoint being served says nothing about a protected one. */
export function keyOfNone(series: number): string {
  return `${NONE}${series}`;
}

export function isKeyOfNone(key: string): boolean {
  return key.startsWith(NONE);
}

/** Tells credentials apart without keeping them: each has a key, the same on all threads of a run and in no other run. */
export class CredentialKeys {
  readonly #salt: string;
  readonly #known = new Map<string, string>();

  constructor(salt = credentialSalt()) {
    this.#salt = salt;
  }

  /** @param series whose endpoint was asked, for where nothing is presented */
  of(request: Presenting, series: number): string {
    const presented = presentedBy(request);
    return presented === '' ? keyOfNone(series) : this.ofText(presented);
  }

  /** @param presented as `presentedBy` gives it, not empty */
  ofText(presented: string): string {
    const known = this.#known.get(presented);
    if (known !== undefined) return known;
    const digest = createHmac('sha256', this.#salt).update(presented).digest('base64url');
    const key = digest.slice(0, KEY_CHARS);
    if (this.#known.size >= MAX_REMEMBERED) this.#known.clear();
    this.#known.set(presented, key);
    return key;
  }
}

/**
 * What a request presents, as one text; empty: nothing. Names that may be something else count where no sure one is
 * there, the body where head and query hold none: a search for `key=…` under one token is one caller, not many.
 */
export function presentedBy({ headers, url, body }: Presenting): string {
  const inHead = inHeaders(headers);
  const inQuery = fieldsOf(queryOf(url));
  const sure = [...inHead, ...inQuery(isSureCredentialName)];
  if (sure.length > 0) return joined(sure);
  const maybe = inQuery(isCredentialName);
  if (maybe.length > 0) return joined(maybe);
  const text = textOf(body);
  if (text === '') return '';
  const inBody = text.startsWith('{') || text.startsWith('[') ? membersOf(text) : fieldsOf(text);
  const surely = inBody(isSureCredentialName);
  return joined(surely.length > 0 ? surely : inBody(isCredentialName));
}

/** Whether a query or form has a field that may be a credential. */
export function hasCredentialField(text: string): boolean {
  return fieldsOf(text)(isCredentialName).length > 0;
}

export function queryOf(url: string): string {
  const at = url.indexOf('?');
  if (at < 0) return '';
  const end = url.indexOf('#', at);
  return url.slice(at + 1, end < 0 ? undefined : end);
}

function inHeaders(headers: readonly string[]): string[] {
  const found: string[] = [];
  for (let place = 0; place + 1 < headers.length; place += 2) {
    const name = headers[place] ?? '';
    const value = headers[place + 1] ?? '';
    if (value !== '' && isCredentialHeader(name)) found.push(presentedIn(name.toLowerCase(), value));
  }
  return found;
}

/**
 * A header that is a credential, as it counts. Of cookies those that are one by their name, where there are any: others change
 * with every answer, and the caller does not.
 * @param name in lower case
 */
export function presentedIn(name: string, value: string): string {
  if (name !== 'cookie' || !value.includes(';')) return `${name}=${value}`;
  const pairs = value.split(';').map((pair) => pair.trim());
  const sure = pairs.filter((pair) => isCredentialName(pair.split('=', 1)[0] ?? ''));
  return `${name}=${(sure.length > 0 ? sure : pairs).join('; ')}`;
}

function fieldsOf(text: string): Find {
  const fields = text === '' ? [] : text.split('&');
  return (isName) =>
    fields.filter((field) => {
      const end = field.indexOf('=');
      return end > 0 && end < field.length - 1 && isName(field.slice(0, end));
    });
}

/** Scalars of an object and of the objects in it. */
function membersOf(json: string): Find {
  let whole: unknown = null;
  try {
    whole = JSON.parse(json);
  } catch {
    // Not JSON after all: it presents nothing we know.
  }
  return (isName) => {
    const found: string[] = [];
    const look = (value: unknown, depth: number): void => {
      if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
      for (const [name, member] of Object.entries(value)) {
        if (typeof member === 'object') look(member, depth + 1);
        else if (isName(name) && member !== '') found.push(`${name}=${String(member)}`);
      }
    };
    look(whole, 0);
    return found;
  };
}

function textOf(body: Presenting['body']): string {
  if (body === null || body === undefined || body.length > LONGEST_BODY) return '';
  return (typeof body === 'string' ? body : Buffer.from(body).toString('utf8')).trimStart();
}

/** Of fields `name=value`, names of headers in lower case. The same credentials in another order are the same. */
export function joined(found: readonly string[]): string {
  const [only = ''] = found;
  return found.length > 1 ? found.toSorted().join('\n') : only;
}
