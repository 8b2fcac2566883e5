import { http, type Outage } from './outage.ts';
import { ERROR_RATE, httpPlan, LATENCY, throughputOf } from './plans.ts';
import { allowance, answer, hang, queue, status } from './service-script.ts';

const NO_FAILURE = [/none failed/i, /(?<![\d.])0% failed/];
const BREAKS = { statement: 'the breaking point is found', condition: { metric: 'breakingPoint' } };
const PRAISE = [/graceful/i, /\bstable\b/i];
const ramp = (to: number, duration = '12s') => ({ stages: [{ to, duration }], model: 'open' });

/** Outages that have to do with how much is asked, and how. */
export const HTTP_LOAD: readonly Outage[] = [
  {
    name: 'holds every request 500 ms, and only ten may be in flight',
    plan: httpPlan({ limits: { maxInFlight: 10 }, thresholds: [ERROR_RATE, LATENCY, throughputOf(60)] }),
    service: http(() => answer({ delayMs: 500 })),
    says: {
      exit: [4],
      grades: { latency: 'poor', throughput: 'poor' },
      said: [/dropped/i],
      notSaid: PRAISE,
    },
  },
  {
    name: 'answers everything after 400 ms',
    plan: httpPlan(),
    service: http(() => answer({ delayMs: 400 })),
    says: { exit: [4], grades: { errorRate: 'excellent', latency: 'poor' } },
  },
  {
    name: 'takes 700 ms for one in ten',
    plan: httpPlan(),
    service: http(({ nth }) => answer({ delayMs: nth % 10 === 4 ? 700 : 2 })),
    says: { exit: [4], grades: { errorRate: 'excellent', latency: 'poor' } },
  },
  {
    name: 'takes 913 ms at one endpoint of thirty; bounds are whole-service',
    plan: httpPlan({
      tasks: Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`e${n + 1}`, { get: `/e${n + 1}` }])),
    }),
    service: http(({ path }) => answer({ delayMs: path === '/e17' ? 913 : 2 })),
    says: { exit: [0, 4], grades: { errorRate: 'excellent' }, inSentences: [/\be17\b/] },
  },
  {
    name: 'is paused for 900 ms in the middle, everything waits',
    plan: httpPlan(),
    service: http(({ atMs }) => answer({ delayMs: atMs >= 2_000 && atMs < 2_900 ? 2_902 - atMs : 2 })),
    says: {
      exit: [4],
      grades: { errorRate: 'excellent', latency: 'poor' },
      inSentences: [/from 0:0[12] to 0:03/],
      notSaid: [/database queries/i],
    },
  },
  {
    name: 'holds every answer for 2 s in the middle, deadline 3 s',
    plan: httpPlan({ duration: '8s', timeout: '3s' }),
    service: http(({ atMs }) => answer({ delayMs: atMs >= 3_200 && atMs < 5_200 ? 5_202 - atMs : 2 })),
    says: {
      exit: [4],
      grades: { errorRate: 'excellent', latency: 'poor' },
      inSentences: [/from 0:03 to 0:05/],
      notSaid: [/database queries/i, /\bstable\b/i],
    },
  },
  {
    name: 'lets ten requests pass on each connection, then answers 429 on it',
    plan: httpPlan(),
    service: () => {
      const used = new Map<number, number>();
      return {
        http: ({ connection }) => {
          const count = (used.get(connection) ?? 0) + 1;
          used.set(connection, count);
          return count <= 10 ? answer() : status(429);
        },
      };
    },
    says: { exit: [4], grades: { errorRate: 'poor' }, inSentences: [/limits? the rate|rate limit/i] },
  },
  {
    name: 'is slow from the fourth second of 8 on, twice what it was each second',
    plan: httpPlan({ duration: '8s', timeout: '10s' }),
    service: http(({ atMs }) => answer({ delayMs: 4 * 2 ** Math.max(0, Math.floor(atMs / 1_000) - 1) })),
    says: {
      exit: [0, 4],
      grades: { errorRate: 'excellent', latency: ['poor', 'acceptable'] },
      notSaid: [/\bstable\b/i],
    },
  },
  {
    name: 'is well for five users who think 100 ms',
    plan: httpPlan({ users: 5, class: { thinkTime: '100ms' } }),
    service: http(() => answer({ delayMs: 10 })),
    says: { exit: [0], grades: { errorRate: 'excellent', latency: 'excellent' } },
  },
  {
    name: 'dies under five users who think 100 ms',
    plan: httpPlan({ users: 5, class: { thinkTime: '100ms' } }),
    service: () => ({ http: () => answer({ delayMs: 10 }), down: [[2_000, 60_000]] }),
    says: { exit: [4], grades: { errorRate: 'poor' } },
  },
  {
    name: 'never answers any of five users',
    plan: httpPlan({ users: 5 }),
    service: http(() => hang),
    says: {
      exit: [4],
      grades: { errorRate: 'poor', latency: ['none', 'poor'] },
      errorRate: [100, 100],
    },
  },
  {
    name: 'answers errors faster than answers to five users without think time',
    plan: httpPlan({ users: 5, limits: { maxRate: 500 } }),
    service: http(({ atMs }) => (atMs < 2_000 ? answer({ delayMs: 50 }) : status(500, { delayMs: 20 }))),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [55, 85], notSaid: PRAISE },
  },
  {
    name: 'fails one in five at any load; the plan looks for the breaking point',
    plan: httpPlan({ purpose: 'stress', load: ramp(60), expectations: [BREAKS] }),
    service: http(({ nth }) => (nth % 5 === 2 ? status(500) : answer())),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [18, 22],
      expected: { 'breaking point': 'unmet' },
      notSaid: PRAISE,
    },
  },
  {
    name: 'fails beyond 40/s; the plan looks for the breaking point and has no gate',
    plan: httpPlan({
      purpose: 'stress',
      load: ramp(80),
      expectations: [BREAKS],
      gate: 'none',
      thresholds: [],
    }),
    service: () => {
      const allowed = allowance(40);
      return { http: ({ atMs }) => (allowed(atMs) ? answer() : status(503)) };
    },
    says: { exit: [0, 4], expected: { 'breaking point': 'met' }, notSaid: PRAISE },
  },
  {
    name: 'does not break at any load; the plan looks for the breaking point',
    plan: httpPlan({ purpose: 'stress', load: ramp(60), expectations: [BREAKS] }),
    service: http(() => answer()),
    says: { exit: [0, 4], grades: { errorRate: 'excellent' }, expected: { 'breaking point': 'unmet' } },
  },
  {
    name: 'serves 30/s, is asked for 10/s rising to 60/s',
    plan: httpPlan({ load: ramp(60, '12s'), timeout: '20s' }),
    service: () => {
      const waits = queue(30);
      return { http: ({ atMs }) => answer({ delayMs: waits(atMs) }) };
    },
    says: { exit: [4], grades: { errorRate: 'excellent', latency: 'poor' }, notSaid: PRAISE },
  },
  {
    name: 'answers one of four requests with 500, one a second',
    plan: httpPlan({ rate: 1 }),
    service: http(({ nth }) => (nth === 2 ? status(500) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [20, 34], notSaid: NO_FAILURE },
  },
  {
    name: 'answers its only request with 500',
    plan: httpPlan({ users: 1, class: { iterations: 1 } }),
    service: http(() => status(500)),
    says: {
      exit: [4],
      grades: { errorRate: 'poor', latency: ['none', 'poor'] },
      errorRate: [100, 100],
      notSaid: NO_FAILURE,
    },
  },
  {
    name: 'is well, and the plan offers less than its throughput bound',
    plan: httpPlan({ thresholds: [ERROR_RATE, LATENCY, throughputOf(200)] }),
    service: http(() => answer()),
    says: { exit: [0], grades: { errorRate: 'excellent', throughput: 'none' }, said: [/not applicable/i] },
  },
  {
    name: 'fails the login of every user',
    plan: httpPlan({
      users: 3,
      class: {
        thinkTime: '200ms',
        setup: [{ post: '/login', name: 'login', extract: [{ to: 'token', json: '$.token' }] }],
      },
      tasks: { items: { get: '/items', headers: { authorization: 'Bearer {{ token }}' } } },
    }),
    service: http(({ path }) => (path === '/login' ? status(500) : answer())),
    says: { exit: [4], inSentences: [/set-?up/i], notSaid: NO_FAILURE },
  },
  {
    name: 'lets nobody log in (401)',
    plan: httpPlan({
      users: 3,
      class: {
        thinkTime: '200ms',
        setup: [{ post: '/login', name: 'login', extract: [{ to: 'token', json: '$.token' }] }],
      },
      tasks: { items: { get: '/items', headers: { authorization: 'Bearer {{ token }}' } } },
    }),
    service: http(({ path }) => (path === '/login' ? status(401) : answer())),
    says: { exit: [4], inSentences: [/set-?up|credential|token/i], notSaid: NO_FAILURE },
  },
  {
    name: 'fails while the machine of Plimsoll is disturbed throughout, these seconds left out',
    plan: httpPlan(),
    service: http(({ nth }) => (nth % 2 === 1 ? status(500) : answer())),
    busyMachine: true,
    excludeBadSeconds: true,
    only: 'virtual',
    says: { exit: [4], grades: { errorRate: 'none', latency: 'none' } },
  },
  {
    name: 'is well while the machine of Plimsoll is disturbed throughout, these seconds left out',
    plan: httpPlan(),
    service: http(() => answer()),
    busyMachine: true,
    excludeBadSeconds: true,
    only: 'virtual',
    says: {
      exit: [4],
      grades: { errorRate: 'none', latency: 'none' },
      notSaid: [/no request succeeded|answered well/i],
    },
  },
];
