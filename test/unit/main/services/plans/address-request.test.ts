import { describe, expect, it } from 'vitest';
import type { AddressRequest } from '../../../../../src/contract/address-request.ts';
import type { Overrides } from '../../../../../src/contract/plan.ts';
import type { HttpScenario } from '../../../../../src/contract/run-plan.ts';
import { resolvePlan } from '../../../../../src/main/services/plans/compile/resolve-plan.ts';
import { PRESETS_DIR } from './support.ts';

const TOKEN = 'canary-T0k3n-9f8e7d6c5b4a';
const resolved = (
  request: AddressRequest,
  { url = 'http://h.test/orders', ...overrides }: Overrides & { url?: string } = {},
) => resolvePlan({ kind: 'url', url, request }, overrides, { presetsDir: PRESETS_DIR });

async function stepOf(request: AddressRequest, url?: string) {
  const result = await resolved(request, url === undefined ? {} : { url });
  if (!result.ok) throw new Error(result.failure.message);
  const [scenario] = result.value.plan.scenarios as HttpScenario[];
  return { step: scenario?.tasks?.[0]?.steps[0], ...result.value };
}

const refusal = async (request: AddressRequest, options?: Overrides & { url?: string }) => {
  const result = await resolved(request, options);
  return result.ok ? 'taken' : `${result.failure.code}: ${result.failure.message}`;
};

describe('a request to a bare address', () => {
  it('has the method, headers, body, statuses and checks that were typed', async () => {
    const { step, secrets, notes } = await stepOf({
      method: 'put',
      headers: [
        ['Accept', 'application/json'],
        ['X-Tenant', 'a{{b}}'],
      ],
      body: { text: '{"name":"Ada","age":36}', type: 'application/json' },
      expect: [200, 201],
      checks: [{ json: '/ok', equals: true }, { json: '/id' }],
    });
    expect(step).toMatchObject({
      method: 'PUT',
      path: '/orders',
      headers: { Accept: 'application/json', 'X-Tenant': 'a{{ "{{" }}b}}' },
      body: { json: { name: 'Ada', age: 36 } },
      expectStatus: [200, 201],
      checks: [{ json: '/ok', equals: true }, { json: '/id' }],
    });
    expect([secrets, notes]).toEqual([{}, []]);
  });

  it.each([
    ['Content-Length', 'the connection itself sets it'],
    ['Sec-Fetch-Mode', 'only browsers send it'],
  ])('says that the header %s is not sent: %s', async (name, why) => {
    const { notes } = await stepOf({ headers: [[name, '5']] });
    expect(notes).toEqual([`The header ${name} was not imported: ${why}.`]);
  });

  it.each<[string, AddressRequest, string, object | null]>([
    ['nothing is a GET', {}, 'GET', null],
    [
      'a body makes it a POST, a form as with curl',
      { body: { text: 'a=1&b=2', type: 'application/x-www-form-urlencoded' } },
      'POST',
      { form: { a: '1', b: '2' } },
    ],
    [
      'a content type that is given wins',
      {
        headers: [['Content-Type', 'text/plain']],
        body: { text: 'a=1', type: 'application/x-www-form-urlencoded' },
      },
      'POST',
      { text: 'a=1', type: 'text/plain' },
    ],
    [
      'an empty body is one',
      { body: { text: '', type: 'text/plain' } },
      'POST',
      { text: '', type: 'text/plain' },
    ],
  ])('%s', async (_, request, method, body) => {
    expect((await stepOf(request)).step).toMatchObject({ method, body });
  });

  it.each<[string, AddressRequest, string, Record<string, string>]>([
    ['a bearer token', { bearer: TOKEN }, 'http://h.test/', { PLIMSOLL_SECRET_AUTHORIZATION: TOKEN }],
    [
      'a user with a password',
      { basic: `ada:${TOKEN}` },
      'http://h.test/',
      { PLIMSOLL_SECRET_AUTHORIZATION: Buffer.from(`ada:${TOKEN}`).toString('base64') },
    ],
    ['a cookie', { cookie: `sid=${TOKEN}` }, 'http://h.test/', { PLIMSOLL_SECRET_COOKIE: `sid=${TOKEN}` }],
    [
      'a header by its name',
      { headers: [['X-Api-Key', TOKEN]] },
      'http://h.test/',
      { PLIMSOLL_SECRET_X_API_KEY: TOKEN },
    ],
    [
      'a header by its looks',
      { headers: [['X-Whatever', 'a1b2c3d4e5f6a7b8c9d0e1f2']] },
      'http://h.test/',
      { PLIMSOLL_SECRET_X_WHATEVER: 'a1b2c3d4e5f6a7b8c9d0e1f2' },
    ],
    [
      'a member of the body',
      { body: { text: `{"password":"${TOKEN}"}`, type: 'application/json' } },
      'http://h.test/',
      { PLIMSOLL_SECRET_PASSWORD: TOKEN },
    ],
    [
      'a parameter of the address',
      {},
      `http://h.test/?a=1&access_token=${TOKEN}`,
      { PLIMSOLL_SECRET_ACCESS_TOKEN: TOKEN },
    ],
    [
      'a parameter of a WebSocket address',
      { bearer: TOKEN },
      `ws://h.test/?token=x${TOKEN}`,
      { PLIMSOLL_SECRET_AUTHORIZATION: TOKEN, PLIMSOLL_SECRET_TOKEN: `x${TOKEN}` },
    ],
  ])('keeps %s out of the plan', async (_, request, url, secrets) => {
    const found = await stepOf(request, url);
    expect(found.secrets).toEqual(secrets);
    expect(found.text).not.toContain(TOKEN);
    expect(JSON.stringify(found.plan)).not.toContain(TOKEN);
    for (const [variable, value] of Object.entries(secrets)) {
      const name = variable.replace('PLIMSOLL_SECRET_', '').toLowerCase().replaceAll('_', '-');
      expect(found.text).toContain(`{{ secret.${name} }}`);
      expect(found.text).not.toContain(value);
    }
  });

  it.each([
    ['/a?token=a/b:c=1', '/a?token={{ secret.token | raw }}', 'a/b:c=1'],
    ['/a?token=a%2Fb&&x', '/a?token={{ secret.token }}&x', 'a/b'],
    ['/a?&&x=%zz', '/a?&&x=%zz', undefined],
  ])('asks for %s as it is written', async (target, path, value) => {
    const { step, secrets } = await stepOf({}, `http://h.test${target}`);
    expect([step?.path, secrets.PLIMSOLL_SECRET_TOKEN]).toEqual([path, value]);
  });

  it('sends the headers and credentials of a stream with its opening', async () => {
    const request: AddressRequest = { bearer: TOKEN, headers: [['X-Tenant', 'a']] };
    for (const options of [{ url: 'ws://h.test/ws' }, { url: 'http://h.test/events', sse: true }]) {
      const result = await resolved(request, options);
      expect(result.ok && result.value.plan.scenarios[0]?.headers).toEqual({
        'X-Tenant': 'a',
        Authorization: 'Bearer {{ secret.authorization }}',
      });
    }
  });

  it('says what is not imported', async () => {
    const { notes } = await stepOf({ headers: [['User-Agent', 'curl/8']] });
    expect(notes).toEqual([
      'The header User-Agent was not imported: requests identify this program and the run.',
    ]);
  });

  it.each<[AddressRequest, string, (Overrides & { url?: string })?]>([
    [{ method: 'get', body: { text: 'a', type: 'text/plain' } }, 'a GET request has no body'],
    [{ method: 'head', body: { text: 'a', type: 'text/plain' } }, 'a HEAD request has no body'],
    [{ bearer: 'a', basic: 'b:c' }, 'the request has two credentials for the Authorization header'],
    [
      { bearer: 'a', headers: [['authorization', 'x']] },
      'the request has two credentials for the Authorization header',
    ],
    [{ basic: 'ada' }, 'the user has no password'],
    [{ body: { text: '{"a":1', type: 'application/json' } }, 'the body is not JSON: it ends too soon'],
    [
      { body: { text: '{"a":1,\n b:2}', type: 'application/json' } },
      'the body is not JSON: error at line 2, column 2',
    ],
    [{ body: { text: ' ', type: 'application/json' } }, 'the body is not JSON: it is empty'],
    [{ method: 'post' }, 'a WebSocket has no request with a method', { url: 'ws://h.test/' }],
    [{ expect: [200] }, 'an event stream has no request with expected statuses', { sse: true }],
  ])('refuses %j in one sentence', async (request, message, options) => {
    expect(await refusal(request, options)).toBe(`plan.request: ${message}`);
  });
});
