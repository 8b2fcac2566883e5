/** Setups that users share, on real load threads, as a server that keeps what it was sent sees them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { closedProfile } from '../../src/contract/profile.ts';
import type { RunPlan, Scenario } from '../../src/contract/run-plan.ts';
import { startCountingServer } from '../support/counting-server.ts';
import { type CrewRun, type CrewRunOptions, checkBooks, runCrew } from '../support/engine-crew.ts';
import { constantRate } from '../support/engine-plan.ts';
import { makeHttp, makePlan, makeSeries, makeSse, makeStep, makeWebSocket } from '../support/made-plan.ts';
import { worstGauge } from '../support/worst-gauge.ts';

const DURATION_MS = 1_500;
const SETUP = 0;
const WORK = 1;
const SECRET = 'canary-4711';

interface Seen {
  readonly run: CrewRun;
  /** Tokens by path, in order of arrival; of a WebSocket, that of its URL. */
  readonly tokens: ReadonlyMap<string, readonly (string | undefined)[]>;
}

interface Against extends CrewRunOptions {
  readonly scenarios: (url: string) => Scenario[];
  /** How the nth login is answered, from 0; never, where it does nothing. */
  readonly login?: (response: ServerResponse, nth: number) => void;
  readonly cookies?: boolean;
}

async function against({ scenarios, login = accept, cookies = false, ...options }: Against): Promise<Seen> {
  const tokens = new Map<string, (string | undefined)[]>();
  const note = (request: IncomingMessage) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const list = tokens.get(pathname) ?? [];
    const { authorization, cookie } = request.headers;
    list.push(authorization ?? cookie ?? searchParams.get('token') ?? undefined);
    tokens.set(pathname, list);
    return { pathname, nth: list.length - 1 };
  };
  const server = await startCountingServer(
    (request, response) => {
      const { pathname, nth } = note(request);
      if (pathname === '/login') login(response, nth);
      else response.end('{}');
    },
    { onStream: note },
  );
  try {
    const plan: RunPlan = makePlan({
      scenarios: scenarios(server.url),
      series: Array.from({ length: 8 }, (_, index) => makeSeries({ endpoint: `series ${index}` })),
      durationMs: DURATION_MS,
    });
    const { limits } = plan;
    return { run: await runCrew({ ...plan, limits: { ...limits, cookies } }, options), tokens };
  } finally {
    await server.close();
  }
}

function accept(response: ServerResponse, nth: number): void {
  response.end(JSON.stringify({ token: `${SECRET}-${nth}` }));
}

const setup = [makeStep(SETUP, { path: '/login', extract: [{ to: 'token', json: '/token' }] })];

function users(url: string, everyMs: number | null): Scenario {
  return makeHttp({
    name: 'users',
    baseUrl: url,
    profile: closedProfile(6, Number.POSITIVE_INFINITY, DURATION_MS),
    thinkTime: { minMs: 50, maxMs: 50 },
    setup,
    setupPolicy: { shared: true, everyMs },
    tasks: [
      {
        name: 'work',
        weight: 1,
        steps: [makeStep(WORK, { path: '/work', headers: { authorization: '{{ token }}' } })],
      },
    ],
  });
}

function setupErrors(run: CrewRun): number {
  const ofSetup = run.seconds.flatMap(({ series }) => series.filter(({ series: index }) => index === SETUP));
  return ofSetup.reduce((sum, { counts }) => sum + counts.errors, 0);
}

test('runs once per run, and what it got reaches the users of every thread', async () => {
  const { run, tokens } = await against({ scenarios: (url) => [users(url, null)], threads: 3 });
  const ofKind = (name: 'threads.http' | 'threads.stream') => worstGauge(run.seconds.slice(0, 1), name);
  expect(ofKind('threads.http') + ofKind('threads.stream')).toBe(3);
  expect(tokens.get('/login')).toHaveLength(1);
  expect(tokens.get('/work')?.length).toBeGreaterThan(30);
  expect(new Set(tokens.get('/work'))).toEqual(new Set([`${SECRET}-0`]));
  expect(run.codes).toEqual({});
  checkBooks(run.seconds);
});

test('of arrivals, too', async () => {
  const { tokens } = await against({
    scenarios: (url) => [{ ...users(url, null), profile: constantRate(40, DURATION_MS) } as Scenario],
    threads: 3,
  });
  expect(tokens.get('/login')).toHaveLength(1);
  expect(new Set(tokens.get('/work'))).toEqual(new Set([`${SECRET}-0`]));
});

test('is renewed once per run, and every thread goes on with the new value', async () => {
  const { tokens } = await against({ scenarios: (url) => [users(url, 400)], threads: 3 });
  const logins = tokens.get('/login')?.length ?? 0;
  expect(logins).toBeGreaterThanOrEqual(3);
  // Once before the run, then every 400 ms of 1,500.
  expect(logins).toBeLessThanOrEqual(6);
  const work = tokens.get('/work') ?? [];
  expect(work.every((token) => token?.startsWith(SECRET) === true)).toBe(true);
  // Six users on three threads: none is left with what was renewed twice since.
  for (const token of work.slice(-6))
    expect(Number(token?.split('-').at(-1))).toBeGreaterThanOrEqual(logins - 2);
});

test('reaches classes on the threads of streams before one of them connects', async () => {
  const { run, tokens } = await against({
    scenarios: (url) => [
      users(url, null),
      makeWebSocket(2, {
        url: `${url.replace('http', 'ws')}/ws?token={{ token }}`,
        profile: closedProfile(5, Number.POSITIVE_INFINITY, DURATION_MS),
      }),
      makeSse(5, {
        url: `${url}/events?token={{ token }}`,
        profile: closedProfile(3, Number.POSITIVE_INFINITY, DURATION_MS),
      }),
    ],
    threads: 2,
    login: (response, nth) => void setTimeout(() => accept(response, nth), 300),
  });
  expect(tokens.get('/login')).toHaveLength(1);
  expect(tokens.get('/ws')).toEqual(Array.from({ length: 5 }, () => `${SECRET}-0`));
  expect(tokens.get('/events')).toEqual(Array.from({ length: 3 }, () => `${SECRET}-0`));
  expect(run.codes).toEqual({});
});

const giveCookie = (response: ServerResponse, nth: number) =>
  void response.setHeader('set-cookie', `sid=${nth}`).end('{}');
const loggingIn = {
  setup: [makeStep(SETUP, { path: '/login' })],
  setupPolicy: { shared: true, everyMs: null },
};
const work = { tasks: [{ name: 'work', weight: 1, steps: [makeStep(WORK, { path: '/work' })] }] };

test('gives its cookies to the users of its class on every thread, and to nobody else', async () => {
  const { tokens } = await against({
    scenarios: (url) => [
      { ...users(url, null), ...loggingIn, ...work } as Scenario,
      {
        ...users(url, null),
        name: 'others',
        setup: [],
        tasks: [{ name: 'b', weight: 1, steps: [makeStep(WORK, { path: '/bare' })] }],
      } as Scenario,
    ],
    threads: 3,
    login: giveCookie,
    cookies: true,
  });
  expect(tokens.get('/login')).toHaveLength(1);
  expect(tokens.get('/work')?.length).toBeGreaterThan(30);
  expect(new Set(tokens.get('/work'))).toEqual(new Set(['sid=0']));
  expect(new Set(tokens.get('/bare'))).toEqual(new Set([undefined]));
});

test.each([
  [true, ['sid=0']],
  [false, ['sid=0', 'sid=1', 'sid=2', 'sid=3', 'sid=4']],
])('gives them to WebSockets and event streams, too: shared %j', async (shared, sessions) => {
  const ofClass = {
    ...loggingIn,
    setupPolicy: { shared, everyMs: null },
    profile: closedProfile(5, Number.POSITIVE_INFINITY, DURATION_MS),
  };
  const { tokens } = await against({
    scenarios: (url) => [
      makeWebSocket(2, { ...ofClass, url: `${url.replace('http', 'ws')}/ws` }),
      makeSse(5, { ...ofClass, setup: [], url: `${url}/events` }),
    ],
    login: giveCookie,
    cookies: true,
  });
  expect(tokens.get('/ws')?.toSorted()).toEqual(shared ? Array(5).fill('sid=0') : sessions);
  expect(tokens.get('/events')).toEqual(Array(5).fill(undefined));
});

test('that fails is tried three times in all, and users of every thread say what is missing', async () => {
  const { run, tokens } = await against({
    scenarios: (url) => [users(url, null)],
    threads: 3,
    login: (response) => response.writeHead(500).end(),
  });
  expect(tokens.get('/login')).toHaveLength(3);
  expect(setupErrors(run)).toBe(3);
  expect(tokens.get('/work')).toBe(undefined);
  expect(Object.keys(run.codes).toSorted()).toEqual(['http.5xx', 'value.unset']);
  checkBooks(run.seconds);
});

test('a stop while it runs ends the run at once, with nothing sent by its users', async () => {
  const startedAt = performance.now();
  const { run, tokens } = await against({
    scenarios: (url) => [users(url, null)],
    threads: 2,
    login: () => {},
    meanwhile: (crew) => setTimeout(() => crew.stop('graceful'), 1_500),
  });
  expect(run.end).toMatchObject({
    state: 'stopped',
    reason: 'Stopped before the end of the plan.',
  });
  expect(performance.now() - startedAt).toBeLessThan(8_000);
  expect(tokens.get('/work')).toBe(undefined);
});

test('a stop while it is renewed ends the run in time, and the books balance', async () => {
  const { run, tokens } = await against({
    scenarios: (url) => [users(url, 200)],
    threads: 2,
    login: (response, nth) => nth === 0 && accept(response, nth),
    onSecond: (_, crew) => crew.stop('graceful'),
  });
  expect(run.end.state).toBe('stopped');
  expect(tokens.get('/login')).toHaveLength(2);
  checkBooks(run.seconds);
});

test('what it got is in nothing that a run reports but told to be hidden there', async () => {
  const { run } = await against({ scenarios: (url) => [users(url, 300)], threads: 2 });
  const reported = JSON.stringify([run.end, run.seconds, run.addresses]);
  expect(run.totals.ok).toBeGreaterThan(20);
  // Headers are kept as they were sent; they come with what is secret in them.
  expect(reported).toContain(SECRET);
  const hidden = [...run.learned].reduce((text, secret) => text.replaceAll(secret, ''), reported);
  expect(hidden.includes(SECRET)).toBe(false);
});
