import { describe, expect, test } from 'vitest';
import { closedProfile, type Profile } from '../../../../../src/contract/profile.ts';
import { Histogram } from '../../../../../src/workers/engine/measure/histogram.ts';
import { constantRate, constantUsers, httpPlan, httpStep } from '../../../../support/engine-plan.ts';
import { runVirtually, VirtualRun } from '../../../../support/virtual-run.ts';

const refused = { code: 'connect.refused', side: 'target', message: '', hint: '' } as const;

describe('an open plan', () => {
  test('sends each arrival in the turn in which it is due, and all of them', async () => {
    const run = await runVirtually(httpPlan({ profile: constantRate(250, 2_000) }));
    expect(run.firedAt()).toEqual(Array.from({ length: 500 }, (_, i) => i * 4_000));
    expect(run.totals()).toMatchObject({ planned: 500, sent: 500, ok: 500, dropped: 0, cancelled: 0 });
    expect(run.perSecond('planned').slice(0, 2)).toEqual([250, 250]);
  });

  test('goes on sending while answers hang: the plan does not wait for the service', async () => {
    const script = (_: unknown, nth: number) => ({ afterUs: nth < 100 ? 1_500_000 : 1_000 });
    const run = await runVirtually(httpPlan({ profile: constantRate(100, 3_000) }), { script });
    expect(run.perSecond('sent').slice(0, 3)).toEqual([100, 100, 100]);
    expect(run.perSecond('inFlight')[0]).toBe(100);
    expect(run.driver.mostOpen).toBe(101);
  });

  test('drops, and counts, what comes due while too many are open', async () => {
    const plan = httpPlan({ profile: constantRate(100, 2_000), limits: { maxInFlight: 30 } });
    const run = await runVirtually(plan, { script: () => ({ afterUs: 1_000_000 }) });
    expect(run.driver.mostOpen).toBe(30);
    expect(run.totals()).toMatchObject({ planned: 200, sent: 60, ok: 60, dropped: 140 });
  });

  test("queues for a connection when the cap is reached; the wait is ours, not the service's", async () => {
    const plan = httpPlan({ profile: constantRate(10, 1_000), limits: { maxConnections: 1 } });
    const run = await runVirtually(plan, { script: () => ({ afterUs: 150_000 }) });
    expect(run.driver.connections).toBe(1);
    expect(run.firedAt()).toEqual([0, 150_000, 300_000, 450_000, 600_000, 750_000, 900_000]);
    expect(run.totals()).toMatchObject({ planned: 10, sent: 7, ok: 7, cancelled: 3 });
    // The seventh was due at 600 ms and left at 900 ms.
    expect(run.seconds[0]?.queuedMaxUs).toBe(300_000);
  });

  test('keeps to the rate cap of the run, second by second', async () => {
    const plan = httpPlan({ profile: constantRate(100, 2_000), limits: { maxRatePerSecond: 40 } });
    const run = await runVirtually(plan);
    expect(run.perSecond('sent').slice(0, 2)).toEqual([40, 40]);
    expect(run.totals()).toMatchObject({ planned: 200, sent: 80, cancelled: 120 });
  });

  test('after a sleep does not make up for what was due meanwhile', async () => {
    const run = await runVirtually(httpPlan({ profile: constantRate(100, 10_000) }), {
      asleep: [[2_500_000, 7_500_000]],
    });
    expect(run.totals()).toMatchObject({ planned: 1_000, sent: 500, dropped: 500, ok: 500 });
    expect(run.perSecond('sent').slice(0, 10)).toEqual([100, 100, 50, 0, 0, 0, 0, 50, 100, 100]);
    expect(run.perSecond('planned').slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 100));
  });

  test('after a short block sends what was due, late, and says how late', async () => {
    const run = await runVirtually(httpPlan({ profile: constantRate(100, 1_000) }), {
      asleep: [[200_000, 350_000]],
    });
    expect(run.totals()).toMatchObject({ planned: 100, sent: 100, dropped: 0 });
    expect(run.seconds[0]?.latenessMaxUs).toBe(150_000);
  });

  test('runs several steps per arrival; later steps are due when the one before ended', async () => {
    const tasks = [
      { name: 'two', weight: 1, steps: [httpStep({ path: '/a' }), httpStep({ path: '/b', series: 1 })] },
    ];
    const plan = httpPlan({ profile: constantRate(2, 1_000), scenario: { tasks } });
    const run = await runVirtually(plan, { script: () => ({ afterUs: 30_000 }) });
    expect(run.driver.fired.map(({ path }) => path)).toEqual(['/a', '/b', '/a', '/b']);
    expect(run.firedAt()).toEqual([0, 30_000, 500_000, 530_000]);
    expect(run.totals(1)).toMatchObject({ planned: 2, sent: 2, ok: 2 });
  });

  test('a failed step leaves out the rest of its task', async () => {
    const steps = [httpStep({ path: '/a' }), httpStep({ path: '/b', series: 1 })];
    const plan = httpPlan({
      profile: constantRate(4, 1_000),
      scenario: { tasks: [{ name: 't', weight: 1, steps }] },
    });
    const run = await runVirtually(plan, {
      script: (request) => ({ afterUs: 1_000, status: request.path === '/a' ? 500 : 200 }),
    });
    expect(run.totals(0)).toMatchObject({ planned: 4, errors: 4, targetErrors: 4 });
    expect(run.driver.fired.length).toBe(4);
  });

  test('begins after its offset', async () => {
    const plan = httpPlan({
      profile: constantRate(1, 2_000),
      scenario: { startAfterMs: 1_500 },
      plan: { durationMs: 4_000 },
    });
    expect((await runVirtually(plan)).firedAt()).toEqual([1_500_000, 2_500_000]);
  });
});

describe('a closed plan', () => {
  test('each user sends when it has thought about the last answer', async () => {
    const plan = httpPlan({
      profile: constantUsers(2, 1_000),
      scenario: { thinkTime: { minMs: 200, maxMs: 200 } },
    });
    const run = await runVirtually(plan, { script: () => ({ afterUs: 100_000 }) });
    expect(run.firedAt()).toEqual([0, 0, 300_000, 300_000, 600_000, 600_000, 900_000, 900_000]);
    expect(run.totals()).toMatchObject({ planned: 8, sent: 8, ok: 8 });
  });

  test('think times lie between the bounds, evenly', async () => {
    const plan = httpPlan({
      profile: constantUsers(1, 500_000),
      scenario: { thinkTime: { minMs: 1_000, maxMs: 3_000 } },
    });
    const run = await runVirtually(plan, { script: () => ({ afterUs: 1_000 }) });
    const times = run.firedAt();
    const gaps = times.slice(1).map((at, i) => (at - (times[i] as number)) / 1_000 - 1);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(3_002);
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeCloseTo(2_000, -2);
  });

  test('users over time follow the spawn rate within one user, up and down', async () => {
    const plan = httpPlan({
      profile: {
        model: 'closed',
        segments: [
          { durationMs: 2_000, from: 0, to: 10 },
          { durationMs: 1_000, from: 10, to: 10 },
          { durationMs: 2_000, from: 10, to: 0 },
        ],
      },
      scenario: { thinkTime: { minMs: 10, maxMs: 10 } },
    });
    const run = await runVirtually(plan);
    for (const [turn, users] of run.users.slice(0, 5_000).entries()) {
      const level = turn < 2_000 ? turn / 200 : turn < 3_000 ? 10 : 10 - (turn - 3_000) / 200;
      expect(Math.abs(users - level)).toBeLessThanOrEqual(1);
    }
  });

  test('50 users at 5/s are 50 after ten seconds', async () => {
    const run = await runVirtually(
      httpPlan({
        profile: closedProfile(50, 5, 12_000),
        scenario: { thinkTime: { minMs: 500, maxMs: 500 } },
      }),
    );
    expect([1, 999, 1_001, 5_001, 9_799, 10_001, 11_999].map((turn) => run.users[turn])).toEqual([
      1, 5, 6, 26, 49, 50, 50,
    ]);
  });

  test('a user does its setup once, before its first task, and a token it got is used', async () => {
    const setup = [httpStep({ path: '/login', series: 1, extract: [{ to: 'token', json: '/token' }] })];
    const plan = httpPlan({
      profile: constantUsers(2, 100),
      step: { path: '/work', headers: { authorization: 'Bearer {{ token }}' } },
      scenario: { setup, thinkTime: { minMs: 20, maxMs: 20 } },
    });
    const run = await runVirtually(plan, {
      script: (_, nth) => ({ afterUs: 1_000, body: JSON.stringify({ token: `t${nth}` }) }),
    });
    const paths = run.driver.fired.map(({ path }) => path);
    expect(paths.filter((path) => path === '/login').length).toBe(2);
    expect(paths.slice(0, 4)).toEqual(['/login', '/login', '/work', '/work']);
    expect(run.driver.fired[2]?.headers).toContain('Bearer t0');
    expect(run.driver.fired[3]?.headers).toContain('Bearer t1');
  });

  test('a setup may go elsewhere, be shared by all users of the thread, and be done again when it is old', async () => {
    const login = httpStep({ path: '/login', series: 1, extract: [{ to: 'token', json: '/token' }] });
    const plan = httpPlan({
      profile: constantUsers(3, 1_000),
      step: { path: '/work', headers: { authorization: '{{ token }}' } },
      scenario: {
        setup: [login],
        setupBaseUrl: 'http://127.0.0.1:8010/v1',
        setupPolicy: { shared: true, everyMs: 400 },
        connections: 'per-user',
        thinkTime: { minMs: 100, maxMs: 100 },
      },
    });
    const run = await new VirtualRun(plan, {
      script: (_, nth) => ({ afterUs: 1_000, body: JSON.stringify({ token: `t${nth}` }) }),
    }).prepareAndFinish();
    const logins = run.driver.fired.filter(({ url }) => url === 'http://127.0.0.1:8010/v1/login');
    const works = run.driver.fired.filter(({ path }) => path === '/work');
    expect(run.driver.fired[0]).toBe(logins[0]);
    // A second before the run, so again at its start, then 400 ms after each answer.
    expect(logins.map(({ atUs }) => atUs - 1_000_000_000)).toEqual([-1_000_000, 0, 401_000, 802_000]);
    expect(works.length).toBe(30);
    expect(works.every(({ headers }) => headers.some((value) => /^t\d+$/.test(value)))).toBe(true);
    expect(new Set(works.map(({ connection }) => connection)).size).toBe(3);
  });

  test('a setup that is tried again draws its values anew, and no later step of it sends what an earlier try got', async () => {
    const setup = [
      httpStep({
        path: '/login/{{ n }}',
        series: 1,
        extract: [{ to: 'token', json: '/token' }],
      }),
      httpStep({ path: '/me', series: 2, headers: { authorization: '{{ auth }}' } }),
    ];
    const plan = httpPlan({
      profile: constantUsers(1, 2_500),
      scenario: { setup, setupPolicy: { shared: false, everyMs: 10_000 } },
      plan: { values: { n: { counter: { from: 1 } }, auth: 'Bearer {{ token }}' } },
    });
    const run = await runVirtually(plan, {
      script: ({ path }, nth) =>
        path === '/me'
          ? { afterUs: 10_000, status: 401 }
          : { afterUs: 10_000, body: JSON.stringify({ token: `t${nth}` }) },
    });
    expect(run.driver.fired.map(({ path, headers }) => `${path} ${authorizationOf(headers)}`)).toEqual([
      '/login/1 -',
      '/me Bearer t0',
      '/login/2 -',
      '/me Bearer t2',
      '/login/3 -',
      '/me Bearer t4',
    ]);
  });

  test('each user may do its own setup again, between two tasks', async () => {
    const plan = httpPlan({
      profile: constantUsers(2, 1_000),
      step: { path: '/work' },
      scenario: {
        setup: [httpStep({ path: '/login', series: 1 })],
        setupPolicy: { shared: false, everyMs: 300 },
        thinkTime: { minMs: 99, maxMs: 99 },
      },
    });
    const run = await runVirtually(plan);
    expect(run.totals(1)).toMatchObject({ planned: 8, ok: 8 });
  });

  test('an iteration limit ends each user, and then the run', async () => {
    const plan = httpPlan({ profile: constantUsers(3, 60_000), scenario: { iterations: 4 } });
    const run = await runVirtually(plan);
    expect(run.totals()).toMatchObject({ planned: 12, ok: 12 });
    expect(run.seconds.length).toBe(1);
  });

  test.each([
    ['users', constantUsers(3, 60_000), 1_000],
    ['fewer users than threads', constantUsers(2, 60_000), 100],
    ['fewer tasks than users', constantUsers(9, 60_000), 5],
    ['one task', constantUsers(9, 60_000), 1],
    ['users that start one after the other', closedProfile(10, 20, 60_000), 333],
    ['a rate', constantRate(100, 60_000), 250],
    ['a rate by chance', { ...constantRate(100, 60_000), arrivals: 'poisson' } as Profile, 250],
  ])('so many tasks of all together end the run: %s', async (_, profile, totalIterations) => {
    const plan = httpPlan({ profile, scenario: { totalIterations } });
    for (const count of [1, 4]) {
      const threads = await Promise.all(
        Array.from({ length: count }, (_thread, index) => runVirtually(plan, { thread: { index, count } })),
      );
      const sums = threads.map((thread) => thread.totals());
      const sum = (key: 'planned' | 'sent' | 'ok') =>
        sums.reduce((all, totals) => all + (totals[key] || 0), 0);
      expect([sum('planned'), sum('sent'), sum('ok')]).toEqual(Array(3).fill(totalIterations));
      expect(Math.max(...threads.map(({ seconds }) => seconds.length))).toBeLessThan(10);
    }
  });

  test('the last task of all together ends the run, whoever thinks by then', async () => {
    const scenario = { totalIterations: 12, thinkTime: { minMs: 0, maxMs: 8_000 } };
    const run = await runVirtually(httpPlan({ profile: constantUsers(10, 60_000), scenario }));
    const lastUs = run.firedAt().at(-1) ?? Number.NaN;
    expect([run.totals().ok, run.seconds.length]).toEqual([12, Math.floor(lastUs / 1_000_000) + 1]);
  });

  test('the last task of all together ends the run, whoever waits to try its setup again', async () => {
    const scenario = { totalIterations: 5, setup: [httpStep({ path: '/login', series: 1 })] };
    const plan = httpPlan({ profile: constantUsers(4, 60_000), scenario });
    let logins = 0;
    const script = ({ path }: { path: string }) => {
      logins += path === '/login' ? 1 : 0;
      return { afterUs: 1_000, ...(path === '/login' && logins > 1 && { failure: refused }) };
    };
    const run = await runVirtually(plan, { script });
    expect([run.totals(0).ok, run.totals(1).sent, run.seconds.length]).toEqual([5, 4, 1]);
  });

  test('a user without think time does not spin on a refused connection', async () => {
    const plan = httpPlan({ profile: constantUsers(1, 100) });
    const run = await runVirtually(plan, { script: () => ({ afterUs: -1, failure: refused }) });
    expect(run.totals().errors).toBeLessThanOrEqual(100);
    expect(run.totals().errors).toBeGreaterThanOrEqual(50);
  });

  test('users keep their connection, share some, or make a new one each time, as the policy says', async () => {
    const connections = async (policy: 'per-user' | 'shared' | 'new-each-time') => {
      const plan = httpPlan({
        profile: constantUsers(4, 1_000),
        scenario: { connections: policy, thinkTime: { minMs: 99, maxMs: 99 } },
      });
      const run = await runVirtually(plan);
      expect(run.totals().ok).toBe(40);
      return run.driver.connections;
    };
    expect(await connections('per-user')).toBe(4);
    expect(await connections('shared')).toBe(4);
    expect(await connections('new-each-time')).toBe(40);
  });

  test('tasks are drawn by weight, the same ones for the same seed whatever the number of threads', async () => {
    const tasks = [3, 2, 1].map((weight, series) => ({
      name: `t${series}`,
      weight,
      steps: [httpStep({ series, path: `/${series}` })],
    }));
    const plan = httpPlan({
      profile: constantUsers(20, 30_000),
      scenario: { tasks, iterations: 100, thinkTime: { minMs: 10, maxMs: 10 } },
    });
    const one = await runVirtually(plan);
    const halves = await Promise.all(
      [0, 1].map((index) => runVirtually(plan, { thread: { index, count: 2 } })),
    );
    const mix = [0, 1, 2].map((series) => one.totals(series).sent);
    expect(mix.reduce((sum, sent) => sum + sent, 0)).toBe(2_000);
    const expected = [1_000, 2_000 / 3, 2_000 / 6];
    const chiSquare = mix.reduce(
      (sum, sent, i) => sum + (sent - (expected[i] as number)) ** 2 / (expected[i] as number),
      0,
    );
    expect(chiSquare).toBeLessThan(13.8);
    expect([0, 1, 2].map((s) => halves.reduce((sum, half) => sum + half.totals(s).sent, 0))).toEqual(mix);
  });
});

describe('stopping', () => {
  test('graceful: nothing new, what waits is cancelled, what is open may end', async () => {
    const plan = httpPlan({ profile: constantRate(100, 60_000), limits: { maxConnections: 10 } });
    const run = await runVirtually(plan, {
      script: () => ({ afterUs: 200_000 }),
      events: [[1_000_500, (now) => now.stop('graceful')]],
    });
    expect(run.firedAt().at(-1)).toBe(1_000_000);
    // 101 were due by then; ten connections of 200 ms each had begun 51 of them.
    expect(run.totals()).toMatchObject({ planned: 101, sent: 51, ok: 51, cancelled: 50, inFlight: 0 });
  });

  test('graceful: what hangs is cut after its grace, and stays counted as open', async () => {
    const run = await runVirtually(httpPlan({ profile: constantRate(10, 60_000) }), {
      script: () => ({ afterUs: null }),
      events: [[500_500, (now) => now.stop('graceful')]],
    });
    expect(run.totals()).toMatchObject({ planned: 6, sent: 6, ok: 0, errors: 0, inFlight: 6 });
    expect(run.driver.open_).toBe(0);
    expect(run.clock.nowUs()).toBe(1_002_000_000);
  });

  test('now: everything is cut at once', async () => {
    const run = await runVirtually(httpPlan({ profile: constantUsers(5, 60_000) }), {
      script: () => ({ afterUs: 10_000_000 }),
      events: [[300_000, (now) => now.stop('now')]],
    });
    expect(run.totals()).toMatchObject({ planned: 5, sent: 5, inFlight: 5 });
    expect(run.driver.closed).toBe(5);
  });

  test('a second, harder stop overtakes the first', async () => {
    const run = await runVirtually(httpPlan({ profile: constantUsers(5, 60_000) }), {
      script: () => ({ afterUs: 10_000_000 }),
      events: [
        [300_000, (now) => now.stop('graceful')],
        [400_000, (now) => now.stop('now')],
      ],
    });
    expect(run.driver.closed).toBe(5);
    expect(run.seconds.length).toBe(1);
  });

  test('the end of the plan lets open requests end by themselves', async () => {
    const run = await runVirtually(httpPlan({ profile: constantRate(10, 1_000) }), {
      script: () => ({ afterUs: 2_300_000 }),
    });
    expect(run.totals()).toMatchObject({ planned: 10, sent: 10, ok: 10, inFlight: 0 });
    expect(run.perSecond('ok')).toEqual([0, 0, 8, 2]);
  });
});

describe('a request the plan cannot make', () => {
  test('is a failure of the test, counted and not sent', async () => {
    const plan = httpPlan({ profile: constantRate(5, 1_000), step: { path: '/{{ missing }}' } });
    const run = await runVirtually(plan);
    expect(run.driver.fired).toEqual([]);
    expect(run.totals()).toMatchObject({ planned: 5, sent: 5, errors: 5, targetErrors: 0, inFlight: 0 });
    expect(run.seconds[0]?.failures[0]?.failure.side).toBe('test');
  });
});

describe('redirects', () => {
  const redirecting = (location: string, status = 302) => ({ afterUs: 1_000, status, headers: { location } });

  test('are answers like others unless following is on', async () => {
    const run = await runVirtually(httpPlan({ profile: constantRate(2, 1_000) }), {
      script: () => redirecting('/b'),
    });
    expect(run.totals()).toMatchObject({ sent: 2, ok: 2 });
    expect(run.driver.fired.length).toBe(2);
    expect(run.seconds.flatMap(({ redirected = [] }) => redirected)).toEqual([{ series: 0, count: 2 }]);
  });

  test('are followed as one request, POST becoming GET, without credentials for a stranger', async () => {
    const plan = httpPlan({
      profile: constantRate(1, 1_000),
      step: { method: 'post', path: '/a', body: { text: 'x' }, headers: { authorization: 'secret' } },
      limits: { followRedirects: 3, allowedHosts: ['other'] },
    });
    const run = await runVirtually(plan, {
      script: ({ path }) => (path === '/a' ? redirecting('http://other/b?c=1') : { afterUs: 1_000 }),
    });
    expect(run.driver.fired.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', 'http://127.0.0.1:9/a', 'x'],
      ['GET', 'http://other/b?c=1', null],
    ]);
    expect(run.driver.fired[0]?.headers).toContain('secret');
    expect(run.driver.fired[1]?.headers).not.toContain('secret');
    expect(run.totals()).toMatchObject({ planned: 1, sent: 1, ok: 1 });
    expect(run.seconds[0]?.redirected).toEqual([{ series: 0, count: 1 }]);
  });

  test('are counted apart from answers that came directly', async () => {
    const plan = httpPlan({ profile: constantRate(4, 1_000), limits: { followRedirects: 3 } });
    let asked = 0;
    const run = await runVirtually(plan, {
      script: ({ path }) => {
        asked += 1;
        return asked === 2 && path !== '/b' ? redirecting('/b') : { afterUs: 1_000 };
      },
    });
    expect(run.totals()).toMatchObject({ ok: 4 });
    expect(run.seconds.flatMap(({ redirected = [] }) => redirected)).toEqual([{ series: 0, count: 1 }]);
  });

  test('are requests to the rate cap: a hop beyond it waits for the next second', async () => {
    const plan = httpPlan({
      profile: constantUsers(4, 3_000),
      scenario: { iterations: 1 },
      limits: { followRedirects: 3, maxRatePerSecond: 5 },
    });
    const run = await runVirtually(plan, {
      script: ({ path }) => (path === '/' ? redirecting('/b') : { afterUs: 1_000 }),
    });
    expect(run.totals()).toMatchObject({ sent: 4, ok: 4, inFlight: 0 });
    expect(run.driver.fired.map(({ path }) => path).toSorted()).toEqual([
      ...Array(4).fill('/'),
      ...Array(4).fill('/b'),
    ]);
    expect(run.perSecond('ok')[0]).toBe(1);
    expect(run.perSecond('ok')[1]).toBe(3);
  });

  test('that the rate cap holds back go before new requests, and the wait is not the time of the service', async () => {
    const plan = httpPlan({
      profile: constantUsers(10, 4_000),
      limits: { followRedirects: 3, maxRatePerSecond: 10 },
    });
    const run = await runVirtually(plan, {
      script: ({ path }) => (path === '/' ? redirecting('/b') : { afterUs: 1_000 }),
    });
    const hops = Map.groupBy(run.driver.fired, ({ atUs }) => Math.floor((atUs - 1_000_000_000) / 1_000_000));
    expect([...hops.values()].map((fired) => new Set(fired.map(({ path }) => path)).size)).toEqual([
      1, 1, 1, 1,
    ]);
    expect(run.perSecond('ok').slice(0, 4)).toEqual([0, 10, 0, 10]);
    const service = new Histogram();
    for (const { histograms } of run.seconds.flatMap(({ series }) => series)) {
      if (histograms.service !== null) service.mergeEncoded(histograms.service);
    }
    expect(service.percentile(100)).toBe(2_000);
  });

  test('that are held back when they are cut have moved what came on the way', async () => {
    const plan = httpPlan({
      profile: constantUsers(1, 3_000),
      limits: { followRedirects: 3, maxRatePerSecond: 1 },
    });
    const run = await runVirtually(plan, {
      script: () => ({ ...redirecting('/b'), bytesIn: 70 }),
      events: [[500_000, (under) => under.stop('now')]],
    });
    expect(run.driver.fired.length).toBe(1);
    expect(run.totals()).toMatchObject({ sent: 1, ok: 0, inFlight: 1, bytesIn: 70 });
  });

  test('307 keeps method and body; more than the plan follows are too many', async () => {
    const plan = httpPlan({
      profile: constantRate(1, 1_000),
      step: { method: 'put', path: '/a', body: { text: 'x' } },
      limits: { followRedirects: 3 },
    });
    const run = await runVirtually(plan, { script: ({ path }) => redirecting(`${path}a`, 307) });
    expect(run.driver.fired.map(({ method, body }) => [method, body])).toEqual(
      Array.from({ length: 4 }, () => ['PUT', 'x']),
    );
    expect(run.seconds[0]?.failures.map(({ failure }) => failure.code)).toEqual(['redirect.too_many']);
  });
});

function authorizationOf(headers: readonly string[]): string {
  const at = headers.indexOf('authorization');
  return at < 0 ? '-' : (headers[at + 1] ?? '-');
}
