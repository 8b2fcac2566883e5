/** Whose fault a rejected credential is: what the engine tells of it, on the virtual clock with a scripted service. */
import { describe, expect, test } from 'vitest';
import type { RunPlan } from '../../../../../src/contract/run-plan.ts';
import {
  CredentialBook,
  LOTS,
  MAX_ACCEPTED,
  MAX_CREDENTIALS,
} from '../../../../../src/workers/engine/measure/credential-book.ts';
import { CredentialKeys, presentedBy } from '../../../../../src/workers/engine/measure/credentials.ts';
import { constantRate, constantUsers, httpPlan, httpStep } from '../../../../support/engine-plan.ts';
import { rejectionsOf } from '../../../../support/rejections.ts';
import type { FiredRequest, ScriptedAnswer } from '../../../../support/scripted-driver.ts';
import { runVirtually, type VirtualRunOptions } from '../../../../support/virtual-run.ts';

const bearer = { authorization: 'Bearer {{ token }}' };

function headerOf({ headers }: FiredRequest, name: string): string {
  return headers[headers.indexOf(name) + 1] ?? '';
}

const status = (code: number): ScriptedAnswer => ({ afterUs: 1_000, status: code });

/** 100 requests, one each 10 ms. */
async function play(
  script: (request: FiredRequest, nth: number) => ScriptedAnswer,
  change: Parameters<typeof httpPlan>[0] = {},
  options: VirtualRunOptions = {},
) {
  const plan = httpPlan(change);
  const run = await runVirtually(plan, { ...options, script });
  return {
    run,
    rejections: rejectionsOf(run.seconds),
    accepted: run.seconds.flatMap((second) => second.accepted ?? []),
    failures: run.seconds.flatMap(({ failures }) => failures),
  };
}

const tokens = (...of: string[]): Partial<RunPlan> => ({
  values: { token: { oneOf: of, order: 'round-robin' } },
});

describe('a rejection', () => {
  test('of a token that was accepted before is of a credential the run knows as accepted', async () => {
    const { rejections, failures } = await play((_, nth) => status(nth < 60 ? 200 : 403), {
      step: { headers: { authorization: 'Bearer constant' } },
    });
    expect(rejections).toEqual({ revoked: 40, rejected: 0 });
    // The engine itself decides nothing: the analysis does, from the whole run.
    expect(failures.map(({ failure }) => failure.code)).toEqual(['auth.rejected']);
  });

  test('counts the same where the acceptance comes later', async () => {
    const { rejections } = await play((_, nth) => status(nth < 40 ? 401 : 200), {
      step: { headers: { authorization: 'Bearer constant' } },
    });
    expect(rejections).toEqual({ revoked: 40, rejected: 0 });
  });

  test('of one of two tokens that is never accepted is kept apart from the other', async () => {
    const script = (request: FiredRequest, nth: number) => {
      if (headerOf(request, 'authorization') === 'Bearer bad') return status(401);
      return status(nth >= 80 ? 403 : 200);
    };
    const { rejections } = await play(script, {
      step: { headers: bearer },
      plan: tokens('good', 'good', 'good', 'bad'),
    });
    expect(rejections).toEqual({ revoked: 15, rejected: 25 });
  });

  test.each([401, 403, 407])('is an answer %i that the step does not expect', async (code) => {
    const { failures } = await play(() => status(code));
    expect(failures).toMatchObject([
      { failure: { code: 'auth.rejected' }, credential: 'none:0', count: 100 },
    ]);
    const expected = await play(() => status(code), { step: { expectStatus: [code] } });
    expect(expected.failures).toEqual([]);
    // Expected, it is a good answer, but nobody was let in.
    expect(expected.accepted).toEqual([]);
  });

  test('without credentials says nothing of another endpoint that is public', async () => {
    const tasks = [
      { name: 'public', weight: 1, steps: [httpStep({ path: '/public' })] },
      { name: 'protected', weight: 1, steps: [httpStep({ path: '/private', series: 1 })] },
    ];
    const { run, rejections, accepted } = await play(({ path }) => status(path === '/public' ? 200 : 401), {
      scenario: { tasks },
    });
    expect(rejections).toEqual({ revoked: 0, rejected: run.totals(1).errors });
    expect(accepted).toEqual([{ service: 'service', credential: 'none:0' }]);
  });

  test('of a token on one endpoint is revoked where another endpoint of the service accepts it', async () => {
    const steps = (path: string, series: number) => [httpStep({ path, series, headers: bearer })];
    const tasks = [
      { name: 'a', weight: 1, steps: steps('/a', 0) },
      { name: 'b', weight: 1, steps: steps('/b', 1) },
    ];
    const { run, rejections } = await play(({ path }) => status(path === '/a' ? 200 : 403), {
      scenario: { tasks },
      plan: { values: { token: 'constant' } },
    });
    expect(rejections).toEqual({ revoked: run.totals(1).errors, rejected: 0 });
  });
});

test('a rejection behind a redirect is of what was presented there', async () => {
  const headers = { cookie: 'sid={{ token }}', 'X-Api-Key': 'k' };
  const tasks = ['/a', '/b'].map((path, series) => ({
    name: path,
    weight: 1,
    steps: [httpStep({ path, series, headers })],
  }));
  const script = ({ path }: FiredRequest): ScriptedAnswer => {
    if (path === '/b') return { afterUs: 1_000, status: 307, headers: { location: '/c' } };
    return status(path === '/a' ? 200 : 401);
  };
  const { run, rejections } = await play(script, {
    scenario: { tasks },
    limits: { followRedirects: 3 },
    plan: { values: { token: { oneOf: ['t'] } } },
  });
  expect(run.totals(1).errors).toBeGreaterThan(20);
  expect(rejections).toEqual({ revoked: run.totals(1).errors, rejected: 0 });
});

describe('where a credential is', () => {
  const bothInTurn: Partial<RunPlan> = {
    values: {
      token: { oneOf: ['right', 'wrong'], order: 'round-robin' },
      query: { oneOf: ['?token=right', '?token=wrong'], order: 'round-robin' },
    },
  };
  const cases: [string, Parameters<typeof httpStep>[0]][] = [
    ['a cookie', { headers: { cookie: 'sid={{ token }}' } }],
    ['a key in a header', { headers: { 'x-api-key': '{{ token }}' } }],
    ['the query', { path: '/items?page=3&access_token={{ token }}' }],
    ['a name of many meanings in the query', { path: '/items?key={{ token }}' }],
    ['an unencoded query', { path: '/items{{ query | raw }}' }],
    ['a JSON body', { method: 'post', body: { json: { user: 'u', auth: { token: '{{ token }}' } } } }],
    ['a form', { method: 'post', body: { form: { user: 'u', password: '{{ token }}' } } }],
    ['a text that is JSON', { method: 'post', body: { text: '{"token": "{{ token }}"}' } }],
  ];
  test.each(cases)('%s: one that is never accepted is told from one that is', async (_, step) => {
    const isBad = (request: FiredRequest) =>
      [request.path, request.body, ...request.headers].some((part) => part?.includes('wrong') === true);
    const { rejections, accepted } = await play(
      (request, nth) => status(isBad(request) || nth >= 90 ? 401 : 200),
      {
        step: step ?? {},
        plan: bothInTurn,
      },
    );
    expect(rejections).toEqual({ revoked: 5, rejected: 50 });
    expect(accepted).toHaveLength(1);
  });

  test('a search by `key` under one token is one credential', async () => {
    const { rejections, accepted } = await play((_, nth) => status(nth < 50 ? 200 : 401), {
      step: { path: '/items?key={{ id }}', headers: { authorization: 'Bearer t' } },
      plan: { values: { id: { counter: { from: 1 } } } },
    });
    expect(rejections).toEqual({ revoked: 50, rejected: 0 });
    expect(accepted).toHaveLength(1);
  });

  test.each([
    [
      'the same in another order',
      [
        ['a-token', '1', 'cookie', '2'],
        ['cookie', '2', 'a-token', '1'],
      ],
      true,
    ],
    [
      'another value',
      [
        ['cookie', '1'],
        ['cookie', '2'],
      ],
      false,
    ],
    [
      'another header',
      [
        ['x-api-key', '1'],
        ['x-auth-token', '1'],
      ],
      false,
    ],
    [
      'what is no credential',
      [
        ['cookie', '1', 'accept', 'a'],
        ['cookie', '1', 'accept', 'b'],
      ],
      true,
    ],
    [
      'an empty value',
      [
        ['cookie', ''],
        ['accept', 'b'],
      ],
      true,
    ],
  ] as const)('%s', (_, [one, other], same) => {
    const texts = [one, other].map((headers) => presentedBy({ headers, url: '/' }));
    expect(texts[0] === texts[1]).toBe(same);
  });

  test('a body that is nested without end, or broken, presents nothing', () => {
    const request = { headers: [], url: '/' };
    expect(presentedBy({ ...request, body: '['.repeat(8_000) + ']'.repeat(8_000) })).toBe('');
    expect(presentedBy({ ...request, body: '{"token": "x"' })).toBe('');
    expect(presentedBy({ ...request, body: Buffer.from(' {"token": "x"}') })).toBe('token=x');
  });
});

describe('an acceptance', () => {
  const step = { headers: { authorization: 'Bearer t' } };

  test('is an answer of good status, whatever its checks say', async () => {
    const { accepted, run } = await play(() => status(200), {
      step: { ...step, checks: [{ contains: 'x' }] },
    });
    expect(run.totals().errors).toBe(100);
    expect(accepted).toHaveLength(1);
  });

  test.each([302, 404, 429, 500])('is not an answer %i', async (code) => {
    expect((await play(() => status(code), { step })).accepted).toEqual([]);
  });

  test('is not what a redirect leads to: it may be a login', async () => {
    const script = ({ path }: FiredRequest): ScriptedAnswer =>
      path === '/' ? { afterUs: 1_000, status: 302, headers: { location: '/login' } } : status(200);
    const { accepted, run } = await play(script, { step, limits: { followRedirects: 3 } });
    expect(run.totals().ok).toBe(100);
    expect(accepted).toEqual([]);
  });

  test('is told once, in the second in which it came', async () => {
    const { run } = await play((_, nth) => status(nth < 150 ? 401 : 200), {
      step,
      profile: constantRate(100, 3_000),
    });
    expect(run.seconds.map(({ accepted }) => accepted?.length ?? 0).slice(0, 3)).toEqual([0, 1, 0]);
  });
});

describe('many credentials', () => {
  const perUser = (users: number): Parameters<typeof httpPlan>[0] => ({
    profile: constantUsers(users, 2_000),
    scenario: { thinkTime: { minMs: 500, maxMs: 500 } },
    step: { headers: bearer },
    plan: { values: { token: { feed: 'users', column: 'token', order: 'unique' } } },
  });
  const feeds = (users: number): VirtualRunOptions => ({
    feeds: { users: { columns: ['token'], rows: Array.from({ length: users }, (_, i) => [`token-${i}`]) } },
  });

  test('of hundreds of users are each known as accepted or not', async () => {
    const isBad = (request: FiredRequest) =>
      Number(headerOf(request, 'authorization').split('-')[1]) % 10 === 0;
    const { run, rejections, accepted, failures } = await play(
      (request) => status(isBad(request) || request.atUs > 1_000_900_000 ? 401 : 200),
      perUser(200),
      feeds(200),
    );
    const ofBad = run.driver.fired.filter(isBad).length;
    expect(accepted).toHaveLength(180);
    expect(rejections).toEqual({ rejected: ofBad, revoked: run.totals().errors - ofBad });
    expect(rejections.revoked).toBeGreaterThan(200);
    expect(failures.filter(({ failure }) => failure.code === 'auth.rejected')).toHaveLength(20 + 200);
  });

  test('of a thousand users, a hundred of them wrong, are each whose they are', async () => {
    const isBad = (request: FiredRequest) =>
      Number(headerOf(request, 'authorization').split('-')[1]) % 10 === 0;
    const { run, rejections } = await play(
      (request) => status(isBad(request) ? 401 : 200),
      perUser(1_000),
      feeds(1_000),
    );
    expect(rejections).toEqual({ rejected: run.driver.fired.filter(isBad).length, revoked: 0 });
    expect(rejections.rejected).toBeGreaterThanOrEqual(300);
  });

  test('of a thousand users that are thrown out at once are revoked, the wrong ones among them are not', async () => {
    const isBad = (request: FiredRequest) =>
      Number(headerOf(request, 'authorization').split('-')[1]) % 10 === 0;
    const { run, rejections, failures } = await play(
      (request) => status(isBad(request) || request.atUs > 1_000_900_000 ? 401 : 200),
      perUser(1_000),
      feeds(1_000),
    );
    const ofBad = run.driver.fired.filter(isBad).length;
    expect(rejections).toEqual({ rejected: ofBad, revoked: run.totals().errors - ofBad });
    // A row for each that is kept apart, and one for all that were accepted before.
    expect(failures.length).toBeLessThanOrEqual(3 * (MAX_CREDENTIALS + LOTS + 1));
  });

  test('of a thousand users that a service lets in late are revoked until then', async () => {
    const { run, rejections } = await play(
      ({ atUs }) => status(atUs < 1_000_900_000 ? 401 : 200),
      perUser(1_000),
      feeds(1_000),
    );
    expect(rejections).toEqual({ rejected: 0, revoked: run.totals().errors });
  });

  test('beyond the cap: the service let them in, or none', async () => {
    const outage = await play(
      ({ atUs }) => status(atUs > 1_000_900_000 ? 401 : 200),
      perUser(MAX_CREDENTIALS + 50),
      feeds(MAX_CREDENTIALS + 50),
    );
    expect(outage.accepted).toHaveLength(MAX_CREDENTIALS + 50 + 1);
    expect(outage.accepted.at(-1)).toEqual({ service: 'service', credential: 'others:accepted' });
    expect(outage.rejections).toEqual({ rejected: 0, revoked: outage.run.totals().errors });
    const wrong = await play(() => status(401), perUser(MAX_CREDENTIALS + 50), feeds(MAX_CREDENTIALS + 50));
    expect(wrong.rejections).toEqual({ rejected: wrong.run.totals().errors, revoked: 0 });
  });

  test('of a caller that makes up a new one each time fill no memory', async () => {
    const book = new CredentialBook([{ service: 'api' }]);
    for (let caller = 0; caller < 3 * MAX_ACCEPTED; caller += 1) book.accept(0, `made-up-${caller}`);
    expect(book.take()).toHaveLength(MAX_ACCEPTED + LOTS);
    const names = new Set(Array.from({ length: 3 * MAX_ACCEPTED }, (_, n) => book.keep(0, `other-${n}`)));
    expect(names.size).toBe(MAX_CREDENTIALS + LOTS);
  });
});

describe('a key', () => {
  const request = { headers: ['authorization', 'Bearer s3cret'], url: '/' };

  test('is the same on all threads of a run, and another in the next', () => {
    const [one, other] = [new CredentialKeys('salt'), new CredentialKeys('salt')];
    expect(one.of(request, 0)).toBe(other.of(request, 7));
    expect(new CredentialKeys().of(request, 0)).not.toBe(new CredentialKeys().of(request, 0));
  });

  test('holds nothing of the value', () => {
    expect(new CredentialKeys('salt').of(request, 0)).toMatch(/^[\w-]{12}$/);
  });

  test('of the threads of a run agree with each other', async () => {
    const plan = httpPlan({ step: { headers: { 'x-api-key': 'k' } } });
    const threads = await Promise.all(
      [200, 401].map((code, index) =>
        runVirtually(plan, {
          script: () => status(code),
          thread: { index, count: 2 },
          credentialSalt: 'salt',
        }),
      ),
    );
    expect(rejectionsOf(threads.flatMap(({ seconds }) => seconds))).toEqual({ revoked: 50, rejected: 0 });
  });
});
