import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { resolvePlan } from '../../../../../src/main/services/plans/compile/resolve-plan.ts';
import { readCurlRequests } from '../../../../../src/main/services/plans/import/read-curl-requests.ts';
import { PRESETS_DIR } from './support.ts';

const API = 'http://127.0.0.1:8080';

async function planOf(first: string, more: { url: string; request?: object }[], request = {}) {
  const ref = { kind: 'url', url: first, request, more } as const;
  const resolved = await resolvePlan(ref, { users: 6, durationMs: 30_000 }, { presetsDir: PRESETS_DIR });
  if (!resolved.ok) throw new Error(resolved.failure.message);
  return { ...resolved.value, written: parse(resolved.value.text) };
}

describe('several addresses', () => {
  it('are the tasks of one class, graded each, with one credential for all of them', async () => {
    const bearer = 's3cr3t-of-shop';
    const { written, secrets, plan, text } = await planOf(
      `${API}/items?limit=5`,
      [
        {
          url: `${API}/orders`,
          request: { bearer, body: { text: '{"a":1}', type: 'application/json' }, expect: [201] },
        },
        { url: `${API}/items/{{1}}`, request: { bearer, checks: [{ json: '/ok', equals: true }] } },
        { url: `${API}/orders`, request: { bearer } },
      ],
      { bearer },
    );
    const headers = { Authorization: 'Bearer {{ secret.authorization }}' };
    expect(written).toEqual({
      plimsoll: 1,
      name: '127.0.0.1:8080 (4 endpoints)',
      services: { '127.0.0.1:8080': { url: API } },
      classes: {
        url: {
          service: '127.0.0.1:8080',
          tasks: {
            'GET /items': { get: '/items?limit=5', name: '/items', headers },
            'POST /orders': {
              post: '/orders',
              name: '/orders',
              headers,
              body: { json: { a: 1 } },
              expect: [201],
            },
            'GET /items/_7B_7B1_7D_7D': {
              get: '/items/%7B%7B1%7D%7D',
              name: '/items/%7B%7B1%7D%7D',
              headers,
              checks: [{ json: '/ok', equals: true }],
            },
            'GET /orders': { get: '/orders', name: 'GET /orders', headers },
          },
        },
      },
      load: { duration: '30s', warmup: '2s' },
      thresholds: [
        expect.objectContaining({ service: '127.0.0.1:8080', scope: 'every-endpoint', metric: 'errorRate' }),
      ],
    });
    expect(secrets).toEqual({ PLIMSOLL_SECRET_AUTHORIZATION: bearer });
    expect(text).not.toContain(bearer);
    expect(plan.series.map(({ endpoint }) => endpoint)).toEqual(
      expect.arrayContaining(['/items', '/orders', '/items/%7B%7B1%7D%7D', 'GET /orders']),
    );
  });

  it('of several origins share the users by how many endpoints each has', async () => {
    const { plan } = await planOf(`${API}/a`, [{ url: 'http://127.0.0.1:9090/b' }, { url: `${API}/c` }]);
    const levels = plan.scenarios.map(({ name, profile }) => [name, profile.segments.at(-1)?.to]);
    expect(levels).toEqual([
      ['user of 127.0.0.1:8080', 4],
      ['user of 127.0.0.1:9090', 2],
    ]);
  });

  it('are no streams', async () => {
    const refused = async (more: string, overrides: object) => {
      const ref = { kind: 'url' as const, url: `${API}/a`, more: [{ url: more }] };
      const resolved = await resolvePlan(ref, overrides, { presetsDir: PRESETS_DIR });
      return resolved.ok ? null : resolved.failure.message;
    };
    const only = 'several addresses can be loaded together with requests only';
    expect(await refused('ws://127.0.0.1:1/ws', {})).toBe(only);
    expect(await refused(`${API}/b`, { sse: true })).toBe(only);
    expect(await refused('ftp://127.0.0.1/x', {})).toContain('ftp');
  });
});

describe('a pasted cURL command fills the fields', () => {
  const readOf = (text: string) => {
    const read = readCurlRequests(text);
    return read.ok ? read.value : read.failure.message;
  };

  it('with its method, headers, body, credential and cookies', () => {
    expect(
      readOf(
        `curl '${API}/orders?x=1' -X PUT -H 'Authorization: Bearer abc.def' -H 'X-Shop: 1' -H 'Sec-Fetch-Mode: cors' -H 'User-Agent: Firefox' -b 'a=1; b=2' -H 'Content-Type: application/json' --data-raw '{"a":1}'`,
      ),
    ).toEqual({
      requests: [
        {
          url: `${API}/orders?x=1`,
          request: {
            method: 'put',
            headers: [['X-Shop', '1']],
            body: { text: '{"a":1}', type: 'application/json' },
            bearer: 'abc.def',
            cookie: 'a=1; b=2',
          },
        },
      ],
      notes: [],
      missing: [],
      unread: [],
    });
    expect(readOf(`curl -u 'ann:p:w' --json '{}' 127.0.0.1:8080/x`)).toEqual({
      requests: [
        {
          url: `${API}/x`,
          request: {
            method: 'post',
            headers: [['Accept', 'application/json']],
            body: { text: '{}', type: 'application/json' },
            basic: 'ann:p:w',
          },
        },
      ],
      notes: [],
      missing: [],
      unread: [],
    });
  });

  it('each command is a request, and what is not imported is said', () => {
    expect(
      readOf(
        `curl -k -L ${API}/a -H "Authorization: Digest x"\ncurl ${API}/b -d @body.json\ncurl -H "X-Key: $KEY" ${API}/c`,
      ),
    ).toEqual({
      requests: [
        { url: `${API}/a`, request: { method: 'get', headers: [['Authorization', 'Digest x']] } },
        {
          url: `${API}/b`,
          request: { method: 'post', headers: [['Content-Type', 'application/x-www-form-urlencoded']] },
        },
        { url: `${API}/c`, request: { method: 'get', headers: [['X-Key', '$KEY']] } },
      ],
      notes: [
        '$KEY is filled in by a shell: enter its value instead.',
        'Certificates are verified here: -k was not imported.',
        'Redirects are not followed here: -L was not imported.',
        'The body from the file body.json was not imported: paste it.',
      ],
      missing: ['$KEY'],
      unread: [],
    });
    expect(readOf('wget x')).toBe('the text is not a cURL command; it begins with "curl"');
    expect(readOf('curl -X BREW http://127.0.0.1/')).toContain('has the method BREW, which is not supported');
  });
});
