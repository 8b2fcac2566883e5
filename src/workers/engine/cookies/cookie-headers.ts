import type { CookieJar } from './cookie-jar.ts';
import type { CookiePlace } from './set-cookie.ts';

/** The headers of a request with the cookies of its user; the same array as long as both stay the same. */
export class CookieHeaders {
  #base: readonly string[] = [];
  #text = '';
  #made: readonly string[] = [];

  /** @param headers name, value, name, value …: those of the plan */
  of(headers: readonly string[], text: string): readonly string[] {
    if (text === '') return headers;
    if (headers !== this.#base || text !== this.#text) {
      this.#base = headers;
      this.#text = text;
      this.#made = withCookies(headers, text);
    }
    return this.#made;
  }
}

/** The same for a request that is made once: of a stream. @param url of scheme http, https, ws or wss */
export function headersFor(
  jar: CookieJar | null,
  headers: readonly string[],
  url: string,
): readonly string[] {
  const to = jar === null ? null : placeOf(url);
  return jar === null || to === null ? headers : withCookies(headers, jar.headerFor(to));
}

/** Where a URL leads, as cookies see it; null: it is none. */
export function placeOf(url: string): CookiePlace | null {
  const parsed = URL.parse(url);
  if (parsed === null) return null;
  return {
    secure: parsed.protocol === 'https:' || parsed.protocol === 'wss:',
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase(),
    path: parsed.pathname,
  };
}

/** What the plan itself sends as a cookie stands for the one of that name in the jar. */
function withCookies(headers: readonly string[], text: string): readonly string[] {
  if (text === '') return headers;
  const at = headers.findIndex((name, place) => place % 2 === 0 && name.toLowerCase() === 'cookie');
  if (at < 0) return [...headers, 'cookie', text];
  const planned = headers[at + 1] ?? '';
  const names = new Set(planned.split(';').map(nameOf));
  const more = text.split('; ').filter((pair) => !names.has(nameOf(pair)));
  return headers.with(at + 1, [planned, ...more].filter((part) => part !== '').join('; '));
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0]?.trim() ?? '';
}
