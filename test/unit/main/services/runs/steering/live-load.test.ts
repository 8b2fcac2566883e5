import { expect, test } from 'vitest';
import { type AppliedLoad, changedLoad } from '../../../../../../src/contract/applied-load.ts';
import { liveLoadOf } from '../../../../../../src/main/services/runs/steering/live-load.ts';
import { orderLoad } from '../../../../../../src/main/services/runs/steering/order-load.ts';
import { runOf } from '../../plans/support.ts';

const PLAN = runOf(`plimsoll: 1
name: Mixed
services: { shop: { url: "http://127.0.0.1:9" } }
classes:
  buyer: { service: shop, tasks: { buy: { get: /buy } } }
  other: { service: shop, tasks: { look: { get: /look } } }
  feed: { service: shop, websocket: { path: /ws, connections: 6, connectRate: 3, messageRate: 2 } }
load: { users: 10, spawnRate: 5, duration: 20s }
`);

function momentOf(atMs: number, load: readonly AppliedLoad[] = PLAN.load) {
  return { load, planned: PLAN.load, durationMs: PLAN.durationMs, atMs };
}

test('the load of a moment is told by unit, beside what the plan has and the most it has', () => {
  expect(liveLoadOf(momentOf(900), PLAN)).toEqual({
    levels: [
      { unit: 'users', level: 5, planned: 5, peak: 10 },
      { unit: 'connections', level: 3, planned: 3, peak: 6 },
      { unit: 'messages', level: 2, planned: 2, peak: 2 },
    ],
    isSteered: false,
    refusal: '',
  });
});

test('a load that was changed stands beside what the plan would have, until it is back', () => {
  const spike = orderLoad(momentOf(8_000), { kind: 'spike', unit: 'users', level: 40, seconds: 3 });
  if (!spike.ok) throw new Error(spike.failure.message);
  const load = spike.value.changes.reduce(changedLoad, PLAN.load);
  const [users] = liveLoadOf(momentOf(9_000, load), PLAN).levels;
  expect(users).toEqual({ unit: 'users', level: 40, planned: 10, peak: 10 });
  expect(liveLoadOf(momentOf(9_000, load), PLAN).isSteered).toBe(true);
  expect(liveLoadOf(momentOf(11_500, load), PLAN)).toMatchObject({
    levels: [{ level: 10 }, { level: 6 }, { level: 2 }],
    isSteered: false,
  });
});

test('why nobody may change it is said', () => {
  const capacity = {} as NonNullable<typeof PLAN.capacity>;
  expect(liveLoadOf(momentOf(1_000), { capacity }).refusal).toMatch(/^A capacity search orders/);
  expect(liveLoadOf(momentOf(20_000), PLAN).refusal).toBe('No class of this run is still being loaded.');
});
