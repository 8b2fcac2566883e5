import { http, type Outage } from './outage.ts';
import { ERROR_RATE, httpPlan, LATENCY } from './plans.ts';
import { answer, status } from './service-script.ts';

const GATEWAY_PAGE = {
  body: '<html><h1>502 Bad Gateway</h1></html>',
  headers: { 'content-type': 'text/html' },
};
const NO_FAILURE = [/none failed/i, /(?<![\d.])0% failed/];
const token = (name: string) => ({ authorization: `Bearer ${name}` });
const items = { items: { get: '/items' } };
const during = (fromMs: number, toMs: number, code: number) =>
  http(({ atMs }) => (atMs >= fromMs && atMs < toMs ? status(code) : answer()));
const endpoints = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`e${n + 1}`, { get: `/e${n + 1}` }]));

/** Two services behind one address. */
const twoServices = (service: string) => ({ service, tasks: { [service]: { get: `/${service}` } } });

/** Outages by status: who is refused, when, and for how long. */
export const HTTP_FAILING: readonly Outage[] = [
  {
    name: 'answers everything with 500',
    plan: httpPlan({
      expectations: [
        {
          statement: 'answers within 100 ms',
          condition: { metric: 'latency', statistic: 'p95', below: 100 },
        },
      ],
    }),
    service: http(() => status(500)),
    says: {
      exit: [4],
      grades: { errorRate: 'poor', latency: ['none', 'poor'] },
      errorRate: [100, 100],
      expected: { 'answers within 100 ms': 'unmet' },
    },
  },
  {
    name: 'is behind a gateway that answers 502 with a page for the cart alone',
    plan: httpPlan({ tasks: { items: { get: '/items' }, cart: { get: '/cart' }, user: { get: '/user' } } }),
    service: http(({ path }) => (path === '/cart' ? status(502, GATEWAY_PAGE) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, inSentences: [/\bcart\b/] },
  },
  {
    name: 'answers 503 with Retry-After for the third second',
    plan: httpPlan({ duration: '6s' }),
    service: http(({ atMs }) =>
      atMs >= 2_000 && atMs < 3_000 ? status(503, { headers: { 'retry-after': '1' } }) : answer(),
    ),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [15, 18], notSaid: [/no recovery/i] },
  },
  {
    name: 'fails in every other tenth of a second',
    plan: httpPlan(),
    service: http(({ atMs }) => (Math.floor(atMs / 100) % 2 === 1 ? status(500) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [42, 58] },
  },
  {
    name: 'fails for 1.5 s, is well for 1.5 s, and so on',
    plan: httpPlan({ duration: '6s' }),
    service: http(({ atMs }) => (Math.floor(atMs / 1_500) % 2 === 1 ? status(500) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [45, 55], notSaid: [/quick recovery/i] },
  },
  {
    name: 'stops accepting the token of half of its users after 2 s',
    plan: httpPlan({
      classes: {
        first: { service: 'shop', headers: token('first'), tasks: items },
        second: { service: 'shop', headers: token('second'), tasks: items },
      },
    }),
    service: http(({ atMs, headers }) =>
      atMs >= 2_000 && headers.authorization === 'Bearer second' ? status(401) : answer(),
    ),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [20, 30],
      notSaid: [/check the token/i, /our own side/i],
    },
  },
  {
    name: 'answers 401 at one endpoint, same token accepted at the others',
    plan: httpPlan({
      tasks: { items: { get: '/items' }, cart: { get: '/cart' }, orders: { get: '/orders' } },
      class: { headers: token('first') },
    }),
    service: http(({ path }) => (path === '/orders' ? status(401) : answer())),
    says: { exit: [4], grades: { errorRate: ['poor', 'none'] }, inSentences: [/\borders\b/] },
  },
  {
    name: 'answers 403 to three of its last ten, having accepted the token',
    plan: httpPlan({ class: { headers: { 'x-api-key': 'k-1' } } }),
    service: http(({ nth }) => (nth >= 228 && nth % 4 === 0 ? status(403) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [1, 2], notSaid: [/our own side/i] },
  },
  {
    name: 'asks for a login of the proxy (407) from the first request on',
    plan: httpPlan({ class: { headers: { 'proxy-authorization': 'Basic Zm9vOmJhcg==' } } }),
    service: http(() => status(407)),
    says: { exit: [4], grades: { errorRate: ['none', 'poor'], latency: ['none', 'poor'] } },
  },
  {
    name: 'fails in the last second only',
    plan: httpPlan(),
    service: during(3_000, 60_000, 500),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [23, 27],
      notSaid: [/quick recovery|it recovered/i],
    },
  },
  {
    name: 'fails in the first second only',
    plan: httpPlan(),
    service: during(0, 1_000, 500),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [23, 27], notSaid: [/no recovery/i] },
  },
  {
    name: 'recovers in the last second',
    plan: httpPlan({ duration: '6s' }),
    service: during(1_000, 5_000, 500),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [63, 70] },
  },
  {
    name: 'fails one in a hundred, exactly the bound',
    plan: httpPlan({ rate: 50 }),
    service: http(({ nth }) => (nth % 100 === 40 ? status(500) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [1, 1], notSaid: NO_FAILURE },
  },
  {
    name: 'fails one in two hundred, exactly on the bound of Good',
    plan: httpPlan({ rate: 50 }),
    service: http(({ nth }) => (nth === 90 ? status(500) : answer())),
    says: { exit: [0], grades: { errorRate: 'acceptable' }, errorRate: [0.5, 0.5], notSaid: NO_FAILURE },
  },
  {
    name: 'answers its health check, and everything else with 500',
    plan: httpPlan().replace('url: http://TARGET', 'url: http://TARGET\n    health: /health'),
    service: http(({ path }) => (path === '/health' ? answer() : status(500))),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [100, 100] },
  },
  {
    name: 'fails in its first 2 s; warm-up 2 s',
    plan: httpPlan({ duration: '6s', warmup: '2s' }),
    service: during(0, 1_950, 500),
    says: {
      exit: [0],
      grades: { errorRate: 'excellent' },
      said: [/warm-?up/i],
      notSaid: NO_FAILURE,
    },
  },
  {
    name: 'fails where one in fifty goes: checkout',
    plan: httpPlan({ tasks: { items: { get: '/items', weight: 49 }, checkout: { post: '/checkout' } } }),
    service: http(({ path }) => (path === '/checkout' ? status(500) : answer())),
    says: {
      exit: [0, 4],
      grades: { errorRate: ['poor', 'acceptable', 'good'] },
      inSentences: [/\bcheckout\b/],
    },
  },
  {
    name: 'fails at an endpoint that nothing grades, a third of its requests',
    plan: httpPlan({
      tasks: { items: { get: '/items' }, cart: { get: '/cart' }, user: { get: '/user' } },
      thresholds: ['items', 'user'].map((endpoint) => ({ ...ERROR_RATE, endpoint })),
    }),
    service: http(({ path }) => (path === '/cart' ? status(500) : answer())),
    says: {
      exit: [4],
      inSentences: [/\bcart\b/],
      expected: { 'the service answers': 'unmet' },
    },
  },
  {
    name: 'fails at an endpoint that neither threshold nor expectation sees',
    plan: httpPlan({
      tasks: { items: { get: '/items' }, cart: { get: '/cart' }, user: { get: '/user' } },
      thresholds: ['items', 'user'].map((endpoint) => ({ ...ERROR_RATE, endpoint })),
      expectations: [],
    }),
    service: http(({ path }) => (path === '/cart' ? status(500) : answer())),
    says: { exit: [0, 4], inSentences: [/\bcart\b/], notSaid: NO_FAILURE },
  },
  {
    name: 'is two services, and the second dies after 2 s',
    plan: twoServicesPlan(),
    service: http(({ atMs, path }) => (path === '/search' && atMs >= 2_000 ? status(503) : answer())),
    says: {
      exit: [4],
      grades: { 'shop errorRate': 'excellent', 'search errorRate': 'poor' },
      inSentences: [/\bsearch\b/],
    },
  },
  {
    name: 'is two services, and one refuses its token from the start',
    plan: twoServicesPlan({ headers: token('stranger') }),
    service: http(({ path }) => (path === '/search' ? status(401) : answer())),
    says: {
      exit: [4],
      grades: { 'shop errorRate': 'excellent', 'search errorRate': 'none' },
      notSaid: [/no request reached the target/i],
    },
  },
  {
    name: 'answers everything with 500, and the plan has no gate',
    plan: httpPlan({ gate: 'none' }),
    service: http(() => status(500)),
    says: { exit: [0, 4], grades: { errorRate: 'poor' }, errorRate: [100, 100], notSaid: NO_FAILURE },
  },
  {
    name: 'is Good where the plan asks for Excellent',
    plan: httpPlan({ gate: 'excellent', expectations: [] }),
    service: http(({ nth }) => (nth === 100 ? status(500) : answer())),
    says: { exit: [4], grades: { errorRate: 'good' }, notSaid: NO_FAILURE },
  },
  {
    name: 'fails one in 240, at an endpoint of thirty',
    plan: httpPlan({ tasks: endpoints(30), thresholds: [ERROR_RATE, LATENCY] }),
    service: http(({ nth, path }) => (nth === 61 ? status(500, { body: path }) : answer())),
    says: { exit: [0], grades: { errorRate: 'good' }, inSentences: [/\be\d+\b/], notSaid: NO_FAILURE },
  },
];

function twoServicesPlan(ofSearch: Readonly<Record<string, unknown>> = {}): string {
  const both = (row: typeof ERROR_RATE) => [row, { ...row, service: 'search' }];
  const plan = httpPlan({
    classes: { buyer: twoServices('shop'), seeker: { ...twoServices('search'), ...ofSearch } },
    thresholds: both(ERROR_RATE),
  });
  return plan.replace('services:\n', 'services:\n  search:\n    url: http://TARGET\n');
}
