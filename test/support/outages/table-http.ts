import { http, type Outage } from './outage.ts';
import { ERROR_RATE, httpPlan, LATENCY, SERVICE_ANSWERS, throughputOf } from './plans.ts';
import { allowance, answer, drip, halfGzip, hang, loginPage, queue, status } from './service-script.ts';

const WITH_TOKEN = { class: { headers: { authorization: 'Bearer first' } } };
/** What to do about load, said of a run that says nothing of load. */
const LOAD_ADVICE = /add instances|Work piles up|scale that one|lower the load/i;
const OUR_SIDE = [/check the token/i, /our own side/i];
const NO_FAILURE = [/none failed/i, /(?<![\d.])0% failed/];
const JSON_CHECKED = { tasks: { items: { get: '/items', checks: [{ json: '/ok', equals: true }] } } };
const paths = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`e${n + 1}`, { get: `/e${n + 1}` }]));
const FROM_2_S = 2_000;

/** The HTTP rows of the table: each is named by its service. */
export const HTTP_TABLE: readonly Outage[] = [
  {
    name: 'answers 403 to everybody from second 3 of 5',
    plan: httpPlan({ duration: '5s', ...WITH_TOKEN }),
    service: http(({ atMs }) => (atMs < 3_000 ? answer() : status(403))),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [30, 50], notSaid: OUR_SIDE },
  },
  {
    name: 'refuses the token from the first request on',
    plan: httpPlan(WITH_TOKEN),
    service: http(() => status(401)),
    says: {
      exit: [4],
      grades: { errorRate: 'none', latency: 'none' },
      inSentences: [/token|credential/i],
      notSaid: [LOAD_ADVICE, /no request reached the target/i],
    },
  },
  {
    name: 'answers 403 to one in twenty, same token',
    plan: httpPlan(WITH_TOKEN),
    service: http(({ nth }) => (nth % 20 === 7 ? status(403) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [4, 6], notSaid: OUR_SIDE },
  },
  {
    name: 'never accepts one of two tokens, a tenth of the requests',
    plan: httpPlan({
      classes: {
        known: {
          service: 'shop',
          weight: 9,
          headers: { authorization: 'Bearer known' },
          tasks: { items: { get: '/items' } },
        },
        stranger: {
          service: 'shop',
          weight: 1,
          headers: { authorization: 'Bearer stranger' },
          tasks: { items: { get: '/items' } },
        },
      },
    }),
    service: http(({ headers }) => (headers.authorization === 'Bearer stranger' ? status(401) : answer())),
    says: { exit: [4], grades: { errorRate: ['none', 'poor'], latency: 'none' } },
  },
  {
    name: 'two of four endpoints answer 500',
    plan: httpPlan({ tasks: paths(4) }),
    service: http(({ path }) => (path === '/e2' || path === '/e3' ? status(500) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [35, 65] },
  },
  {
    name: 'one of ten endpoints answers 500; bounds are whole-service',
    plan: httpPlan({ tasks: paths(10) }),
    service: http(({ path }) => (path === '/e7' ? status(500) : answer())),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [4, 18],
      inSentences: [/\be7\b/],
      notSaid: [/within thresholds/i],
    },
  },
  {
    name: 'answers 502 for 0.5 s in every 2 s',
    plan: httpPlan(),
    service: http(({ atMs }) => (atMs % 2_000 < 500 ? status(502) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [22, 28] },
  },
  {
    name: 'answers 500 to one of 240',
    plan: httpPlan(),
    service: http(({ nth }) => (nth === 117 ? status(500) : answer())),
    says: {
      exit: [0],
      grades: { errorRate: 'good', latency: 'excellent' },
      inSentences: [/\b1 of 240|0\.42%|\bone request|\b1 request/i],
      notSaid: NO_FAILURE,
    },
  },
  {
    name: 'answers 500 from 1 to 2.5 s of 6',
    plan: httpPlan({ duration: '6s' }),
    service: http(({ atMs }) => (atMs >= 1_000 && atMs < 2_500 ? status(500) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [23, 27], notSaid: [/no recovery/i] },
  },
  {
    name: 'never answers every second request (20/s)',
    plan: httpPlan({ rate: 20, thresholds: [ERROR_RATE, LATENCY, throughputOf(20)] }),
    service: http(({ nth }) => (nth % 2 === 1 ? hang : answer())),
    says: {
      exit: [4],
      grades: { errorRate: 'poor', throughput: 'poor' },
      errorRate: [48, 52],
      notSaid: [/not applicable/i, /(?:offer(?:s|ed)?|asks?) 1?\d(?:\.\d+)?\/s/i],
    },
  },
  {
    name: 'drips bodies, slower than the deadline',
    plan: httpPlan({ rate: 20 }),
    service: http(() => drip),
    says: { exit: [4], grades: { errorRate: 'poor', latency: ['poor', 'none'] }, errorRate: [100, 100] },
  },
  {
    name: 'serves 30/s, is asked for 60/s',
    plan: httpPlan({ timeout: '10s', thresholds: [ERROR_RATE, LATENCY, throughputOf(60)] }),
    service: () => {
      const waits = queue(30);
      return { http: ({ atMs }) => answer({ delayMs: waits(atMs) }) };
    },
    says: {
      exit: [4],
      grades: { errorRate: 'excellent', latency: 'poor', throughput: 'poor' },
      notSaid: [/graceful/i, /\bstable\b/i, /closes connections after each (?:answer|response)/i],
    },
  },
  {
    name: 'is slow for 1.5 s; warm-up 2 s',
    plan: httpPlan({ duration: '6s', warmup: '2s' }),
    service: http(({ atMs }) => answer({ delayMs: atMs < 1_500 ? 600 : 2 })),
    says: {
      exit: [0],
      grades: { errorRate: 'excellent', latency: 'excellent' },
      said: [/warm-?up/i],
    },
  },
  {
    name: 'answers 204 from 2 s on; JSON is checked',
    plan: httpPlan(JSON_CHECKED),
    service: http(({ atMs }) => (atMs < FROM_2_S ? answer() : status(204, { body: '' }))),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [45, 55], notSaid: [/\(test\)/] },
  },
  {
    name: 'answers a login page (200, HTML) from 2 s on; JSON is checked',
    plan: httpPlan(JSON_CHECKED),
    service: http(({ atMs }) => (atMs < FROM_2_S ? answer() : loginPage())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [45, 55], notSaid: [/\(test\)/] },
  },
  {
    name: 'redirects to a login page from 2 s on; followed, nothing checked',
    plan: httpPlan({ limits: { followRedirects: 3 } }),
    service: http(({ atMs, path }) => {
      if (path === '/login') return loginPage();
      return atMs < FROM_2_S ? answer() : status(302, { headers: { location: '/login' } });
    }),
    says: { exit: [0, 4], inSentences: [/redirect/i] },
  },
  {
    name: 'sends truncated gzip from 2 s on; JSON is checked',
    plan: httpPlan(JSON_CHECKED),
    service: http(({ atMs }) => (atMs < FROM_2_S ? answer() : halfGzip)),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [45, 55], notSaid: [/\(test\)/] },
  },
  {
    name: 'answers 429 above 30/s, is asked for 60/s',
    plan: httpPlan(),
    service: () => {
      const allowed = allowance(30);
      return { http: ({ atMs }) => (allowed(atMs) ? answer() : status(429)) };
    },
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [45, 55],
      inSentences: [/limits? the rate|rate limit/i],
    },
  },
  {
    name: 'refuses connections from second 3 of 5',
    plan: httpPlan({ duration: '5s' }),
    service: () => ({ http: () => answer(), down: [[3_000, 60_000]] }),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [35, 45] },
  },
  {
    name: 'does not listen (`--force`)',
    plan: httpPlan(),
    service: () => ({ down: [[0, 60_000]] }),
    options: ['--force'],
    says: { exit: [3], grades: { errorRate: ['poor', 'none'], latency: ['poor', 'none'] } },
  },
  {
    name: 'every graded endpoint answers 500; an ungraded status page is fast',
    plan: httpPlan({
      tasks: { items: { get: '/items' }, cart: { get: '/cart' }, status: { get: '/status' } },
      thresholds: ['items', 'cart'].flatMap((endpoint) => [
        { ...ERROR_RATE, endpoint },
        { ...LATENCY, endpoint },
      ]),
      expectations: [
        SERVICE_ANSWERS,
        {
          statement: 'answers within 100 ms',
          condition: { metric: 'latency', statistic: 'p95', below: 100 },
        },
      ],
    }),
    service: http(({ path }) => (path === '/status' ? answer() : status(500))),
    says: {
      exit: [4],
      grades: { errorRate: 'poor', latency: ['poor', 'none'] },
      expected: { 'answers within 100 ms': 'unmet', 'the service answers': 'unmet' },
    },
  },
  {
    name: 'is well; not one request is due',
    plan: httpPlan({ load: { rate: 0.05, arrivals: 'poisson', duration: '4s', seed: 1 } }),
    service: http(() => answer()),
    says: { exit: [4], grades: { errorRate: 'none', latency: 'none' }, notSaid: [/all \d* ?grades are/i] },
  },
  {
    name: 'answers its only request',
    plan: httpPlan({ users: 1, class: { iterations: 1 } }),
    service: http(() => answer()),
    says: {
      exit: [0, 4],
      grades: { errorRate: ['excellent', 'none'], latency: ['excellent', 'none'] },
      inSentences: [/too small/i],
      notSaid: [/\bstable\b/i],
    },
  },
  {
    name: 'answers everything fast and right',
    plan: httpPlan(),
    service: http(() => answer()),
    says: {
      exit: [0],
      grades: { errorRate: 'excellent', latency: 'excellent' },
      inSentences: [/excellent/i],
      expected: { 'the service answers': 'met' },
    },
  },
  {
    name: "is well, but busy loops share Plimsoll's processor (`--require-trust`)",
    plan: httpPlan(),
    service: http(() => answer({ delayMs: 120 })),
    busyMachine: true,
    options: ['--require-trust'],
    says: { exit: [6], notSaid: [/database|\bqueries\b|cache misses|lock contention|work piles up/i] },
  },
  {
    name: 'bare address, 30% answers 500',
    plan: 'http://TARGET/items',
    overrides: { rate: 60, durationMs: 4_000 },
    service: http(({ nth }) => (nth % 10 < 3 ? status(500) : answer())),
    says: { exit: [0, 4], errorRate: [29, 31], inSentences: [/\b30(?:\.\d+)? ?%/], notSaid: NO_FAILURE },
  },
];
