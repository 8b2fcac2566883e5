import { isCredentialHeader } from '../../../contract/credential-names.ts';
import type { Failure } from '../../../contract/failure.ts';
import { type Exchange, type Origin, originOf } from '../drivers/driver.ts';
import { failureFor } from '../drivers/failure-codes.ts';

/** What a redirect asks for next, or why it cannot be followed. */
type Hop =
  | {
      readonly origin: Origin;
      readonly path: string;
      readonly href: string;
      readonly method: string;
      readonly headers: readonly string[];
      readonly hasBody: boolean;
    }
  | { readonly failure: Failure };

/** What was asked, and the redirect that answered it. */
type Redirected = Pick<Exchange, 'status' | 'method' | 'headers' | 'url' | 'responseHeaders'>;

const NONE: ReadonlySet<string> = new Set();
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Of a body that is not sent on. */
const OF_BODY =
  /^(?:content-(?:type|length|encoding|language|location)|transfer-encoding|digest|repr-digest)$/;

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/**
 * The next hop of a redirect (RFC 9110, 15.4): 303 is asked with GET, and so is a POST after 301 and 302, as browsers do;
 * everything else keeps its method and its body. Without the body go the headers that describe it; to another origin go no
 * credentials, and no `host`.
 * @param secrets names of headers, in lower case, that hold a secret whatever they are called
 */
export function hopOf(
  { status, method, headers, url, responseHeaders }: Redirected,
  secrets: ReadonlySet<string> = NONE,
): Hop {
  const target = targetOf(responseHeaders?.location, url);
  if ('failure' in target) return target;
  const toGet = (status === 303 && method !== 'HEAD') || (status < 303 && method === 'POST');
  const hasBody = !toGet || method === 'GET';
  const isSameOrigin = url.startsWith(`${target.origin.url}/`);
  const kept = isSameOrigin ? headers : withoutCredentials(headers, secrets);
  return {
    ...target,
    method: toGet ? 'GET' : method,
    headers: hasBody ? kept : without(kept, (name) => OF_BODY.test(name)),
    hasBody,
  };
}

/** An absolute place out of a `Location` and the URL it came from. */
export function targetOf(
  location: string | readonly string[] | undefined,
  from: string,
): { readonly origin: Origin; readonly path: string; readonly href: string } | { readonly failure: Failure } {
  const [said, ...others] = typeof location === 'string' ? [location] : (location ?? []);
  if (said === undefined) return badLocation('none given');
  if (said.trim() === '') return badLocation('it is empty');
  if (others.some((other) => other !== said)) return badLocation('several that differ');
  const url = URL.parse(inUtf8(said), from);
  const origin = url === null ? null : originOf(url);
  if (url === null || origin === null) return badLocation(said);
  return { origin, path: url.pathname + url.search, href: url.href };
}

/** Without what belongs to the origin it was meant for. */
function withoutCredentials(headers: readonly string[], secrets: ReadonlySet<string>): readonly string[] {
  return without(headers, (name) => name === 'host' || secrets.has(name) || isCredentialHeader(name));
}

function without(headers: readonly string[], isDropped: (name: string) => boolean): readonly string[] {
  return headers.filter((_, place) => !isDropped((headers[place - (place % 2)] ?? '').toLowerCase()));
}

/**
 * Why a chain is given up that leads further than the plan follows. Only then is a request that comes again a loop: a
 * service that lets a client poll sends it to where it was, until it has the answer.
 * @param asked method and URL of each request, in order, with the one that is not sent any more
 */
export function tooFar(asked: readonly string[]): Failure {
  const hops = asked.length - 1;
  const after = `${hops} ${hops === 1 ? 'redirect' : 'redirects'}`;
  if (new Set(asked).size < asked.length) return failureFor('redirect.loop', `after ${after}`);
  return failureFor('redirect.too_many', after);
}

function badLocation(detail: string): { readonly failure: Failure } {
  return { failure: failureFor('redirect.bad_location', detail) };
}

/** Headers come as Latin-1; what services write beyond ASCII is UTF-8, and browsers read it so. */
function inUtf8(latin1: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is looked for
  if (/^[\x00-\x7f]*$/.test(latin1)) return latin1;
  const text = Buffer.from(latin1, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? latin1 : text;
}
