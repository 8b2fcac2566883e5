import { isIP } from 'node:net';
import type { EpochMillis } from '../../../contract/units.ts';
import { parseCookieDate } from './cookie-date.ts';

/** A cookie as it is kept: never changed, only replaced. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Lower case, without a leading dot. */
  readonly domain: string;
  /** Only for exactly that host. */
  readonly isHostOnly: boolean;
  readonly path: string;
  /** Only over TLS. */
  readonly isSecure: boolean;
  /** Infinity: as long as the jar. */
  readonly expiresAt: EpochMillis;
}

/** Where an answer comes from, or a request goes to. */
export interface CookiePlace {
  readonly secure: boolean;
  /** Lower case, without brackets. */
  readonly host: string;
  /** Path, with or without its query. */
  readonly path: string;
}

/** Name and value together; what is larger is ignored, as browsers do. */
const MAX_PAIR_CHARS = 4_096;
const MAX_ATTRIBUTE_CHARS = 1_024;

interface Attributes {
  expires: EpochMillis | null;
  maxAgeSeconds: number | null;
  domain: string;
  path: string;
  isSecure: boolean;
}

/**
 * A cookie of a `Set-Cookie` header by the rules of RFC 6265, 5.2 and 5.3, with the bounds and the name prefixes of its
 * successor; null: it is to be ignored. A cookie that has expired is how a service takes one back: it is returned.
 *
 * There is no list of public suffixes: a domain of one label (`com`) is refused, `co.uk` is not. What a cookie can reach is
 * bounded by the hosts a plan and its redirects may reach.
 */
export function parseSetCookie(text: string, from: CookiePlace, nowMs: EpochMillis): Cookie | null {
  const [pair = '', ...rest] = text.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(0, equals)).trim();
  if (equals < 0 || name === '') return null;
  const value = pair.slice(equals + 1).trim();
  if (name.length + value.length > MAX_PAIR_CHARS) return null;
  const said = attributesOf(rest);
  const scope = scopeOf(said.domain, from.host);
  if (scope === null || !isAllowedName(name, said, from.secure)) return null;
  return {
    name,
    value,
    ...scope,
    path: said.path.startsWith('/') ? said.path : defaultPath(from.path),
    isSecure: said.isSecure,
    expiresAt: expiryOf(said, nowMs),
  };
}

/** Whether a cookie goes to a place (RFC 6265, 5.4), leaving its expiry aside. */
export function goesTo(cookie: Cookie, to: CookiePlace): boolean {
  if (cookie.isSecure && !to.secure) return false;
  const isAtHome = cookie.isHostOnly ? to.host === cookie.domain : matchesDomain(to.host, cookie.domain);
  return isAtHome && matchesPath(pathOf(to.path), cookie.path);
}

function attributesOf(parts: readonly string[]): Attributes {
  const said: Attributes = { expires: null, maxAgeSeconds: null, domain: '', path: '', isSecure: false };
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    const value = equals < 0 ? '' : part.slice(equals + 1).trim();
    if (value.length > MAX_ATTRIBUTE_CHARS) continue;
    // The last of several counts, as far as it can be read.
    if (name === 'expires') said.expires = parseCookieDate(value) ?? said.expires;
    else if (name === 'max-age' && /^-?\d+$/.test(value)) said.maxAgeSeconds = Number(value);
    else if (name === 'domain') said.domain = value.replace(/^\./, '').toLowerCase();
    else if (name === 'path') said.path = value;
    else if (name === 'secure') said.isSecure = true;
  }
  return said;
}

/** For whom it is; null: the host may not set a cookie for that domain. */
function scopeOf(domain: string, host: string): Pick<Cookie, 'domain' | 'isHostOnly'> | null {
  if (domain === '') return { domain: host, isHostOnly: true };
  if (domain === host) return { domain: host, isHostOnly: isIP(host) !== 0 || !host.includes('.') };
  if (!domain.includes('.') || !matchesDomain(host, domain)) return null;
  return { domain, isHostOnly: false };
}

/** `__Secure-` and `__Host-` are promises of their names. */
function isAllowedName(name: string, said: Attributes, isFromSecure: boolean): boolean {
  const lower = name.toLowerCase();
  const isSecure = said.isSecure && isFromSecure;
  if (lower.startsWith('__host-')) return isSecure && said.path === '/' && said.domain === '';
  return !lower.startsWith('__secure-') || isSecure;
}

/** Max-Age goes before Expires, whichever stands first. */
function expiryOf({ maxAgeSeconds, expires }: Attributes, nowMs: EpochMillis): EpochMillis {
  if (maxAgeSeconds !== null) return maxAgeSeconds <= 0 ? 0 : nowMs + maxAgeSeconds * 1_000;
  return expires ?? Number.POSITIVE_INFINITY;
}

function matchesDomain(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && isIP(host) === 0);
}

function matchesPath(path: string, of: string): boolean {
  if (!path.startsWith(of)) return false;
  return path.length === of.length || of.endsWith('/') || path[of.length] === '/';
}

/** The folder of the path of the request (RFC 6265, 5.1.4). */
function defaultPath(path: string): string {
  const last = pathOf(path).lastIndexOf('/');
  return last <= 0 ? '/' : path.slice(0, last);
}

function pathOf(path: string): string {
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}
