import { http, type Outage } from './outage.ts';
import { httpPlan } from './plans.ts';
import { answer, cut, cutBody, drip, halfGzip, hang, loginPage, status } from './service-script.ts';

const NO_FAILURE = [/none failed/i, /(?<![\d.])0% failed/];
const CHECKED = { tasks: { items: { get: '/items', checks: [{ json: '/ok', equals: true }] } } };

/** Outages in which no whole answer comes, or one that is not what was asked for. */
export const HTTP_BROKEN: readonly Outage[] = [
  {
    name: 'accepts connections and never answers',
    plan: httpPlan({ rate: 20 }),
    service: http(() => hang),
    says: { exit: [4], grades: { errorRate: 'poor', latency: ['none', 'poor'] }, errorRate: [100, 100] },
  },
  {
    name: 'never answers one in fifty',
    plan: httpPlan(),
    service: http(({ nth }) => (nth % 50 === 25 ? hang : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [1.5, 2.5] },
  },
  {
    name: 'cuts every third connection without an answer',
    plan: httpPlan(),
    service: http(({ nth }) => (nth % 3 === 2 ? cut : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [32, 35] },
  },
  {
    name: 'cuts one in ten inside the body',
    plan: httpPlan(),
    service: http(({ nth }) => (nth % 10 === 5 ? cutBody : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [9, 11] },
  },
  {
    name: 'drips the bodies of one endpoint of three',
    plan: httpPlan({
      rate: 30,
      tasks: { items: { get: '/items' }, cart: { get: '/cart' }, feed: { get: '/feed' } },
    }),
    service: http(({ path }) => (path === '/feed' ? drip : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, inSentences: [/\bfeed\b/] },
  },
  {
    name: 'is slow, then dead',
    plan: httpPlan(),
    service: http(({ atMs }) => (atMs < 2_000 ? answer({ delayMs: 200 }) : hang)),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [45, 60],
      notSaid: [/quick recovery|recovered/i],
    },
  },
  {
    name: 'is dead, then slow',
    plan: httpPlan(),
    service: http(({ atMs }) => (atMs < 2_000 ? hang : answer({ delayMs: 400 }))),
    says: {
      exit: [4],
      grades: { errorRate: 'poor', latency: 'poor' },
      errorRate: [45, 55],
      notSaid: [/no recovery/i],
    },
  },
  {
    name: 'is restarted: gone from 1 to 2 s of 6',
    plan: httpPlan({ duration: '6s' }),
    service: () => ({ http: () => answer(), down: [[1_000, 2_000]] }),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [12, 20], notSaid: [/no recovery/i] },
  },
  {
    name: 'is gone for the last half second',
    plan: httpPlan(),
    service: () => ({ http: () => answer(), down: [[3_500, 60_000]] }),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [10, 15] },
  },
  {
    name: 'answers 200 with an empty body, JSON is checked',
    plan: httpPlan(CHECKED),
    service: http(() => answer({ body: '' })),
    says: {
      exit: [4],
      grades: { errorRate: 'poor', latency: ['none', 'poor'] },
      errorRate: [100, 100],
      notSaid: [/\(test\)/],
    },
  },
  {
    name: 'answers 206 with half of the document, JSON is checked',
    plan: httpPlan(CHECKED),
    service: http(({ atMs }) => (atMs < 2_000 ? answer() : status(206, { body: '{"ok":tr' }))),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [45, 55] },
  },
  {
    name: 'says {"ok":false} with 200 to one in ten, JSON is checked',
    plan: httpPlan(CHECKED),
    service: http(({ nth }) => (nth % 10 === 3 ? answer({ body: '{"ok":false}' }) : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [9, 11], notSaid: [/\(test\)/] },
  },
  {
    name: 'redirects to a login page from 2 s on; not followed',
    plan: httpPlan(),
    service: http(({ atMs }) => (atMs < 2_000 ? answer() : status(302, { headers: { location: '/login' } }))),
    says: { exit: [0, 4], inSentences: [/redirect|\b302\b/i] },
  },
  {
    name: 'redirects in circles from 2 s on; followed',
    plan: httpPlan({ limits: { followRedirects: 3 } }),
    service: http(({ atMs }) => (atMs < 2_000 ? answer() : status(302, { headers: { location: '/items' } }))),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [45, 55] },
  },
  {
    name: 'answers a login page with 200 to one in twenty; a text is checked',
    plan: httpPlan({ tasks: { items: { get: '/items', checks: [{ contains: 'items' }] } } }),
    service: http(({ nth }) => (nth % 20 === 9 ? loginPage() : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [4, 6], notSaid: NO_FAILURE },
  },
  {
    name: 'sends half of its compressed bodies cut short; nothing is checked',
    plan: httpPlan({ tasks: { items: { get: '/items', checks: [{ contains: '1' }] } } }),
    service: http(({ nth }) => (nth % 2 === 0 ? halfGzip : answer())),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [48, 52] },
  },
  {
    name: 'speaks HTTP where the plan speaks TLS',
    plan: httpPlan().replace('http://TARGET', 'https://TARGET'),
    service: http(() => answer()),
    only: 'real',
    options: ['--force'],
    says: { exit: [3, 4], grades: { errorRate: ['poor', 'none'] }, said: [/TLS/] },
  },
];
