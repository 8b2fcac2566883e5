import type { ServiceName } from '../../../src/contract/sample-services.ts';
import type { App } from '../../../src/main/services/app-port.ts';

const SHOP_PLAN = `plimsoll: 1
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

/** As written, with a slip on each kind of line, and as no YAML. */
const PLANS: readonly string[] = [
  SHOP_PLAN,
  SHOP_PLAN.replace('lunch time', 'lunch time (copy)').replace('health: /health', 'helth: /health'),
  SHOP_PLAN.replace('Shop at lunch time', 'Shop, broken off').replace('  shop: {', '  shop: {{'),
];

const CUSTOMERS = ['id,name,city', '1001,Ann,Oslo', '1002,Ben,Bergen', '1003,Cleo,Tromsø'].join('\n');

/** Services and plans of a user, set up by the commands a page would give. One of the built-in services is down. */
export async function setUpUserData(app: App, urls: Readonly<Record<ServiceName, string>>): Promise<void> {
  const { handlers } = app;
  const shop = [
    { label: 'local', url: urls.gateway },
    { label: 'staging', url: 'https://shop.staging.example' },
  ];
  await handlers['services.add']({ service: 'shop', addresses: shop, healthPath: '/health' });
  await handlers['services.add']({ service: 'search', addresses: [{ label: 'local', url: urls.auth }] });
  for (const id of ['gateway', 'streaming', 'auth', 'entitlements'] as const)
    await handlers['services.change']({ id, addresses: [{ label: 'local', url: urls[id] }] });
  for (const text of PLANS.toReversed()) {
    const saved = await handlers['plans.save']({ text });
    if (!saved.ok) throw new Error(saved.failure.message);
    const planId = saved.value.row?.planId;
    if (text !== SHOP_PLAN || planId === undefined) continue;
    const base64 = Buffer.from(CUSTOMERS).toString('base64');
    await handlers['plans.putFile']({ planId, name: 'customers.csv', base64 });
  }
}
