import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../../../../src/contract/failure.ts';
import type { Overrides } from '../../../../../../src/contract/plan.ts';
import type { RunPlan } from '../../../../../../src/contract/run-plan.ts';
import { compilePlan } from '../../../../../../src/main/services/plans/compile/compile-plan.ts';
import { planOf, planText, runOf } from '../support.ts';

const ASKED = { objectives: ['p95<200ms', 'errors<1%'] };

function searchOf(text: string, overrides: Overrides = { capacity: ASKED }) {
  const run = runOf(text, overrides);
  if (run.capacity === undefined) throw new Error('no search');
  return { run, search: run.capacity };
}

/** Model, levels and length of each class. */
function profiles(run: RunPlan): Record<string, string> {
  return Object.fromEntries(
    run.scenarios.map(({ name, profile, startAfterMs }) => {
      const pieces = profile.segments.map(({ durationMs, from, to }) => `${durationMs}: ${from}→${to}`);
      const model = profile.model === 'open' ? profile.arrivals : 'closed';
      return [name, `${startAfterMs > 0 ? `after ${startAfterMs} ` : ''}${model} ${pieces.join(', ')}`];
    }),
  );
}

const TWO = `  a: { service: api, weight: 3, thinkTime: 1s, tasks: { x: { get: /x }, y: { weight: 3, get: /y } } }
  b: { service: api, tasks: { z: { steps: [{ get: /z }, { get: /zz }] } } }`;
const STREAMS = `  feed: { service: api, websocket: { path: /ws, connections: 40, connectRate: 20 } }
  user: { service: api, tasks: { home: { get: / } } }`;

describe('a search by rate', () => {
  const { run, search } = searchOf(planText({ load: '{ rate: 50, duration: 30s, warmup: 5s }' }));

  it('begins at rest, takes ten minutes at most, and has no warm-up', () => {
    expect(search).toEqual({
      by: 'rate',
      requestsPerArrival: 1,
      from: null,
      to: null,
      objectives: [
        { metric: 'latency', quantile: 0.95, limitUs: 200_000, text: 'p95<200ms' },
        { metric: 'errors', limit: 0.01, text: 'errors<1%' },
      ],
      thoroughness: 'quick',
      maxMs: 600_000,
      ladder: false,
      recovery: 'after',
      classes: [{ name: 'user', share: 1 }],
      probe: 'probe',
      ladderClasses: [],
      counting: { limitsUs: [200_000], knownAfterUs: 250_000, series: [0] },
    });
    expect([run.durationMs, run.warmupMs, run.purpose]).toEqual([600_000, 0, 'capacity']);
    expect(profiles(run)).toEqual({ user: 'poisson 600000: 0→0', probe: 'closed 600000: 0→0' });
    expect(run.load.map(({ name, model }) => [name, model])).toEqual([
      ['user', 'open'],
      ['probe', 'closed'],
    ]);
  });

  it('counts what its twins send in the series of the open class', () => {
    expect(run.series.map(({ endpoint, clock }) => [endpoint, clock])).toEqual([['home', 'intended']]);
    expect(run.load.map(({ series }) => series)).toEqual([[0], [0]]);
  });

  it('shares the load out by weight, its one user among all classes, and its ladder class by class', () => {
    const { run: both, search: two } = searchOf(planText({ classes: TWO, load: '{ rate: 8 }' }), {
      capacity: { ...ASKED, ladder: true },
    });
    expect(two.classes).toEqual([
      { name: 'a', share: 0.75 },
      { name: 'b', share: 0.25 },
    ]);
    expect(two.ladderClasses).toEqual([
      { name: 'a as users', share: 0.75 },
      { name: 'b as users', share: 0.25 },
    ]);
    expect(two.counting.series).toEqual([0, 1, 2, 3]);
    const probe = both.scenarios.find(({ name }) => name === two.probe);
    expect(probe).toMatchObject({
      connections: 'per-user',
      thinkTime: { minMs: 0, maxMs: 0 },
      tasks: [
        { name: 'x', weight: 0.1875 },
        { name: 'y', weight: 0.5625 },
        { name: 'z', weight: 0.25 },
      ],
    });
  });

  it.each([
    ['one request a task, in each class', planText({ classes: TWO.replace(', { get: /zz }', '') }), {}, 1],
    ['the mean over tasks and classes', planText({ classes: TWO }), {}, 1.25],
    ['users', planText({ classes: TWO }), { by: 'users' }, null],
    [
      'a setup of each arrival',
      planText({
        classes: TWO.replace(', { get: /zz }', '').replace(
          'weight: 3,',
          'weight: 3, setup: [{ post: /login }],',
        ),
      }),
      {},
      null,
    ],
    [
      'a setup once for all',
      planText({
        classes: TWO.replace(', { get: /zz }', '').replace(
          'weight: 3,',
          'weight: 3, setupFor: shared, setup: [{ post: /login }],',
        ),
      }),
      {},
      1,
    ],
  ] as const)('counts as requests of an arrival %s', (_, text, asked, requests) => {
    const { search: one } = searchOf(text, { capacity: { ...ASKED, by: 'rate', ...asked } });
    expect(one.requestsPerArrival).toBe(requests);
  });

  it('has its one user in the largest class where no user could be of all', () => {
    const { run: both, search: two } = searchOf(
      planText({ classes: TWO.replace('b: {', 'b: { headers: { x: y },'), load: '{ rate: 8 }' }),
    );
    const probe = both.scenarios.find(({ name }) => name === two.probe);
    expect(probe?.kind === 'http' && probe.tasks.map(({ name }) => name)).toEqual(['x', 'y']);
  });

  it.each([
    ['{ rate: 50 }', {}, 'poisson'],
    ['{ rate: 50, arrivals: constant }', {}, 'constant'],
    ['{ rate: 50, arrivals: constant }', { arrivals: 'poisson' }, 'poisson'],
    ['{ users: 5 }', { arrivals: 'constant' }, 'constant'],
  ] as const)('of %s with %j has %s arrivals', (load, overrides, arrivals) => {
    const { run: one } = searchOf(planText({ load }), { ...overrides, capacity: { ...ASKED, by: 'rate' } });
    expect(profiles(one).user).toBe(`${arrivals} 600000: 0→0`);
  });

  it('leaves other classes their load, at its highest from when they have climbed there', () => {
    expect(
      profiles(searchOf(planText({ classes: STREAMS, load: '{ rate: 50, duration: 20s }' })).run),
    ).toEqual({
      feed: 'closed 2000: 0→40, 598000: 40→40',
      user: 'poisson 600000: 0→0',
      probe: 'closed 600000: 0→0',
    });
    const own = `  beside: { service: api, startAfter: 2s, load: { stages: [{ to: 9, duration: 4s }, { to: 0, duration: 4s }] }, tasks: { x: { get: / } } }
  user: { service: api, tasks: { home: { get: / } } }`;
    expect(
      profiles(searchOf(planText({ classes: own, load: '{ rate: 5, duration: 20s }' })).run).beside,
    ).toBe('after 2000 closed 4000: 0→9, 594000: 9→9');
  });
});

describe('what is varied where nothing says it', () => {
  it.each([
    ['{ rate: 50 }', 'rate'],
    ['{ model: open, stages: [{ to: 5, duration: 1s }] }', 'rate'],
    ['{ users: 5 }', 'users'],
    ['{ stages: [{ to: 5, duration: 1s }] }', 'users'],
    ['{ duration: 30s }', 'rate'],
    [undefined, 'rate'],
  ])('load %s: by %s', (load, by) => {
    expect(searchOf(planText({ ...(load === undefined ? {} : { load }) })).search.by).toBe(by);
  });

  it('of a block with a recovery alone is that recovery', () => {
    const text = planText({ more: 'capacity: { objectives: [p99<1s], from: 4, recovery: alone }\n' });
    expect(searchOf(text, { capacity: {} }).search).toMatchObject({ from: 4, recovery: 'alone' });
    expect(searchOf(text, { capacity: { recovery: 'none' } }).search.recovery).toBe('none');
  });

  it('is what the block of the plan names, and before that the option', () => {
    const more = 'capacity: { objectives: [p99<1s], by: users, from: 4, maxTime: 5m, recovery: false }\n';
    const text = planText({ load: '{ rate: 50 }', more });
    expect(searchOf(text, { capacity: {} }).search).toMatchObject({
      by: 'users',
      from: 4,
      maxMs: 300_000,
      recovery: 'none',
      objectives: [{ text: 'p99<1s' }],
      classes: [{ name: 'user', share: 1 }],
      ladderClasses: [{ name: 'user', share: 1 }],
      probe: null,
    });
    const all = { ...ASKED, by: 'rate', from: 9, to: 90, maxMs: 120_000, recovery: 'after' } as const;
    expect(searchOf(text, { capacity: all }).search).toMatchObject({
      by: 'rate',
      from: 9,
      to: 90,
      maxMs: 120_000,
      recovery: 'after',
      objectives: [{ text: 'p95<200ms' }, { text: 'errors<1%' }],
    });
  });

  it('is as if the block did not say it, where that is taken back', () => {
    const more =
      'thresholds: [{ service: api, metric: latency, acceptable: 300 }]\ncapacity: { objectives: [p99<1s], by: users, from: 4, to: 500, maxTime: 5m }\n';
    const back = { objectives: null, by: null, from: null, to: null, maxMs: null } as const;
    expect(searchOf(planText({ load: '{ rate: 50 }', more }), { capacity: back }).search).toMatchObject({
      by: 'rate',
      from: null,
      to: null,
      maxMs: 600_000,
      objectives: [{ text: 'p95<300ms' }],
    });
  });

  it('is connections where there are only streams, all of one protocol', () => {
    const classes = `  a: { service: api, websocket: { path: /ws, connections: 30 } }
  b: { service: api, websocket: { path: /other, connections: 10 } }
  c: { service: api, sse: { path: /events, streams: 5 } }`;
    const { run, search } = searchOf(planText({ classes }));
    expect(search).toMatchObject({
      by: 'connections',
      classes: [
        { name: 'a', share: 0.75 },
        { name: 'b', share: 0.25 },
      ],
      probe: null,
      ladderClasses: [],
    });
    expect(profiles(run)).toMatchObject({ a: 'closed 600000: 0→0', b: 'closed 600000: 0→0' });
    expect(search.counting.series.map((index) => run.series[index]?.role)).toEqual(
      expect.arrayContaining(['connect']),
    );
    expect(search.counting.series.every((index) => run.series[index]?.inTotals === true)).toBe(true);
  });
});

describe('objectives where none is given', () => {
  const thresholds = `thresholds:
  - { service: api, scope: every-endpoint, metric: errorRate, excellent: 0.1, good: 0.5, acceptable: 1 }
  - { service: api, endpoint: home, metric: errorRate, acceptable: 0.5 }
  - { service: api, metric: latency, acceptable: 300 }
  - { service: api, endpoint: home, metric: latency, statistic: p95, acceptable: 250 }
  - { service: api, metric: latency, statistic: p999, acceptable: 2000 }
  - { service: api, endpoint: home, metric: latency, statistic: mean, acceptable: 20 }
`;

  it('are the strictest that the thresholds still accept', () => {
    const { run, search } = searchOf(planText({ load: '{ rate: 5 }', more: thresholds }), { capacity: {} });
    expect(search.objectives.map(({ text }) => text)).toEqual(['errors<0.5%', 'p95<250ms', 'p99.9<2s']);
    expect(search.counting).toEqual({ limitsUs: [250_000, 2_000_000], knownAfterUs: 2_000_000, series: [0] });
    // They would grade all loads together.
    expect([run.thresholds, run.expectations, run.gate]).toEqual([[], [], 'none']);
  });

  it('are known a second later where no latency is among them', () => {
    expect(searchOf(planText(), { capacity: { objectives: ['errors<1%'] } }).search.counting).toEqual({
      limitsUs: [],
      knownAfterUs: 1_000_000,
      series: [0],
    });
  });
});

describe('limits of a search', () => {
  it.each([
    ['{ rate: 5 }', { ...ASKED, to: 30 }, 2_300],
    ['{ rate: 5 }', { ...ASKED, to: 3_000 }, 7_000],
    ['{ rate: 5 }', ASKED, 7_000],
    ['{ users: 5 }', ASKED, 102_000],
    ['{ users: 5 }', { ...ASKED, to: 40 }, 2_040],
  ])('let %s with %j have %d requests open', (load, capacity, maxInFlight) => {
    expect(runOf(planText({ load }), { capacity }).limits.maxInFlight).toBe(maxInFlight);
  });

  it('are those that the plan writes, and bound the search', () => {
    const more = 'limits: { maxInFlight: 7, maxRate: 60, maxConnections: 9 }\n';
    const { run, search } = searchOf(planText({ load: '{ rate: 5 }', more }));
    // √λ = (√(9 + 4·60) − 3)/2: seconds of 40.8 Poisson arrivals on average have more than 60 once in seven hundred.
    expect([run.limits.maxInFlight, search.to, search.toCap]).toEqual([
      7,
      40.8,
      { name: 'maxRate', value: 60 },
    ]);
    expect(searchOf(planText({ load: '{ users: 5 }', more })).search).toMatchObject({
      to: 7,
      toCap: { name: 'maxInFlight', value: 7 },
    });
  });

  it.each([
    [{ thoroughness: 'thorough' }, 900_000],
    [{ thoroughness: 'precise', ladder: true }, 600_000],
    [{ recovery: 'alone', from: 50 }, 180_000],
    [{ maxMs: 90_000 }, 90_000],
  ] as const)('of %j end after %d ms', (asked, maxMs) => {
    expect(
      searchOf(planText({ load: '{ rate: 5 }' }), { capacity: { ...ASKED, ...asked } }).run.durationMs,
    ).toBe(maxMs);
  });
});

describe('a run that is not asked to search', () => {
  it('takes no notice of the block of its plan', () => {
    const text = planText({ load: '{ rate: 5 }', more: 'capacity: { objectives: [p95<200ms] }\n' });
    expect(runOf(text)).toEqual(runOf(planText({ load: '{ rate: 5 }' })));
  });
});

/** Each is one sentence with a way out, and exit code 2. */
describe('what no search could do is refused', () => {
  const tasks = planText({ load: '{ rate: 5 }' });
  const users = planText({ load: '{ users: 5 }' });
  const socket = planText({ classes: '  feed: { service: api, websocket: { path: /ws, connections: 4 } }' });
  it.each<[string, string, Overrides, string, string]>([
    [
      'no objective',
      tasks,
      { capacity: {} },
      'nothing says what is good enough: no objective is given, and the plan has no threshold of latency or errors that one follows from',
      'Set one: --objective "p95<200ms" --objective "errors<1%".',
    ],
    [
      'two limits of one percentile',
      tasks,
      { capacity: { objectives: ['p95<200ms', 'p95<1s'] } },
      'p95<200ms and p95<1s set two limits of one metric',
      'Leave one of them out.',
    ],
    [
      'no such metric',
      tasks,
      { capacity: { objectives: ['p9x<200ms'] } },
      'an objective has no metric "p9x"; did you mean "p95"?',
      'There are percentiles of latency (p50, p95, p99.9) and errors.',
    ],
    [
      'from beyond to',
      tasks,
      { capacity: { ...ASKED, from: 500, to: 100 } },
      'the search would begin at 500, beyond its highest load of 100',
      'Lower --from, or raise --to.',
    ],
    [
      'a limit beyond the timeout',
      tasks,
      { capacity: { objectives: ['p95<20s'] } },
      'p95<20s can never be missed by a slow response: requests are given up after 10s, and are errors then',
      'Lower it, or raise --timeout.',
    ],
    [
      'a plan that ends by a count',
      planText({ load: '{ rate: 5, iterations: 900 }' }),
      { capacity: ASKED },
      'the plan ends after 900 tasks (load.iterations), which would be in the middle of the search',
      'Leave load.iterations out.',
    ],
    [
      'users that end',
      planText({
        load: '{ users: 5 }',
        classes: '  user: { service: api, iterations: 3, tasks: { home: { get: / } } }',
      }),
      { capacity: ASKED },
      'users of class "user" end after 3 tasks (iterations), so that none would be left to search with',
      'Leave iterations out, or search by rate: --by rate.',
    ],
    [
      'no requests to vary',
      socket,
      { capacity: { ...ASKED, by: 'rate' } },
      'a search by rate varies requests, and the plan has no class with tasks',
      'Search by connections: --by connections.',
    ],
    [
      'no connections to vary',
      tasks,
      { capacity: { ...ASKED, by: 'connections' } },
      'a search by connections varies WebSockets or event streams, and the plan has no class of either',
      'Search by rate or by users: --by rate.',
    ],
    [
      'no weight',
      planText({
        load: '{ rate: 5 }',
        classes: '  user: { service: api, weight: 0, tasks: { home: { get: / } } }',
      }),
      { capacity: ASKED },
      'there is no load to vary: user has no weight',
      'Give a class a weight.',
    ],
    [
      'no time',
      tasks,
      { capacity: { ...ASKED, maxMs: 5_000 } },
      '5s is too short for a search',
      'Give it a minute or more: --max-time 1m.',
    ],
    [
      'no time for a recovery',
      tasks,
      { capacity: { ...ASKED, recovery: 'alone', from: 50, maxMs: 60_000 } },
      '1m is too short for a recovery, which takes 1m5s or more',
      'Give it more time: --max-time 1m5s.',
    ],
    [
      'a recovery of an unknown load',
      tasks,
      { capacity: { ...ASKED, recovery: 'alone' } },
      'a recovery alone searches for nothing, so it has to be told the load that the target carries',
      'Name it with --from: it is run at half of it, at one and a half, and at half again.',
    ],
    [
      'a ladder of connections',
      socket,
      { capacity: { ...ASKED, ladder: true } },
      'a ladder is of users who wait for responses, and this search is by connections',
      'Leave --ladder out.',
    ],
    [
      'a ladder without a search',
      tasks,
      { capacity: { ...ASKED, ladder: true, recovery: 'alone', from: 5 } },
      'a recovery alone climbs no ladder',
      'Leave --ladder or --recovery out.',
    ],
    [
      'a load beside the search',
      users,
      { users: 9, capacity: ASKED },
      '--users cannot be used here: the search sets the load',
      'Bound it with --from and --to.',
    ],
    [
      'a duration beside the search',
      tasks,
      { durationMs: 9_000, capacity: ASKED },
      '--duration cannot be used here: the search ends when it has its answer',
      'Bound it with --max-time.',
    ],
    [
      'a warm-up beside the search',
      tasks,
      { warmupMs: 2_000, capacity: ASKED },
      '--warmup cannot be used here: the search leaves out the first two seconds of every load',
      'Leave it out.',
    ],
    [
      'connections beside a search by them',
      socket,
      { connections: 9, capacity: ASKED },
      '--connections cannot be used here: the search sets the load',
      'Bound it with --from and --to.',
    ],
    [
      'arrivals of users',
      users,
      { arrivals: 'constant', capacity: ASKED },
      '--arrivals cannot be used here: users start their requests themselves',
      'Search by rate: --by rate.',
    ],
    [
      'more than a cap',
      planText({ load: '{ rate: 5 }', more: 'limits: { maxRate: 60 }\n' }),
      { capacity: { ...ASKED, to: 500 } },
      'the search would go to 500, and limits.maxRate allows no more than 60',
      'Lower --from and --to, or raise the limit.',
    ],
    [
      'a beginning that would wait for a cap',
      planText({ load: '{ rate: 5 }', more: 'limits: { maxRate: 60 }\n' }),
      { capacity: { ...ASKED, from: 50 } },
      'the search would go to 50, and limits.maxRate allows no more than 40.8',
      'Lower --from and --to, or raise the limit.',
    ],
    [
      'nothing left to search with',
      planText({ classes: STREAMS, load: '{ users: 5 }', more: 'limits: { maxConnections: 40 }\n' }),
      { capacity: { ...ASKED, by: 'users' } },
      'limits.maxConnections is 40, which leaves nothing to search with beside the other classes',
      'Raise the limit, or leave classes out: --only.',
    ],
    [
      'a cap of one request',
      planText({ load: '{ rate: 5 }', more: 'limits: { maxRate: 1 }\n' }),
      { capacity: ASKED },
      'limits.maxRate is 1, too small to search with',
      'Raise it with --max-rate, or in the limits of the plan.',
    ],
    [
      'an overload beyond the highest load',
      tasks,
      { capacity: { ...ASKED, recovery: 'alone', from: 50, to: 59 } },
      'the overload would go to 75, and --to allows no more than 59',
      'Lower --from, or raise --to.',
    ],
    [
      'an overload beyond a cap',
      planText({ load: '{ rate: 5 }', more: 'limits: { maxRate: 60 }\n' }),
      { capacity: { ...ASKED, recovery: 'alone', from: 36 } },
      'the overload would go to 54, and limits.maxRate allows no more than 40.8',
      'Lower --from, or raise the limit.',
    ],
    [
      'more than a machine can',
      tasks,
      { capacity: { ...ASKED, to: 900_000 } },
      '900,000 requests per second are more than one machine can send, at most 200,000',
      'Spread them over several machines.',
    ],
    [
      'a row for each of nobody knows how many users',
      planText({
        load: '{ users: 5 }',
        classes: '  user: { service: api, tasks: { home: { get: "/{{ who }}" } } }',
        more: 'values: { who: { feed: users.csv, column: name, order: unique } }\n',
      }),
      { capacity: ASKED },
      'value who gives each user a row of its own, but how many users a search takes is not known before it: take the rows in order sequential or random',
      'Choose another order.',
    ],
  ])('%s', (_, text, overrides, message, hint) => {
    const compiled = compilePlan(planOf(text), overrides);
    expect(compiled).toMatchObject({ ok: false, failure: { message, hint } });
    expect(compiled.ok ? 0 : exitCodeOf(compiled.failure)).toBe(2);
  });
});
