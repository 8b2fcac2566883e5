import { describe, expect, test } from 'vitest';
import type { AddressRequest } from '../../../../src/contract/address-request.ts';
import {
  type AddressForm,
  addressFormOf,
  type EndpointForm,
  newEndpoint,
  readAddressForm,
  type SharedForm,
  waitingFor,
} from '../../../../src/renderer/shell/address-form.ts';
import { withRequests } from '../../../../src/renderer/shell/pasted-requests.ts';
import {
  fieldsOf,
  formOf,
  overridesOf,
  requestOfCurl,
  shownOf,
} from '../../../../src/renderer/shell/start-form.ts';

const API = 'http://127.0.0.1:3000';
const requests = { streams: false };

function formWith(
  endpoints: readonly Partial<EndpointForm>[],
  shared: Partial<SharedForm> = {},
): AddressForm {
  const base = addressFormOf(API);
  return {
    endpoints: endpoints.map((one, at) => ({ ...newEndpoint([]), key: at + 1, ...one })),
    shared: { ...base.shared, ...shared },
  };
}

describe('what is sent to addresses, as typed', () => {
  test('an address alone is a GET of it', () => {
    expect(readAddressForm(addressFormOf('localhost:3000/x'), requests)).toEqual({
      plan: { kind: 'url', url: 'http://localhost:3000/x', request: { method: 'get' } },
      errors: {},
    });
  });

  test('three endpoints share a credential, headers and cookies, and have their own', () => {
    const form = formWith(
      [
        { url: `${API}/items` },
        {
          url: '/orders',
          method: 'post',
          body: '{"a":1}',
          headers: 'X-Shop: 2\nx-more: 1',
          expect: '201, 2xx',
          checks: '/ok=true\n/id',
        },
        { url: '/open', headers: 'Authorization: Digest x\nCookie: b=2', body: 'left over' },
      ],
      { credential: 'bearer', token: ' Bearer abc ', headers: 'X-Shop: 1', cookie: 'a=1' },
    );
    const { plan, errors } = readAddressForm(form, requests);
    // A token is pasted with its scheme as often as without.
    expect(errors).toEqual({});
    expect(plan).toEqual({
      kind: 'url',
      url: `${API}/items`,
      request: { method: 'get', headers: [['X-Shop', '1']], bearer: 'abc', cookie: 'a=1' },
      more: [
        {
          url: `${API}/orders`,
          request: {
            method: 'post',
            headers: [
              ['X-Shop', '2'],
              ['x-more', '1'],
            ],
            bearer: 'abc',
            cookie: 'a=1',
            body: { text: '{"a":1}', type: 'application/json' },
            expect: Array.from({ length: 100 }, (_, nth) => 200 + nth),
            checks: [{ json: '/ok', equals: true }, { json: '/id' }],
          },
        },
        {
          url: `${API}/open`,
          request: {
            method: 'get',
            headers: [
              ['X-Shop', '1'],
              ['Authorization', 'Digest x'],
              ['Cookie', 'b=2'],
            ],
          },
        },
      ],
    });
  });

  test('what is wrong is said where it is, and nothing is planned', () => {
    const form = formWith(
      [
        { url: 'ftp://x/' },
        { url: ' ', method: 'post', body: '{', expect: '99', checks: 'ok', headers: 'no colon' },
      ],
      { credential: 'basic', user: 'a:b', headers: 'x y: 1' },
    );
    expect(readAddressForm(form, requests)).toEqual({
      plan: null,
      errors: {
        '1.url': 'ftp: is not supported; use http, https, ws or wss',
        '2.url': '',
        '2.body': 'Not valid JSON yet: check quotes, commas and brackets',
        '2.expect': 'Such as 200, 201 or 2xx',
        '2.checks': 'Such as /ok=true, one per line',
        '2.headers': 'Such as Accept: text/html, one per line',
        'shared.user': 'A user name has no colon',
        'shared.headers': 'Such as Accept: text/html, one per line',
      },
    });
    const token = (text: string) =>
      readAddressForm(formWith([{ url: API }], { credential: 'bearer', token: text }), requests).errors;
    expect([token(''), token('a b'), token('Bearer ')]).toEqual([
      { 'shared.token': '' },
      { 'shared.token': 'The token alone, without spaces' },
      { 'shared.token': '' },
    ]);
  });

  test('what the fields wait for is said, also where nothing is marked', () => {
    const waits = (url: string, shared: Partial<SharedForm> = {}) =>
      waitingFor(readAddressForm(formWith([{ url }], shared), requests).errors);
    expect(waits(API)).toBeNull();
    expect(waits(' ')).toBe('Enter an address for every endpoint to start.');
    expect(waits(API, { credential: 'bearer' })).toBe(
      'Enter the bearer token to start, or choose None as the credential.',
    );
    expect(waits(API, { credential: 'basic' })).toBe(
      'Enter the user to start, or choose None as the credential.',
    );
    expect(waits('curl', { credential: 'bearer' })).toBe('Correct the marked fields to start.');
    expect(waitingFor(overridesOf({ ...formOf({}), duration: 'xyz' }, {}).errors)).toBe(
      'Correct the marked fields to start.',
    );
  });

  test('a stream gets headers and credentials, and one address', () => {
    const form = formWith([{ url: 'ws://h/s', expect: '200', method: 'post', body: '{' }, { url: '' }], {
      credential: 'basic',
      user: 'ann',
      password: 'p:w',
    });
    expect(readAddressForm(form, { streams: true })).toEqual({
      plan: { kind: 'url', url: 'ws://h/s', request: { basic: 'ann:p:w' } },
      errors: {},
    });
  });
});

describe('cURL commands in the fields', () => {
  const READ = {
    requests: [
      {
        url: `${API}/a`,
        request: {
          method: 'post' as const,
          bearer: 't',
          cookie: 'a=1',
          body: { text: 'x', type: 'text/csv' },
        },
      },
      { url: `${API}/b`, request: { basic: 'ann:ü', cookie: 'b=2' } },
      { url: `${API}/c`, request: { bearer: 't' } },
    ],
    notes: ['a note'],
  };

  test('a credential that not all requests have stays with its own', () => {
    const { endpoints, shared } = withRequests(addressFormOf(''), READ);
    expect(shared).toEqual(addressFormOf('').shared);
    expect(
      endpoints.map(({ method, url, headers, body, bodyType }) => [method, url, headers, body, bodyType]),
    ).toEqual([
      ['post', `${API}/a`, 'Authorization: Bearer t\nCookie: a=1', 'x', 'text/csv'],
      ['get', `${API}/b`, 'Authorization: Basic YW5uOsO8\nCookie: b=2', '', 'application/json'],
      ['get', `${API}/c`, 'Authorization: Bearer t', '', 'application/json'],
    ]);
    expect(new Set(endpoints.map(({ key }) => key)).size).toBe(3);
  });

  const OTHER = 'http://127.0.0.1:4000';
  const command = (url: string, request: AddressRequest = {}) => ({ url, request });
  const authorizations = (form: AddressForm) => {
    const { plan, errors } = readAddressForm(form, requests);
    expect(errors).toEqual({});
    return [plan, ...(plan?.more ?? [])].map((sent) => {
      const { bearer, basic, cookie, headers = [] } = sent?.request ?? {};
      return [bearer ?? basic ?? '', cookie ?? '', ...headers.map((pair) => pair.join(': '))];
    });
  };

  test('the one credential of all requests to one origin is written once', () => {
    const known = { bearer: 't', cookie: 'a=1' };
    const read = { requests: [command(`${API}/a`, known), command(`${API}/b`, known)] };
    const form = withRequests(addressFormOf(''), read);
    expect(form.shared).toMatchObject({ credential: 'bearer', token: 't', cookie: 'a=1', origin: API });
    expect(form.endpoints.map(({ headers }) => headers)).toEqual(['', '']);
    expect(authorizations(form)).toEqual([
      ['t', 'a=1'],
      ['t', 'a=1'],
    ]);
  });

  test.each([
    ['another host', `${OTHER}/b`],
    ['the same host, without one', `${API}/b`],
  ])('a credential is not sent to %s, pasted at once or one after the other', (_, url) => {
    const known = { bearer: 't', cookie: 'a=1' };
    const own = ['', '', 'Authorization: Bearer t', 'Cookie: a=1'];
    const [first, second] = [command(`${API}/a`, known), command(url)];
    const atOnce = withRequests(addressFormOf(''), { requests: [first, second] });
    expect(authorizations(atOnce)).toEqual([own, ['', '']]);
    const turned = withRequests(addressFormOf(''), { requests: [second, first] });
    expect(authorizations(turned)).toEqual([['', ''], own]);
    const after = withRequests(withRequests(addressFormOf(''), { requests: [first] }), {
      requests: [second],
    });
    expect(authorizations(after)).toEqual([own, ['', '']]);
  });

  test('a pasted credential does not go to an address typed in afterwards, nor to one that takes its place', () => {
    const read = { requests: [command(`${API}/a`, { basic: 'ann:pw', cookie: 'a=1' })] };
    const form = withRequests(addressFormOf(''), read);
    const more = [...form.endpoints, newEndpoint(form.endpoints, `${OTHER}/x`), newEndpoint([], '/y')];
    expect(authorizations({ ...form, endpoints: more })).toEqual([
      ['ann:pw', 'a=1'],
      ['', ''],
      ['ann:pw', 'a=1'],
    ]);
    expect(authorizations({ ...form, endpoints: [newEndpoint([], `${OTHER}/x`)] })).toEqual([['', '']]);
    const emptied = { ...form, endpoints: [newEndpoint([])] };
    const next = withRequests(emptied, { requests: [command(`${OTHER}/x`)] });
    expect(authorizations(next)).toEqual([['', '']]);
  });

  test('come behind what is typed already, and open the dialog filled in', () => {
    expect(withRequests(addressFormOf(API), READ).endpoints.map(({ url }) => url)).toEqual([
      API,
      `${API}/a`,
      `${API}/b`,
      `${API}/c`,
    ]);
    expect(requestOfCurl(READ)).toMatchObject({
      bare: 'requests',
      notes: ['a note'],
      overrides: { users: 10 },
    });
  });
});

test('a load is counted in users or in arrivals and ends by time or by number, and what is not shown asks for nothing', () => {
  const bare = { streams: false, bare: 'requests' as const };
  expect(fieldsOf(bare, { pace: 'rate', end: 'duration' })).toEqual(['rate', 'duration', 'warmup']);
  const form = { ...formOf({ users: 10, spawnRate: 5, durationMs: 1_000 }), rate: '20' };
  expect(shownOf(form, fieldsOf(bare, { pace: 'rate', end: 'duration' }))).toEqual({
    users: '',
    spawnRate: '',
    rate: '20',
    connections: '',
    messageRate: '',
    duration: '1s',
    requests: '',
    warmup: '',
  });
  const counted = { pace: 'users', end: 'requests' } as const;
  expect(fieldsOf(bare, counted)).toEqual(['users', 'spawnRate', 'requests']);
  const typed = shownOf({ ...form, requests: '500' }, fieldsOf(bare, counted));
  expect(overridesOf(typed, { durationMs: 30_000, users: 10 })).toEqual({
    overrides: { users: 10, spawnRate: 5, requests: 500 },
    errors: {},
  });
});
