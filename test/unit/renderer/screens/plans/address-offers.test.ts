import { expect, test } from 'vitest';
import type { ServiceRow } from '../../../../../src/contract/services.ts';
import { editPlan, planData } from '../../../../../src/main/services/plans/text/edit-plan.ts';
import {
  type AddressOffer,
  addressOffers,
  serviceOffers,
} from '../../../../../src/renderer/screens/plans/requests/address-offers.ts';

const TEXT = `plimsoll: 1
name: Shop
services:
  target: { url: http://localhost:3000 } # where it is
  api: { url: http://localhost:9, health: /health }
classes:
  looking: { service: target, tasks: { items: { get: /items } } }
thresholds:
  - { service: target, metric: errorRate, excellent: 0.1, good: 0.5, acceptable: 1 }
`;
const row = (service: string, ...urls: string[]): ServiceRow => ({
  id: `id-${service}`,
  service,
  builtIn: false,
  used: true,
  addresses: urls.map((url, at) => ({ label: at === 0 ? 'local' : 'staging', url })),
  url: urls[0] ?? '',
  healthPath: null,
  health: 'up',
  latencyMs: 1,
  message: '',
  checkedAt: null,
});
const own = [
  row('shop', 'http://localhost:3000', 'https://staging.test'),
  row('api', 'http://localhost:3100'),
];

function dataOf(text: string): unknown {
  const data = planData(text);
  return data.ok ? data.value : null;
}
function edited(edits: AddressOffer['edits'] | undefined): string {
  const result = editPlan(TEXT, edits?.(dataOf(TEXT)) ?? []);
  return result.ok ? result.value : result.failure.message;
}

test('a service of a plan can follow any of the user’s whose name is free, or have one of their addresses', () => {
  const offers = addressOffers(dataOf(TEXT), 'target', own);
  expect(offers.map(({ text, detail }) => [text, detail])).toEqual([
    ['Follow shop', 'its chosen address'],
    ['http://localhost:3000', 'shop · local'],
    ['https://staging.test', 'shop · staging'],
    ['http://localhost:3100', 'api · local'],
  ]);
  expect(edited(offers[2]?.edits)).toContain('target: { url: https://staging.test } # where it is');
});

test('to follow takes the name and leaves the address out; what refers to the service comes along', () => {
  const [follow] = addressOffers(dataOf(TEXT), 'target', own);
  expect(dataOf(edited(follow?.edits))).toMatchObject({
    services: { shop: {}, api: {} },
    classes: { looking: { service: 'shop' } },
    thresholds: [{ service: 'shop' }],
  });
  const same = addressOffers(dataOf(TEXT), 'api', own).find(({ text }) => text === 'Follow api');
  expect(dataOf(edited(same?.edits))).toMatchObject({ services: { api: { health: '/health' } } });
});

test('a new service is one of the user’s that the plan does not have yet', () => {
  const offers = serviceOffers(dataOf(TEXT), own);
  expect(offers.map(({ text, detail }) => [text, detail])).toEqual([['shop', 'http://localhost:3000']]);
  expect(dataOf(edited(offers[0]?.edits))).toMatchObject({ services: { target: {}, api: {}, shop: {} } });
});
