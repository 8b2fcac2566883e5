import { METHODS } from '../../../../contract/methods.ts';
import type { BodySpec } from '../../../../contract/plan-steps.ts';
import { decoded, isTokenShaped } from '../../../../contract/token-shape.ts';
import { HEADER_NAME } from '../../../../contract/typed-request.ts';
import { bodyOf, type FoundBody, impliedType } from './imported-body.ts';
import { isSensitive, literal, type PlanDraft, type StepInput } from './plan-draft.ts';

/** A request found in an import. */
export interface FoundRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: FoundBody | null;
}

/** The value of the first header of a name in lower case. */
export function headerIn(headers: FoundRequest['headers'], name: string): string | undefined {
  return headers.find(([known]) => known.toLowerCase() === name)?.[1];
}

/** What the engine says itself, or what only made sense for the program the request comes from. */
const DROPPED =
  /^(:.*|host|content-length|connection|keep-alive|proxy-connection|sec-.*|dnt|priority|upgrade-insecure-requests|alt-used)$/i;
/** What a server may answer differently without, and why it is left out. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'user-agent': 'requests identify this program and the run',
  'transfer-encoding': 'bodies are sent with their length',
  'if-none-match': 'whole responses are requested',
  'if-modified-since': 'whole responses are requested',
  expect: 'bodies are sent without waiting for permission',
  upgrade: 'it changes the connection',
  te: 'it is about the connection',
  trailer: 'it is about the connection',
};
/** Content codings that the engine undoes. */
const CODINGS = /^(gzip|x-gzip|deflate|br|identity|\*)$/i;

/** Why a header that somebody typed is not sent; null: it is, or a note says so already, as of `Host`. */
export function whyDropped(name: string): string | null {
  if (!DROPPED.test(name) || name.toLowerCase() === 'host') return null;
  return /^(content-length|.*connection|keep-alive)$/i.test(name)
    ? 'the connection itself sets it'
    : 'only browsers send it';
}

/** Whether a header is said by the engine itself, or made sense for the program the request comes from alone. */
export function isOfItsSender(name: string): boolean {
  return DROPPED.test(name) || name.toLowerCase() === 'user-agent';
}

/** The step that sends the same request, secrets replaced by references; null where no plan can. */
export function stepOf(request: FoundRequest, draft: PlanDraft): StepInput | null {
  const method = request.method.toLowerCase();
  if (!METHODS.some((one) => one === method)) {
    draft.note(
      `${request.method.slice(0, 20)} requests were not imported: a plan has ${METHODS.join(', ')}.`,
    );
    return null;
  }
  const body = request.body === null ? null : bodyOf(request.body, draft);
  const headers = headersOf(request, body, draft);
  return {
    [method]: pathOf(request.url, draft),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body !== null && { body }),
  };
}

/** `GET /path` without query. */
export function lineOf(request: Pick<FoundRequest, 'method' | 'url'>): string {
  return `${request.method.toUpperCase()} ${request.url.pathname}`;
}

/** Path and query, the secrets of the query replaced by references. */
export function pathOf(url: URL, draft: PlanDraft): string {
  const pairs = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '');
  if (pairs.length === 0) return literal(url.pathname);
  const query = pairs.map((pair) => {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = decoded(pair.slice(equals + 1));
    if (equals < 0 || value === '' || !(isSensitive(name) || isTokenShaped(value))) return literal(pair);
    return `${literal(name)}=${asWritten(draft.secret(name, value), pair.slice(equals + 1))}`;
  });
  return `${literal(url.pathname)}?${query.join('&')}`;
}

/** A reference is percent-encoded in a path; what was written without that is sent without. */
function asWritten(reference: string, written: string): string {
  const isPlain = decoded(written) === written && encodeURIComponent(written) !== written;
  return isPlain ? reference.replace(' }}', ' | raw }}') : reference;
}

function headersOf(request: FoundRequest, body: BodySpec | null, draft: PlanDraft): Record<string, string> {
  const headers = new Map<string, [name: string, template: string]>();
  for (const [name, value] of request.headers) {
    const lower = name.toLowerCase();
    if (lower === 'host' && value !== request.url.host) {
      draft.note(`The Host header ${value.slice(0, 60)} was not imported: it is that of the address.`);
    }
    if (DROPPED.test(name) || isLeftOut(name, draft)) continue;
    if (lower === 'content-type' && body !== null && impliedType(body) === value.toLowerCase()) continue;
    const clean = lower === 'accept-encoding' ? readable(value, draft) : value.replace(/[\r\n\0]+/g, ' ');
    const isSecret = (isSensitive(name) && clean !== '') || isTokenShaped(clean);
    const template = isSecret ? withScheme(name, clean, draft) : literal(clean);
    const known = headers.get(lower);
    headers.set(lower, known === undefined ? [name, template] : joined(known, template, draft));
  }
  return Object.fromEntries(headers.values());
}

/** What the engine can decode of what was asked for: an answer in another coding could not be checked. */
function readable(value: string, draft: PlanDraft): string {
  const codings = value.split(',').map((coding) => coding.trim());
  const kept = codings.filter((coding) => CODINGS.test(coding.split(';')[0]?.trim() ?? ''));
  const cut = codings.filter((coding) => !kept.includes(coding) && coding !== '');
  if (cut.length > 0)
    draft.note(
      `${cut.join(', ').slice(0, 60)} was left out of Accept-Encoding: such responses cannot be read here.`,
    );
  return kept.join(', ') || 'identity';
}

/** A header given twice is one with both values (RFC 9110 5.3), cookies among themselves (RFC 6265 5.4). */
function joined(
  [name, before]: [name: string, template: string],
  after: string,
  draft: PlanDraft,
): [name: string, template: string] {
  draft.note(`${name} appears more than once: its values are sent in one header.`);
  return [name, `${before}${name.toLowerCase() === 'cookie' ? '; ' : ', '}${after}`];
}

function isLeftOut(name: string, draft: PlanDraft): boolean {
  const lower = name.toLowerCase();
  if (!HEADER_NAME.test(name) || lower === '__proto__') {
    draft.note(`The header ${JSON.stringify(name.slice(0, 40))} was not imported: that is not a valid name.`);
    return true;
  }
  const reason = Object.hasOwn(LEFT_OUT, lower) ? LEFT_OUT[lower] : undefined;
  if (reason === undefined) return false;
  const spelled = lower.replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
  draft.note(`The header ${spelled} was not imported: ${reason}.`);
  return true;
}

/** The scheme of a credential is no secret and says what it is. */
function withScheme(name: string, value: string, draft: PlanDraft): string {
  const match = /^(Bearer|Basic|Token) +(\S.*)$/i.exec(value);
  return match === null ? draft.secret(name, value) : `${match[1]} ${draft.secret(name, match[2] ?? '')}`;
}
