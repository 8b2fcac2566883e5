/** Redirects and cookies as the services see them: what is sent on, what is kept back, and what is read on the way. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ExtractSpec } from '../../src/contract/plan-steps.ts';
import type { HttpScenario, HttpStep, RunPlan } from '../../src/contract/run-plan.ts';
import { constantRate, constantUsers, httpPlan, httpStep } from '../support/engine-plan.ts';
import { runHere } from '../support/engine-run.ts';
import {
  type RecordedRequest,
  type RecordingServer,
  type ScriptedReply,
  startRecordingServer,
} from '../support/recording-server.ts';

let home: RecordingServer;
let other: RecordingServer;
/** Of the service at home, by path. */
let replies: Record<string, ScriptedReply | ((request: RecordedRequest) => ScriptedReply)> = {};

beforeAll(async () => {
  home = await startRecordingServer((request) => {
    const reply = replies[request.path] ?? { body: request.path };
    return typeof reply === 'function' ? reply(request) : reply;
  });
  other = await startRecordingServer({ body: 'other' });
});
afterAll(async () => {
  await Promise.all([home.close(), other.close()]);
});
let homeFrom = 0;
let otherFrom = 0;
beforeEach(() => {
  replies = {};
  homeFrom = home.requests.length;
  otherFrom = other.requests.length;
});

const to = (location: string | readonly string[], status = 302, setCookie: readonly string[] = []) => ({
  status,
  headers: { location, ...(setCookie.length === 0 ? {} : { 'set-cookie': setCookie }) },
});
const asked = () => home.requests.slice(homeFrom);
const askedOther = () => other.requests.slice(otherFrom);
const lines = () =>
  asked().map(({ method, path, headers: { cookie = '' } }) => `${method} ${path} ${cookie}`.trim());

interface Wanted {
  readonly steps: readonly Partial<HttpStep>[];
  readonly limits?: Partial<RunPlan['limits']>;
  readonly values?: RunPlan['values'];
  readonly scenario?: Partial<HttpScenario>;
}

/** One user walks the steps once, following redirects and keeping cookies unless told otherwise. */
function walk({ steps, limits = {}, values = {}, scenario = {} }: Wanted) {
  return runHere({
    ...httpPlan({
      url: home.url,
      profile: constantUsers(1, 5_000),
      scenario: {
        iterations: 1,
        tasks: [
          { name: 'task', weight: 1, steps: steps.map((step) => httpStep({ timeoutMs: 3_000, ...step })) },
        ],
        ...scenario,
      },
      limits: { followRedirects: 5, cookies: true, ...limits },
    }),
    values,
  });
}

describe('what a redirect asks for', () => {
  const body = { text: '{"a":1}', type: 'application/json' };

  test.each([
    ['post', 301, 'GET'],
    ['post', 302, 'GET'],
    ['post', 303, 'GET'],
    ['put', 303, 'GET'],
    ['delete', 303, 'GET'],
    ['post', 307, 'POST'],
    ['post', 308, 'POST'],
    ['put', 301, 'PUT'],
    ['patch', 302, 'PATCH'],
    ['delete', 308, 'DELETE'],
  ])('%s after %d is %s, with its body or without what describes one', async (method, status, next) => {
    replies = { '/a': to('/b', status) };
    const headers = { 'content-language': 'en', 'x-own': 'stays' };
    const { codes } = await walk({ steps: [{ path: '/a', method, body, headers }] });
    expect(codes).toEqual({});
    const [first, second] = asked();
    expect(first).toMatchObject({
      method: method.toUpperCase(),
      headers: { 'content-type': 'application/json' },
    });
    expect(second).toMatchObject({ method: next, path: '/b', headers: { 'x-own': 'stays' } });
    const sent = [second?.bodyBytes, second?.headers['content-type'], second?.headers['content-language']];
    expect(sent).toEqual(next === 'GET' ? [0, undefined, undefined] : [7, 'application/json', 'en']);
    if (next === 'GET') expect(second?.headers['content-length']).toBeUndefined();
  });

  test('HEAD stays HEAD', async () => {
    replies = { '/a': to('/b', 303) };
    await walk({ steps: [{ path: '/a', method: 'head' }] });
    expect(lines()).toEqual(['HEAD /a', 'HEAD /b']);
  });

  test.each([
    ['b', '/x/b'],
    ['../b?c=1#d', '/b'],
    ['//HOST/b', '/b'],
    ['?q=1', '/x/a'],
    ['/caf\xc3\xa9 1', '/caf%C3%A9%201'],
    [['/b', '/b'], '/b'],
  ])('%j leads to %s', async (location, path) => {
    const host = home.url.slice('http:'.length);
    const given = typeof location === 'string' ? location.replace('//HOST', host) : location;
    replies = { '/x/a': ({ query }) => (query.size > 0 ? {} : to(given)) };
    const { codes } = await walk({ steps: [{ path: '/x/a' }] });
    expect([codes, asked().at(-1)?.path]).toEqual([{}, path]);
  });

  test.each([
    ['', 'it is empty'],
    [[], 'none given'],
    [['/b', '/c'], 'several that differ'],
    ['file:///etc/passwd', 'file:///etc/passwd'],
    ['http://', 'http://'],
  ])('%j leads nowhere: %s', async (location, why) => {
    replies = { '/a': typeof location === 'string' || location.length > 0 ? to(location) : { status: 302 } };
    const { codes, failures } = await walk({ steps: [{ path: '/a' }] });
    expect([codes, asked().length]).toEqual([{ 'redirect.bad_location': 1 }, 1]);
    expect(failures[0]).toMatchObject({
      side: 'target',
      message: `The redirect target is not a valid address: ${why}.`,
    });
  });

  test('that never ends, and comes back to what was asked, is a loop', async () => {
    replies = { '/a': to('/b'), '/b': to('/a') };
    const { codes, failures } = await walk({ steps: [{ path: '/a' }], limits: { followRedirects: 2 } });
    expect([codes, lines()]).toEqual([{ 'redirect.loop': 1 }, ['GET /a', 'GET /b', 'GET /a']]);
    expect(failures[0]?.message).toBe('The redirects loop: after 3 redirects.');
  });

  test('to where it was asked for is no loop while it ends: so clients are told to poll', async () => {
    let asks = 0;
    replies = {
      '/a': () => {
        asks += 1;
        return asks < 4 ? to('/a') : {};
      },
    };
    const { codes } = await walk({ steps: [{ path: '/a' }], limits: { followRedirects: 3 } });
    expect([codes, lines()]).toEqual([{}, Array(4).fill('GET /a')]);
  });

  test('with a cookie that was set meanwhile is no loop', async () => {
    replies = { '/a': ({ headers }) => (headers.cookie === 'ok=1' ? {} : to('/a', 302, ['ok=1'])) };
    const { codes } = await walk({ steps: [{ path: '/a' }] });
    expect([codes, lines()]).toEqual([{}, ['GET /a', 'GET /a ok=1']]);
  });

  test('beyond the limit is not asked for', async () => {
    replies = { '/1': to('/2'), '/2': to('/3'), '/3': to('/4') };
    const { codes } = await walk({ steps: [{ path: '/1' }], limits: { followRedirects: 2 } });
    expect([codes, lines()]).toEqual([{ 'redirect.too_many': 1 }, ['GET /1', 'GET /2', 'GET /3']]);
  });

  test('of a host that was not allowed is refused before anything is sent there', async () => {
    replies = { '/a': to('http://192.0.2.1/b') };
    const { codes } = await walk({ steps: [{ path: '/a' }] });
    expect(codes).toEqual({ 'guard.blocked_host': 1 });
  });
});

test('to another origin go no credentials, and from there no more', async () => {
  replies = {
    '/a': to(`${other.url.replace('127.0.0.1', 'localhost')}/b`, 307, ['sid=1']),
  };
  const headers = {
    authorization: 'Bearer t',
    cookie: 'plan=1',
    'x-api-key': 'k',
    'proxy-authorization': 'p',
    host: 'shop.example',
    'x-own': 'stays',
  };
  const { codes } = await walk({ steps: [{ path: '/a', method: 'post', headers, body: { text: 'x' } }] });
  expect(codes).toEqual({});
  const [there] = askedOther();
  expect(there).toMatchObject({ method: 'POST', bodyBytes: 1, headers: { 'x-own': 'stays' } });
  expect(there?.headers).toMatchObject({ host: `localhost:${other.port}` });
  const kept = ['authorization', 'cookie', 'x-api-key', 'proxy-authorization'].filter(
    (name) => there?.headers[name] !== undefined,
  );
  expect(kept).toEqual([]);
});

test('to another origin goes no header that holds a secret, whatever it is called', async () => {
  replies = { '/a': to('/b', 307), '/b': to(`${other.url}/c`, 307) };
  const headers = { 'x-vault': 'v {{ password }}', 'x-own': '{{ own }}' };
  const { codes } = await walk({
    steps: [{ path: '/a', headers }],
    values: { password: 's3cret', own: 'o' },
  });
  expect(codes).toEqual({});
  expect(asked().map((request) => request.headers['x-vault'])).toEqual(['v s3cret', 'v s3cret']);
  const [there] = askedOther();
  expect(there?.headers).toMatchObject({ 'x-own': 'o' });
  expect(there?.headers).not.toHaveProperty('x-vault');
});

describe('cookies', () => {
  const login = {
    '/login': to('/mid', 303, ['sid=a; Path=/', 'old=1']),
    '/mid': to('/in', 302, ['old=; Max-Age=0']),
  };

  test('set on the way are sent on, and by the steps that follow', async () => {
    replies = login;
    const { codes } = await walk({ steps: [{ path: '/login', method: 'post' }, { path: '/next' }] });
    expect(codes).toEqual({});
    expect(lines()).toEqual(['POST /login', 'GET /mid sid=a; old=1', 'GET /in sid=a', 'GET /next sid=a']);
  });

  test('are not kept where the plan keeps none, and are without redirects where it does', async () => {
    replies = { ...login, '/set': { headers: { 'set-cookie': ['b=2'] } } };
    await walk({ steps: [{ path: '/login', method: 'post' }], limits: { cookies: false } });
    await walk({ steps: [{ path: '/set' }, { path: '/next' }], limits: { followRedirects: 0 } });
    expect(lines()).toEqual(['POST /login', 'GET /mid', 'GET /in', 'GET /set', 'GET /next b=2']);
  });

  test('that nobody keeps are told', async () => {
    replies = { '/set': { headers: { 'set-cookie': ['b=2'] } } };
    const told = async (cookies: boolean) =>
      (await walk({ steps: [{ path: '/set' }, { path: '/b' }], limits: { cookies } })).ticks.flatMap(
        ({ irregular = [] }) => irregular,
      );
    expect(await told(false)).toEqual([{ series: 0, kind: 'cookie_ignored', count: 1 }]);
    expect(await told(true)).toEqual([]);
  });

  test('belong to a user, who keeps them from its setup to its last task, and to nobody else', async () => {
    replies = {
      '/login': ({ index }) => ({ headers: { 'set-cookie': [`sid=${index}`] } }),
      '/work': ({ headers }) => (headers.cookie === undefined ? { status: 500 } : {}),
    };
    const { codes } = await runHere(
      httpPlan({
        url: home.url,
        profile: constantUsers(3, 5_000),
        scenario: {
          iterations: 4,
          connections: 'per-user',
          setup: [httpStep({ path: '/login' })],
          tasks: [{ name: 'task', weight: 1, steps: [httpStep({ path: '/work' })] }],
        },
        limits: { cookies: true },
      }),
    );
    expect(codes).toEqual({});
    const given = asked().flatMap(({ path, index }) => (path === '/login' ? [`sid=${index}`] : []));
    const used = Map.groupBy(
      asked().filter(({ path }) => path === '/work'),
      ({ headers }) => headers.cookie,
    );
    expect([...used].map(([cookie, all]) => [cookie, all.length]).toSorted()).toEqual(
      given.map((cookie) => [cookie, 4]).toSorted(),
    );
  });

  test('of a shared setup are those of every arrival, which begins anew with them', async () => {
    replies = {
      '/login': { headers: { 'set-cookie': ['sid=shared'] } },
      '/work': ({ index }) => ({ headers: { 'set-cookie': [`seen=${index}`] } }),
    };
    await runHere(
      httpPlan({
        url: home.url,
        profile: constantRate(20, 500),
        scenario: {
          setup: [httpStep({ path: '/login' })],
          tasks: [
            { name: 'task', weight: 1, steps: [httpStep({ path: '/work' }), httpStep({ path: '/more' })] },
          ],
        },
        limits: { cookies: true },
      }),
    );
    const [loggedIn, ...work] = lines();
    expect([loggedIn, work.length]).toEqual(['GET /login', 20]);
    expect(work.filter((line) => line.startsWith('GET /work'))).toEqual(
      Array(10).fill('GET /work sid=shared'),
    );
    const later = work.filter((line) => line.startsWith('GET /more'));
    expect(later.every((line) => /^GET \/more sid=shared; seen=\d+$/.test(line))).toBe(true);
    expect(new Set(later).size).toBe(10);
  });

  test('that let a user in make a later refusal the service\u2019s', async () => {
    let asks = 0;
    replies = {
      '/login': { headers: { 'set-cookie': ['session_id=s1'] } },
      '/work': () => {
        asks += 1;
        return { status: asks > 1 ? 401 : 200, headers: { 'set-cookie': [`visits=${asks}`] } };
      },
    };
    const { ticks } = await walk({
      steps: [{ path: '/work' }],
      scenario: { setup: [httpStep({ path: '/login' })], iterations: 3 },
    });
    const accepted = ticks.flatMap((tick) => tick.accepted ?? []).map(({ credential }) => credential);
    const refused = ticks.flatMap((tick) => tick.failures);
    expect(refused.map(({ failure, count }) => [failure.code, count])).toEqual([['auth.rejected', 2]]);
    expect(accepted).toContain(refused[0]?.credential);
  });
});

describe('what is taken out of the answers on the way', () => {
  const through = {
    '/1': { ...to('/2?code=c1', 302, ['sid=one']), body: { token: 'first' } },
    '/2': { ...to('/3', 302, ['sid=two', 'late=1']), body: { token: 'second' } },
    '/3': { body: { token: 'third' }, headers: { 'x-at': 'three' } },
  };

  test.each<[ExtractSpec, string]>([
    [{ to: 'v', header: 'location', hop: 1 }, '/2?code=c1'],
    [{ to: 'v', json: '/token', hop: 2 }, 'second'],
    [{ to: 'v', regex: '"token":"(.*?)"', hop: 1 }, 'first'],
    [{ to: 'v', json: '/token', hop: 3 }, 'third'],
    [{ to: 'v', json: '/token', hop: 'last' }, 'third'],
    [{ to: 'v', json: '/token' }, 'third'],
    [{ to: 'v', header: 'x-at' }, 'three'],
    [{ to: 'v', cookie: 'sid', hop: 1 }, 'one'],
    [{ to: 'v', cookie: 'sid' }, 'two'],
    [{ to: 'v', cookie: 'late' }, '1'],
  ])('%j is %j', async (extract, value) => {
    replies = through;
    const { codes } = await walk({
      steps: [
        { path: '/1', extract: [extract] },
        { path: '/use', headers: { 'x-value': '{{ v }}' } },
      ],
    });
    expect([codes, asked().at(-1)?.headers['x-value']]).toEqual([{}, value]);
  });

  test.each<[ExtractSpec, string]>([
    [{ to: 'v', json: '/token', hop: 4 }, 'JSON at /token of response 4 on its way'],
    [{ to: 'v', cookie: 'sid', hop: 'last' }, 'cookie sid'],
  ])('%j is missing', async (extract, what) => {
    replies = through;
    const { failures } = await walk({ steps: [{ path: '/1', extract: [extract] }] });
    expect(failures[0]).toMatchObject({
      code: 'extract.missing',
      message: `the response has no ${what} to extract v from`,
    });
  });
});
