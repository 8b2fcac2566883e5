import { describe, expect, it } from 'vitest';
import type { AddressRequest } from '../../../../../../src/contract/address-request.ts';
import type { Overrides } from '../../../../../../src/contract/plan.ts';
import { resolvePlan } from '../../../../../../src/main/services/plans/compile/resolve-plan.ts';
import { savedPlan } from '../../../../../../src/main/services/plans/export/saved-plan.ts';
import { PRESETS_DIR } from '../support.ts';

const options = { presetsDir: PRESETS_DIR };
const TOKEN = 'canary-T0k3n-9f8e7d6c5b4a';
const order: AddressRequest = {
  method: 'put',
  bearer: TOKEN,
  headers: [['X-Tenant', 'acme']],
  body: { text: '{"a":{"b":[1,2,{"c":"x: y # z"}]}}', type: 'application/json' },
  expect: [200, 201],
  checks: [{ json: '/ok', equals: true }],
};
const more = [
  { url: 'http://h.test:81/orders', request: order },
  { url: 'http://h.test/orders', request: order },
];

describe('the plan of an address, saved', () => {
  it.each<[string, AddressRequest, Overrides, typeof more?]>([
    ['http://h.test/', {}, {}],
    ['http://h.test/a?b=c&d={{e}}', order, { users: 20, spawnRate: 5, durationMs: 90_500, timeoutMs: 2_500 }],
    [
      'http://h.test/',
      order,
      { rate: 12.5, arrivals: 'poisson', durationMs: 15_000, warmupMs: 3_000, seed: 7 },
    ],
    [
      'http://h.test/',
      order,
      { requests: 1_000, users: 4, maxRate: 40, maxConnections: 4, maxDurationMs: 60_000 },
    ],
    ['http://h.test/', order, { requests: 1_000, rate: 100 }],
    ['http://h.test/', { basic: `ada:${TOKEN}`, cookie: `sid=${TOKEN}` }, { users: 3 }, more],
    ['http://h.test/', {}, { rate: 30 }, more],
    ['http://h.test/', {}, { strictHttp: true }],
    ['ws://h.test/ws', {}, { users: 50 }],
    ['ws://h.test/ws', {}, { users: 50, spawnRate: 5, durationMs: 20_000 }],
    [
      `ws://h.test/ws?token=${TOKEN}`,
      {},
      {
        connections: 7,
        spawnRate: 3,
        messageRate: 2,
        message: '{"a":1}',
        reply: { pointer: '/t', value: 1 },
        confirm: { pointer: '/c', value: true },
      },
    ],
    ['wss://h.test/ws', { bearer: TOKEN }, { subscribe: ['x'], durationMs: 10_000 }],
    ['http://h.test/events', {}, { sse: true, connections: 5, durationMs: 20_000, warmupMs: 1_000 }],
    ['http://h.test/events', {}, { sse: true, users: 5 }],
  ])('runs as %s %j %j did', async (url, request, overrides, others) => {
    const address = { kind: 'url', url, request, ...(others && { more: others }) } as const;
    const saved = savedPlan(address, overrides);
    if (!saved.ok) throw new Error(saved.failure.message);
    const typed = await resolvePlan(address, overrides, options);
    const again = await resolvePlan({ kind: 'text', text: saved.value.text }, {}, options);
    if (!typed.ok || !again.ok) throw new Error(JSON.stringify([typed, again, saved.value.text]));
    expect(again.value.plan).toEqual(typed.value.plan);
    expect(saved.value.left).toEqual([]);
    expect(saved.value.text).not.toContain(TOKEN);
    expect(saved.value.needs.map(({ variable }) => variable)).toEqual(Object.keys(typed.value.secrets));
  });

  const SEARCH = { objectives: ['p95<200ms', 'errors<1%'] };
  it.each<[string, Overrides]>([
    ['http://h.test/', { capacity: SEARCH }],
    [
      'http://h.test/',
      {
        capacity: {
          ...SEARCH,
          ...{ from: 5, to: 60, maxMs: 120_000, ladder: true, thoroughness: 'precise', recovery: 'none' },
        },
        arrivals: 'constant',
      },
    ],
    ['http://h.test/', { capacity: { ...SEARCH, by: 'users' }, maxRate: 40 }],
    ['http://h.test/events', { capacity: { ...SEARCH, by: 'connections' } }],
    ['ws://h.test/ws', { capacity: SEARCH, messageRate: 2 }],
  ])('searches as %s %j did', async (url, overrides) => {
    const address = { kind: 'url', url } as const;
    const saved = savedPlan(address, overrides);
    if (!saved.ok) throw new Error(saved.failure.message);
    const typed = await resolvePlan(address, overrides, options);
    const said = { capacity: {}, ...(overrides.arrivals && { arrivals: overrides.arrivals }) };
    const again = await resolvePlan({ kind: 'text', text: saved.value.text }, said, options);
    if (!typed.ok || !again.ok) throw new Error(JSON.stringify([typed, again, saved.value.text]));
    expect(again.value.plan).toEqual(typed.value.plan);
    expect(saved.value.left).toEqual(overrides.arrivals === undefined ? [] : ['arrivals']);
  });

  it.each<[string, Overrides]>([
    ['http://h.test/', { requests: 1_000, durationMs: 10_000 }],
    ['http://h.test/', { requests: 1_000, warmupMs: 2_000, rate: 100 }],
    ['ws://h.test/ws', { users: 50, connections: 7 }],
    ['ws://h.test/ws', { rate: 5 }],
  ])('is refused where the run is: %s %j', async (url, overrides) => {
    const address = { kind: 'url', url } as const;
    const typed = await resolvePlan(address, overrides, options);
    expect([typed.ok, savedPlan(address, overrides)]).toEqual([false, typed]);
  });

  it('says what its credentials are, and what is to be said again', () => {
    const address = {
      kind: 'url',
      url: `http://h.test/?api_key=${TOKEN}`,
      request: { basic: `ada:${TOKEN}` },
    } as const;
    const saved = savedPlan(address, { threads: 2, precision: 'spin' });
    expect(saved).toMatchObject({
      value: {
        needs: [
          { variable: 'PLIMSOLL_SECRET_AUTHORIZATION', holds: 'the base64 of user:password' },
          { variable: 'PLIMSOLL_SECRET_API_KEY', holds: 'what was given as api-key' },
        ],
        left: ['threads', 'precision'],
      },
    });
    if (saved.ok)
      expect(saved.value.text.split('\n').slice(0, 3)).toEqual([
        '# Before a run, set in the environment:',
        '#   PLIMSOLL_SECRET_AUTHORIZATION: the base64 of user:password',
        '#   PLIMSOLL_SECRET_API_KEY: what was given as api-key',
      ]);
  });
});
