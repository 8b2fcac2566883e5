import type { Threshold } from '../../../contract/threshold.ts';
import type { PlanCheck } from '../../../contract/wire.ts';

/** A plan of the demo: its text, and what the program would say of it. */
export interface DemoPlan {
  readonly planId: string;
  readonly name: string;
  readonly load: string;
  readonly durationMs: number | null;
  readonly purpose: 'validation' | 'capacity' | 'benchmark' | 'stress' | null;
  readonly text: string;
  readonly check: PlanCheck;
}

const SHOP_TEXT = `plimsoll: 1
name: Shop at lunch time
purpose: capacity
services:
  shop: { url: http://localhost:3000, health: /health }
values:
  token: { secret: shop-token }
  customer: { feed: customers.csv, column: id, order: unique }
classes:
  # Most people only look.
  browsing:
    service: shop
    weight: 3
    thinkTime: { between: [1s, 3s] }
    headers: { Authorization: "Bearer {{ token }}" }
    tasks:
      catalogue: { weight: 6, get: /items, checks: [{ json: /items }] }
      item: { weight: 3, get: "/items/{{ customer }}" }
      search: { weight: 1, get: /search, query: { q: lamp } }
  buying:
    service: shop
    thinkTime: 2s
    tasks:
      order:
        steps:
          - { name: put in basket, post: /basket, body: { json: { item: 7 } }, extract: [{ to: basket, json: /id }] }
          - { name: pay, post: "/basket/{{ basket }}/pay", checks: [{ status: 201 }] }
load:
  users: 0
  stages:
    - { to: 40, duration: 1m }
    - { duration: 3m }
    - { shape: spike, to: 120, duration: 30s }
    - { to: 10, duration: 30s }
  warmup: 10s
thresholds:
  - { service: shop, metric: latency, statistic: p95, excellent: 100, good: 300, acceptable: 1000 }
  - { service: shop, metric: errorRate, excellent: 0.1, good: 0.5, acceptable: 1 }
`;

const SHOP_THRESHOLDS: readonly Threshold[] = [
  {
    service: 'shop',
    metric: 'latency',
    statistic: 'p95',
    excellent: 100,
    good: 300,
    acceptable: 1000,
  },
  { service: 'shop', metric: 'errorRate', excellent: 0.1, good: 0.5, acceptable: 1 },
];

const SHOP_DATA = {
  plimsoll: 1,
  name: 'Shop at lunch time',
  purpose: 'capacity',
  services: { shop: { url: 'http://localhost:3000', health: '/health' } },
  values: {
    token: { secret: 'shop-token' },
    customer: { feed: 'customers.csv', column: 'id', order: 'unique' },
  },
  classes: {
    browsing: {
      service: 'shop',
      weight: 3,
      thinkTime: { between: ['1s', '3s'] },
      headers: { Authorization: 'Bearer {{ token }}' },
      tasks: {
        catalogue: { weight: 6, get: '/items', checks: [{ json: '/items' }] },
        item: { weight: 3, get: '/items/{{ customer }}' },
        search: { weight: 1, get: '/search', query: { q: 'lamp' } },
      },
    },
    buying: {
      service: 'shop',
      thinkTime: '2s',
      tasks: {
        order: {
          steps: [
            {
              name: 'put in basket',
              post: '/basket',
              body: { json: { item: 7 } },
              extract: [{ to: 'basket', json: '/id' }],
            },
            { name: 'pay', post: '/basket/{{ basket }}/pay', checks: [{ status: 201 }] },
          ],
        },
      },
    },
  },
  load: {
    users: 0,
    stages: [
      { to: 40, duration: '1m' },
      { duration: '3m' },
      { shape: 'spike', to: 120, duration: '30s' },
      { to: 10, duration: '30s' },
    ],
    warmup: '10s',
  },
  thresholds: SHOP_THRESHOLDS,
};

const ENDPOINTS: readonly (readonly [string, number])[] = [
  ['catalogue', 41],
  ['item', 20],
  ['search', 7],
  ['put in basket', 16],
  ['pay', 16],
];

const SHOP_CHECK: PlanCheck = {
  readable: true,
  data: SHOP_DATA,
  problems: [],
  preview: {
    name: 'Shop at lunch time',
    sentences: [
      '120 users have started after 4m. browsing 90 and buying 30. Between two tasks a user thinks for 1s to 3s.',
      'That is at most 31/s on average, however fast the answers, over 5 endpoints.',
      'It takes 5m, of which the first 10s are warm-up and not counted.',
      'Before it starts, shop is health-checked.',
    ],
    warnings: [],
    durationMs: 300_000,
    load: { users: 120, warmupMs: 10_000 },
    endpoints: ENDPOINTS.map(([endpoint, sharePercent]) => ({
      service: 'shop',
      endpoint,
      protocol: 'http',
      sharePercent,
    })),
    targets: [{ service: 'shop', url: 'http://localhost:3000' }],
    thresholds: SHOP_THRESHOLDS,
    ungraded: [],
  },
  suite: null,
  needs: [{ variable: 'PLIMSOLL_SECRET_SHOP_TOKEN', kind: 'secret', from: 'session' }],
};

/** The same plan with a slip on each kind of line. */
const FAULTY_TEXT = SHOP_TEXT.replace('health: /health', 'helth: /health').replace(
  '  users: 0',
  '  users: many',
);

/** A text that is no YAML. */
const BROKEN_TEXT = SHOP_TEXT.replace('  shop: {', '  shop: {{');

export const DEMO_PLANS: readonly DemoPlan[] = [
  {
    planId: 'plan-shop',
    name: 'Shop at lunch time',
    load: '120 users · 5m',
    durationMs: 300_000,
    purpose: 'capacity',
    text: SHOP_TEXT,
    check: SHOP_CHECK,
  },
  {
    planId: 'plan-faulty',
    name: 'Shop at lunch time (copy)',
    load: '',
    durationMs: null,
    purpose: null,
    text: FAULTY_TEXT,
    check: {
      ...SHOP_CHECK,
      data: {
        ...SHOP_DATA,
        services: { shop: { url: 'http://localhost:3000', helth: '/health' } },
        load: { ...SHOP_DATA.load, users: 'many' },
      },
      preview: null,
      needs: [],
      problems: [
        {
          line: 5,
          column: 40,
          path: ['services', 'shop', 'helth'],
          code: 'plan.unknown_key',
          message: '"helth" is not a key of a plan here; did you mean "health"?',
        },
        {
          line: 30,
          column: 10,
          path: ['load', 'users'],
          code: 'plan.invalid',
          message: '"users" is "many", but must be a number',
        },
      ],
    },
  },
  {
    planId: 'plan-broken',
    name: 'Shop, broken off',
    load: '',
    durationMs: null,
    purpose: null,
    text: BROKEN_TEXT,
    check: {
      readable: false,
      data: null,
      preview: null,
      suite: null,
      needs: [],
      problems: [
        {
          line: 5,
          column: 9,
          path: [],
          code: 'plan.yaml',
          message: 'flow map in block collection must be sufficiently indented and end with a }',
        },
      ],
    },
  },
];
