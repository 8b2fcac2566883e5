import { http, type Outage } from './outage.ts';
import { ERROR_RATE, httpPlan, LATENCY, SERVICE_ANSWERS, throughputOf } from './plans.ts';
import { answer, cut, halfGzip, hang, loginPage, queue, status } from './service-script.ts';

const NO_FAILURE = [/none failed/i, /(?<![\d.])0% failed/];
const PRAISE = [/graceful/i, /\bstable\b/i];
const items = { items: { get: '/items' } };
const token = (name: string) => ({ authorization: `Bearer ${name}` });
const ramp = {
  stages: [
    { to: 60, duration: '3s' },
    { to: 60, duration: '5s' },
  ],
  model: 'open',
};
const within = (ms: number) => ({
  statement: `answers within ${ms} ms`,
  condition: { metric: 'latency', statistic: 'p95', below: ms },
});

/** Five services behind one address, a class each; the paths name them. */
function fivePlan(more: Readonly<Record<string, unknown>> = {}): string {
  const names = ['shop', 'auth', 'search', 'cart', 'mail'];
  const classes = Object.fromEntries(
    names.map((service) => [`${service}User`, { service, tasks: { page: { get: `/${service}` } } }]),
  );
  const thresholds = names.map((service) => ({ ...ERROR_RATE, service }));
  const services = names.map((name) => `  ${name}:\n    url: http://TARGET\n`).join('');
  return httpPlan({ classes, thresholds, rate: 100, ...more }).replace(
    /services:\n {2}shop:\n {4}url: http:\/\/TARGET\n/,
    `services:\n${services}`,
  );
}

/** Outages of one kind in one row: what time, which part, how the run is driven and how it ends. */
export const HTTP_RUNS: readonly Outage[] = [
  {
    name: 'dies in the ramp, at 2 of 8 s',
    plan: httpPlan({ load: ramp, timeout: '1s' }),
    service: () => ({ http: () => answer(), down: [[2_000, 60_000]] }),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      inSentences: [/dead since|no recovery/i],
      notSaid: PRAISE,
    },
  },
  {
    name: 'is gone in the ramp and comes back, from 1 to 2 of 8 s',
    plan: httpPlan({ load: ramp }),
    service: () => ({ http: () => answer(), down: [[1_000, 2_000]] }),
    says: { exit: [4], grades: { errorRate: 'poor' }, notSaid: [/no recovery/i, /has been dead/i] },
  },
  {
    name: 'is one of five services that dies after 2 s',
    plan: fivePlan(),
    service: http(({ atMs, path }) => (path === '/mail' && atMs >= 2_000 ? status(503) : answer())),
    says: {
      exit: [4],
      grades: { 'mail errorRate': 'poor', 'shop errorRate': 'excellent', 'auth errorRate': 'excellent' },
      inSentences: [/\bmail\b/],
      notSaid: NO_FAILURE,
    },
  },
  {
    name: 'is one of five services, and nothing grades the one that is broken',
    plan: fivePlan({ thresholds: [ERROR_RATE, { ...ERROR_RATE, service: 'auth' }], expectations: [] }),
    service: http(({ path }) => (path === '/mail' ? status(500) : answer())),
    says: { exit: [4], inSentences: [/\bmail\b/], notSaid: [...NO_FAILURE, /within thresholds/i] },
  },
  {
    name: 'takes the session away after 2 s: 401 to a token that was good',
    plan: httpPlan({ class: { headers: token('first') }, duration: '6s' }),
    service: http(({ atMs }) => (atMs >= 2_000 && atMs < 4_000 ? status(401) : answer())),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [32, 35],
      notSaid: [/check the (token|credential)/i, /no recovery/i],
    },
  },
  {
    name: 'accepts the token only after 2 s: replication lags behind the login',
    plan: httpPlan({ class: { headers: token('first') } }),
    service: http(({ atMs }) => (atMs < 2_000 ? status(401) : answer())),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [45, 55],
      notSaid: [/check the credential/i],
    },
  },
  {
    name: 'answers 429 with Retry-After to everything after the first 100',
    plan: httpPlan(),
    service: http(({ nth }) => (nth < 100 ? answer() : status(429, { headers: { 'retry-after': '60' } }))),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      inSentences: [/limits? the rate|rate limit/i],
      notSaid: [/has been dead/i],
    },
  },
  {
    name: 'answers 503 with a page of maintenance from 3 s to the end',
    plan: httpPlan({ duration: '6s' }),
    service: http(({ atMs }) =>
      atMs < 3_000
        ? answer()
        : status(503, { body: '<h1>Back soon</h1>', headers: { 'content-type': 'text/html' } }),
    ),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [48, 52], inSentences: [/since 0:03/] },
  },
  {
    name: 'answers 200 with the right JSON under the wrong content type; the type is checked by its header',
    plan: httpPlan({
      tasks: { items: { get: '/items', checks: [{ header: 'content-type', contains: 'json' }] } },
    }),
    service: http(({ nth }) =>
      nth % 4 === 3 ? answer({ headers: { 'content-type': 'text/plain' } }) : answer(),
    ),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [24, 26],
      notSaid: [...NO_FAILURE, /\(test\)/],
    },
  },
  {
    name: 'is ten times slower after 120 requests (a cache that was emptied)',
    plan: httpPlan({ expectations: [SERVICE_ANSWERS, within(100)] }),
    service: http(({ nth }) => answer({ delayMs: nth < 120 ? 30 : 300 })),
    says: {
      exit: [4],
      grades: { errorRate: 'excellent', latency: 'poor' },
      expected: { 'within 100 ms': 'unmet' },
      notSaid: PRAISE,
    },
  },
  {
    name: 'resets connections that are used again',
    plan: httpPlan(),
    service: () => {
      const used = new Set<number>();
      return {
        http: ({ connection }) => {
          if (used.has(connection)) return cut;
          used.add(connection);
          return answer();
        },
      };
    },
    only: 'real',
    says: { exit: [4], grades: { errorRate: 'poor' }, notSaid: NO_FAILURE },
  },
  {
    name: 'serves a captive portal to everybody: 200, a login page; JSON is checked',
    plan: httpPlan({ tasks: { items: { get: '/items', checks: [{ json: '/ok', equals: true }] } } }),
    service: http(() => loginPage()),
    says: {
      exit: [4],
      grades: { errorRate: 'poor', latency: ['none', 'poor'] },
      errorRate: [100, 100],
      notSaid: [/work piles up/i, ...PRAISE],
    },
  },
  {
    name: 'compresses badly for one endpoint of two',
    plan: httpPlan({
      tasks: { items: { get: '/items', checks: [{ contains: '1' }] }, feed: { get: '/feed' } },
    }),
    service: http(({ path }) => (path === '/items' ? halfGzip : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, inSentences: [/\bitems\b/], notSaid: NO_FAILURE },
  },
  {
    name: 'is well, and the run is stopped after 2 of 10 s',
    plan: httpPlan({ duration: '10s' }),
    service: http(() => answer()),
    stopAtMs: 2_000,
    only: 'virtual',
    says: {
      exit: [130],
      grades: { errorRate: 'excellent' },
      expected: { 'the service answers': 'unmet' },
      inSentences: [/stopped after 2 s of 10 s/],
      notSaid: NO_FAILURE,
    },
  },
  {
    name: 'hangs, and the run is stopped before the first deadline',
    plan: httpPlan({ duration: '10s', timeout: '5s' }),
    service: http(() => hang),
    stopAtMs: 1_500,
    only: 'virtual',
    says: {
      exit: [130],
      grades: { errorRate: 'none', latency: 'none' },
      expected: { 'the service answers': 'unmet' },
      inSentences: [/none finished/],
    },
  },
  {
    name: 'is broken, and the run is stopped after 2.3 of 10 s',
    plan: httpPlan({ duration: '10s' }),
    service: http(({ nth }) => (nth % 2 === 0 ? status(500) : answer())),
    stopAtMs: 2_300,
    only: 'virtual',
    says: { exit: [130], grades: { errorRate: 'poor' }, errorRate: [48, 52], notSaid: NO_FAILURE },
  },
  {
    name: 'is stopped by hand before its first second',
    plan: httpPlan({ duration: '10s' }),
    service: http(() => answer()),
    stopAtMs: 300,
    only: 'virtual',
    says: { exit: [130], said: [/not judged/i], notSaid: [...NO_FAILURE, /stayed on schedule/i] },
  },
  {
    name: 'is well, and the machine of Plimsoll disturbed, which has to be trusted (no gate)',
    plan: httpPlan({ gate: 'none' }),
    service: http(() => answer()),
    busyMachine: true,
    options: ['--require-trust'],
    only: 'virtual',
    says: {
      exit: [6],
      expected: { 'the service answers': 'unmet' },
      inSentences: [/required a trusted load generator/],
    },
  },
  {
    name: 'mostly fails, and the plan has neither gate nor thresholds',
    plan: httpPlan({ gate: 'none', thresholds: [], expectations: [] }),
    service: http(({ nth }) => (nth % 3 === 0 ? answer() : status(500))),
    says: { exit: [0], errorRate: [65, 68], inSentences: [/no gate/], notSaid: [...NO_FAILURE, ...PRAISE] },
  },
  {
    name: 'fails within a plan of 4.5 s, in its last half second alone',
    plan: httpPlan({ duration: '4500ms' }),
    service: http(({ atMs }) => (atMs >= 3_990 ? status(500) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [10, 13] },
  },
  {
    name: 'serves 30/s of 60/s for 4.5 s',
    plan: httpPlan({ duration: '4500ms', timeout: '20s', thresholds: [ERROR_RATE, throughputOf(60)] }),
    service: () => {
      const waits = queue(30);
      return { http: ({ atMs }) => answer({ delayMs: waits(atMs) }) };
    },
    says: {
      exit: [4],
      grades: { throughput: 'poor' },
      inSentences: [/60\/s were due and 30\/s succeeded/],
      notSaid: PRAISE,
    },
  },
  {
    name: 'is well where arrivals are at random, and fails one in fifty',
    plan: httpPlan({ load: { rate: 60, arrivals: 'poisson', duration: '5s' } }),
    service: http(({ nth }) => (nth % 50 === 7 ? status(500) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [1.5, 2.5], notSaid: NO_FAILURE },
  },
  {
    name: 'is asked by two classes one after the other, and fails the second',
    plan: httpPlan({
      classes: {
        early: { service: 'shop', tasks: items },
        late: { service: 'shop', startAfter: '3s', tasks: { orders: { get: '/orders' } } },
      },
      duration: '6s',
    }),
    service: http(({ path }) => (path === '/orders' ? status(500) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, inSentences: [/\borders\b/], notSaid: NO_FAILURE },
  },
  {
    name: 'fails the second endpoint, of which every one is to answer within 100 ms',
    plan: httpPlan({
      tasks: { items: { get: '/items' }, cart: { get: '/cart' } },
      thresholds: [{ ...LATENCY, endpoint: 'items' }],
      expectations: [
        {
          statement: 'every endpoint answers within 100 ms',
          condition: { metric: 'latency', statistic: 'p95', below: 100, scope: 'every-endpoint' },
        },
      ],
    }),
    service: http(({ path }) => (path === '/cart' ? status(500) : answer())),
    says: { exit: [4], expected: { 'every endpoint': 'unmet' }, inSentences: [/\bcart\b/] },
  },
  {
    name: 'answers 20/s of 60/s, and at least 50/s are expected',
    plan: httpPlan({
      timeout: '20s',
      thresholds: [ERROR_RATE],
      expectations: [{ statement: 'serves 50/s', condition: { metric: 'throughput', above: 50 } }],
    }),
    service: () => {
      const waits = queue(20);
      return { http: ({ atMs }) => answer({ delayMs: waits(atMs) }) };
    },
    says: { exit: [4], grades: { errorRate: 'excellent' }, expected: { '50/s': 'unmet' }, notSaid: PRAISE },
  },
  {
    name: 'recovers within the last second of 4.5',
    plan: httpPlan({ duration: '4500ms' }),
    service: http(({ atMs }) => (atMs >= 1_000 && atMs < 4_100 ? status(502) : answer())),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [65, 72],
      notSaid: [/had not ended/i, /quick recovery/i],
    },
  },
];
