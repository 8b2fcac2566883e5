import { http, type Outage } from './outage.ts';
import { httpPlan } from './plans.ts';
import { answer, hang, status } from './service-script.ts';

const first = { authorization: 'Bearer first' };

/** What a run says of causes: by what was sent, and by what everybody saw. */
export const HTTP_CAUSES: readonly Outage[] = [
  {
    name: 'accepts the token everywhere but at one endpoint, which answers 403 from the first request on',
    plan: httpPlan({
      tasks: { items: { get: '/items' }, cart: { get: '/cart' }, orders: { get: '/orders' } },
      class: { headers: first },
    }),
    service: http(({ path }) => (path === '/orders' ? status(403) : answer())),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      inSentences: [/have no permission for an endpoint/, /\borders\b/],
      notSaid: [/that it had accepted/, /revoked/],
    },
  },
  {
    name: 'answers 403 to requests without a credential, from the first one on',
    plan: httpPlan(),
    service: http(() => status(403)),
    says: {
      exit: [4],
      grades: { errorRate: 'none' },
      said: [/refused a request that carried no credentials: status 403/],
      notSaid: [/check the token/i],
    },
  },
  {
    name: 'never answers every tenth request of its ten users, who wait',
    plan: httpPlan({ users: 10, duration: '5s', timeout: '10s', class: { thinkTime: '20ms' } }),
    service: http(({ nth }) => (nth % 10 === 9 ? hang : answer())),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      inSentences: [/never get a response|hang/i, /all 10 users? w/i],
      notSaid: [/\bdead\b/i],
    },
  },
  {
    name: 'stalls for two seconds; its users wait',
    plan: httpPlan({ users: 5, duration: '8s', timeout: '5s', class: { thinkTime: '100ms' } }),
    service: http(({ atMs }) =>
      atMs > 3_500 && atMs < 5_500 ? answer({ delayMs: 5_500 - atMs }) : answer(),
    ),
    says: { exit: [0, 4], grades: { errorRate: 'excellent' }, inSentences: [/A stall from 0:03 to 0:05/] },
  },
];
