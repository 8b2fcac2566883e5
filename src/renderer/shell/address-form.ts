import type { AddressRequest } from '../../contract/address-request.ts';
import type { Method } from '../../contract/methods.ts';
import { parsedJson } from '../../contract/plan-data.ts';
import { parseCheck, parseHeader, parseStatuses } from '../../contract/typed-request.ts';
import type { PlanRef } from '../../contract/wire.ts';
import { readAddress } from './read-address.ts';

/** One request to an address, as typed. */
export interface EndpointForm {
  readonly key: number;
  readonly method: Method;
  /** Of the second and later ones, a path at the first one's origin will do. */
  readonly url: string;
  readonly body: string;
  readonly bodyType: string;
  /** `Name: value`, one per line. */
  readonly headers: string;
  readonly expect: string;
  /** `/ok=true`, one per line. */
  readonly checks: string;
}

const CREDENTIALS = ['none', 'bearer', 'basic'] as const;

/** What is sent with every one of them. */
export interface SharedForm {
  readonly credential: (typeof CREDENTIALS)[number];
  readonly token: string;
  readonly user: string;
  readonly password: string;
  readonly headers: string;
  readonly cookie: string;
  /** Where credential and cookies came from pasted commands: the one origin they are sent to. Absent: typed, for all. */
  readonly origin?: string;
}

export interface AddressForm {
  readonly endpoints: readonly EndpointForm[];
  readonly shared: SharedForm;
}

/** Errors by `key.field` of an endpoint, and `shared.field`; an empty one keeps the run from starting, and says nothing. */
export type AddressErrors = Readonly<Record<string, string>>;

export const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

export const NOTHING_SHARED: SharedForm = {
  credential: 'none',
  token: '',
  user: '',
  password: '',
  headers: '',
  cookie: '',
};

/** One more request, its key above all others. */
export function newEndpoint(others: readonly EndpointForm[], url = ''): EndpointForm {
  const key = 1 + Math.max(0, ...others.map((one) => one.key));
  return { key, method: 'get', url, body: '', bodyType: JSON_TYPE, headers: '', expect: '', checks: '' };
}

export function addressFormOf(url: string): AddressForm {
  return { endpoints: [newEndpoint([], url)], shared: NOTHING_SHARED };
}

/** Whether a request of this method has a body that anybody reads. */
export function takesBody(method: Method): boolean {
  return method !== 'get' && method !== 'head';
}

/** What the fields wait for, in a sentence; null: nothing is wrong. */
export function waitingFor(errors: Readonly<Record<string, string | undefined>>): string | null {
  const wrong = Object.entries(errors).filter(([, error]) => error !== undefined);
  if (wrong.length === 0) return null;
  if (wrong.some(([, error]) => error !== '')) return 'Correct the marked fields to start.';
  const fields = wrong.map(([at]) => at);
  if (fields.includes('shared.token'))
    return 'Enter the bearer token to start, or choose None as the credential.';
  if (fields.includes('shared.user')) return 'Enter the user to start, or choose None as the credential.';
  return 'Enter an address for every endpoint to start.';
}

type UrlRef = Extract<PlanRef, { kind: 'url' }>;

/**
 * What the form asks for.
 * @param streams headers and credentials are sent to one address, and nothing else
 * @returns plan null where something is wrong
 */
export function readAddressForm(
  { endpoints, shared }: AddressForm,
  { streams }: { readonly streams: boolean },
): { readonly plan: UrlRef | null; readonly errors: AddressErrors } {
  const errors: Record<string, string> = {};
  const common = readShared(shared, errors);
  const used = streams ? endpoints.slice(0, 1) : endpoints;
  const base = baseOf(endpoints);
  const origins = originsOf(endpoints);
  const read = used.map((one, at) => {
    const url = readAddress(typedUrl(one, at === 0 ? null : base));
    if (!url.ok) errors[`${one.key}.url`] = one.url.trim() === '' ? '' : url.error;
    const mayKnow = shared.origin === undefined || shared.origin === origins[at];
    const sent = mayKnow ? common : { ...(common.headers !== undefined && { headers: common.headers }) };
    const request = readEndpoint(one, { common: sent, streams, errors });
    return { url: url.ok ? url.url : null, request };
  });
  const whole = read.flatMap(({ url, request }) => (url === null ? [] : [{ url, request }]));
  const [head, ...more] = whole;
  if (head === undefined || Object.keys(errors).length > 0) return { plan: null, errors };
  return { plan: { kind: 'url', ...head, ...(more.length > 0 && { more }) }, errors };
}

/** Where each of them goes, such as `http://localhost:3000`; null: to no address (yet). */
export function originsOf(endpoints: readonly EndpointForm[]): (string | null)[] {
  const base = baseOf(endpoints);
  return endpoints.map((one, at) => URL.parse(urlOf(one, at === 0 ? null : base))?.origin ?? null);
}

function baseOf([first]: readonly EndpointForm[]): string | null {
  return first === undefined ? null : (URL.parse(urlOf(first, null))?.origin ?? null);
}

/** As typed, a path made whole with the origin of the first. */
function typedUrl({ url }: EndpointForm, origin: string | null): string {
  const typed = url.trim();
  return origin !== null && typed.startsWith('/') ? origin + typed : typed;
}

function urlOf(endpoint: EndpointForm, origin: string | null): string {
  const typed = typedUrl(endpoint, origin);
  return typed === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
}

type Common = Pick<AddressRequest, 'headers' | 'bearer' | 'basic' | 'cookie'>;

function readShared(shared: SharedForm, errors: Record<string, string>): Common {
  const { credential, user, password, cookie } = shared;
  const token = bearerTokenOf(shared);
  if (credential === 'bearer' && /\s/.test(token)) errors['shared.token'] = 'The token alone, without spaces';
  if (credential === 'bearer' && token === '') errors['shared.token'] = '';
  if (credential === 'basic' && user === '') errors['shared.user'] = '';
  if (credential === 'basic' && user.includes(':')) errors['shared.user'] = 'A user name has no colon';
  const headers = readHeaders(shared.headers, 'shared.headers', errors);
  return {
    ...(headers.length > 0 && { headers }),
    ...(credential === 'bearer' && { bearer: token }),
    ...(credential === 'basic' && { basic: `${user}:${password}` }),
    ...(cookie.trim() !== '' && { cookie: cookie.trim() }),
  };
}

/** The token alone: it is pasted with its scheme as often as without. */
export function bearerTokenOf({ token }: SharedForm): string {
  return token.trim().replace(/^Bearer(?:\s+|$)/i, '');
}

/** Whether header lines as typed name this header. */
export function hasHeader(lines: string, name: string): boolean {
  return linesOf(lines).some((line) => parseHeader(line)?.[0].toLowerCase() === name);
}

interface Around {
  readonly common: Common;
  readonly streams: boolean;
  readonly errors: Record<string, string>;
}

function readEndpoint(one: EndpointForm, { common, streams, errors }: Around): AddressRequest {
  const own = readHeaders(one.headers, `${one.key}.headers`, errors);
  const says = (name: string) => own.some(([mine]) => mine.toLowerCase() === name.toLowerCase());
  const { headers: shared = [], bearer, basic, cookie } = common;
  const headers = [...shared.filter(([name]) => !says(name)), ...own];
  const isOwn = says('authorization');
  const sent: AddressRequest = {
    ...(headers.length > 0 && { headers }),
    ...(bearer !== undefined && !isOwn && { bearer }),
    ...(basic !== undefined && !isOwn && { basic }),
    ...(cookie !== undefined && !says('cookie') && { cookie }),
  };
  if (streams) return sent;
  const expect = one.expect.trim() === '' ? undefined : parseStatuses(one.expect);
  if (expect === null) errors[`${one.key}.expect`] = 'Such as 200, 201 or 2xx';
  const checks = linesOf(one.checks).map(parseCheck);
  if (checks.includes(null)) errors[`${one.key}.checks`] = 'Such as /ok=true, one per line';
  const good = checks.flatMap((check) => check ?? []);
  const hasBody = takesBody(one.method) && one.body.trim() !== '';
  if (hasBody && one.bodyType === JSON_TYPE && parsedJson(one.body) === undefined)
    errors[`${one.key}.body`] = 'Not valid JSON yet: check quotes, commas and brackets';
  return {
    ...sent,
    method: one.method,
    ...(hasBody && { body: { text: one.body, type: one.bodyType } }),
    ...(expect !== undefined && expect !== null && { expect }),
    ...(good.length > 0 && { checks: good }),
  };
}

function readHeaders(text: string, at: string, errors: Record<string, string>): [string, string][] {
  const read = linesOf(text).map(parseHeader);
  if (read.includes(null)) errors[at] = 'Such as Accept: text/html, one per line';
  return read.flatMap((header) => (header === null ? [] : [header]));
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
