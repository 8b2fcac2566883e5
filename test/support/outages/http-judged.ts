import { http, type Outage } from './outage.ts';
import { httpPlan } from './plans.ts';
import { answer, hang, status } from './service-script.ts';

const token = { authorization: 'Bearer first' };
const items = { items: { get: '/items' } };

/** What a run is judged by: each part, the total, or nothing at all. */
export const HTTP_JUDGED: readonly Outage[] = [
  {
    name: 'answers 500 at one endpoint and refuses the token of another from the first request on',
    plan: httpPlan({
      classes: {
        visitor: { service: 'shop', tasks: items },
        member: { service: 'shop', headers: token, tasks: { orders: { get: '/orders' } } },
      },
      thresholds: [],
      expectations: [
        {
          statement: 'every endpoint answers',
          condition: { metric: 'errorRate', scope: 'every-endpoint', below: 1 },
        },
      ],
    }),
    service: http(({ path }) => status(path === '/orders' ? 403 : 500)),
    says: {
      exit: [4],
      expected: { 'every endpoint answers': 'unmet' },
      said: [/not met: shop items: the error rate is 100%, the worst of 2/],
    },
  },
  {
    name: 'answers in 2 ms, but never at one endpoint in ten',
    plan: httpPlan({
      tasks: { items: { get: '/items', weight: 9 }, cart: { get: '/cart' } },
      thresholds: [],
      expectations: [
        {
          statement: 'fast in all',
          condition: { metric: 'latency', statistic: 'mean', scope: 'total', below: 200 },
        },
      ],
    }),
    service: http(({ path }) => (path === '/cart' ? hang : answer())),
    says: {
      exit: [4],
      expected: { 'fast in all': 'unmet' },
      said: [/not measurable: Overall: the mean is [\d.]+ ms\. shop cart returned no successful response/],
      notSaid: [/Expectation not met/],
    },
  },
  {
    name: 'answers 500 at one endpoint in three; nothing grades the plan',
    plan: httpPlan({
      tasks: { items: { get: '/items' }, cart: { get: '/cart' }, user: { get: '/user' } },
      thresholds: [],
      expectations: [],
    }),
    service: http(({ path }) => (path === '/cart' ? status(500) : answer())),
    says: {
      exit: [4],
      errorRate: [25, 42],
      said: [
        /No threshold says how many failures are too many.*give the plan a threshold on errorRate for shop\./,
      ],
      notSaid: [/\bPassed\b/, /\.\./],
    },
  },
  {
    name: 'answers everything; nothing grades the plan',
    plan: httpPlan({ thresholds: [], expectations: [] }),
    service: http(() => answer()),
    says: { exit: [0], errorRate: [0, 0], said: [/<skipped message="Passed: Not graded/], notSaid: [/\.\./] },
  },
];
