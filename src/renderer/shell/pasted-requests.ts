import type { AddressRequest } from '../../contract/address-request.ts';
import type { ReadCurl } from '../../contract/plan-preview.ts';
import {
  type AddressForm,
  bearerTokenOf,
  type EndpointForm,
  hasHeader,
  JSON_TYPE,
  newEndpoint,
  originsOf,
  type SharedForm,
} from './address-form.ts';

/** What one request is known by. */
type Credential = Pick<AddressRequest, 'bearer' | 'basic'>;

/** A request of the form, with what it is known by apart from its headers. */
interface Known {
  readonly endpoint: EndpointForm;
  readonly credential: Credential;
  readonly cookie: string | undefined;
}

/**
 * The form with requests read from cURL commands in it, behind those that are typed already. A credential or a cookie
 * stays with the request it came with; it is written once for all of them only where all go to one origin with the very
 * same one, and is bound to that origin then.
 */
export function withRequests(form: AddressForm, { requests }: Pick<ReadCurl, 'requests'>): AddressForm {
  const typed = form.endpoints.filter((one) => one.url.trim() !== '');
  const known: Known[] = typed.map((endpoint) => knownWithShared(endpoint, form.shared));
  for (const { url, request } of requests)
    known.push(
      knownRequest(
        url,
        request,
        known.map(({ endpoint }) => endpoint),
      ),
    );
  const origins = originsOf(known.map(({ endpoint }) => endpoint));
  const origin = new Set(origins).size === 1 ? (origins[0] ?? null) : null;
  const credential = origin === null ? null : sameOf(known.map((one) => one.credential));
  const cookie = origin === null ? null : sameOf(known.map((one) => one.cookie ?? ''));
  const endpoints = known.map((one) => ({
    ...one.endpoint,
    headers: [
      ...(one.endpoint.headers === '' ? [] : [one.endpoint.headers]),
      ...(credential === null ? credentialLines(one.credential) : []),
      ...(cookie === null && one.cookie !== undefined ? [`Cookie: ${one.cookie}`] : []),
    ].join('\n'),
  }));
  return { endpoints, shared: sharedWith(form.shared, { credential, cookie, origin }) };
}

/** A request that is in the form already, with what it has been sent with until now. */
function knownWithShared(endpoint: EndpointForm, shared: SharedForm): Known {
  const [origin] = originsOf([endpoint]);
  const isBound = shared.origin !== undefined && shared.origin !== origin;
  const { user, password } = shared;
  const token = bearerTokenOf(shared);
  const isOwn = isBound || hasHeader(endpoint.headers, 'authorization');
  const isOwnCookie = isBound || hasHeader(endpoint.headers, 'cookie');
  const cookie = shared.cookie.trim();
  return {
    endpoint,
    credential: {
      ...(!isOwn && shared.credential === 'bearer' && token !== '' && { bearer: token }),
      ...(!isOwn && shared.credential === 'basic' && user !== '' && { basic: `${user}:${password}` }),
    },
    cookie: isOwnCookie || cookie === '' ? undefined : cookie,
  };
}

function knownRequest(url: string, request: AddressRequest, others: readonly EndpointForm[]): Known {
  const { bearer, basic, cookie } = request;
  return {
    endpoint: {
      ...newEndpoint(others, url),
      method: request.method ?? 'get',
      body: request.body?.text ?? '',
      bodyType: request.body?.type ?? JSON_TYPE,
      headers: (request.headers ?? []).map(([name, value]) => `${name}: ${value}`).join('\n'),
    },
    credential: { ...(bearer !== undefined && { bearer }), ...(basic !== undefined && { basic }) },
    cookie,
  };
}

/** The one value all of them have; null: they differ. */
function sameOf<Value>(values: readonly Value[]): Value | null {
  const [first] = values;
  const spelled = JSON.stringify(first);
  return first !== undefined && values.every((one) => JSON.stringify(one) === spelled) ? first : null;
}

interface Lifted {
  readonly credential: Credential | null;
  readonly cookie: string | null;
  readonly origin: string | null;
}

/** What is sent with every request, of what all of them have. */
function sharedWith(shared: SharedForm, { credential, cookie, origin }: Lifted): SharedForm {
  const { bearer, basic } = credential ?? {};
  const [user = '', ...rest] = (basic ?? '').split(':');
  const { origin: _, ...others } = shared;
  const next: SharedForm = {
    ...others,
    credential: bearer !== undefined ? 'bearer' : basic !== undefined ? 'basic' : 'none',
    token: bearer ?? '',
    user,
    password: rest.join(':'),
    cookie: cookie ?? '',
  };
  const hasAny = next.credential !== 'none' || next.cookie !== '';
  return hasAny && origin !== null ? { ...next, origin } : next;
}

function credentialLines({ bearer, basic }: Credential): string[] {
  if (bearer !== undefined) return [`Authorization: Bearer ${bearer}`];
  return basic === undefined ? [] : [`Authorization: Basic ${base64(basic)}`];
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
