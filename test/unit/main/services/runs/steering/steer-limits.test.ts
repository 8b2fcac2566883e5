import { expect, test } from 'vitest';
import type { MachineLimits } from '../../../../../../src/contract/machine.ts';
import type { Profile } from '../../../../../../src/contract/profile.ts';
import type { RunPlan } from '../../../../../../src/contract/run-plan.ts';
import type { SteerAct } from '../../../../../../src/contract/steering.ts';
import { orderLoad } from '../../../../../../src/main/services/runs/steering/order-load.ts';
import { limitRefusal } from '../../../../../../src/main/services/runs/steering/steer-limits.ts';
import { makeHttp, makePlan, makeWebSocket } from '../../../../../support/made-plan.ts';

const machine: MachineLimits = { cores: 4, openFiles: null, localPorts: null, freeMemoryBytes: 8e9 };
const hold = (level: number): Profile => ({
  model: 'closed',
  segments: [{ durationMs: 60_000, from: level, to: level }],
});
const users = makePlan({ scenarios: [makeHttp({ profile: hold(10) })] });
const rate = makePlan({
  scenarios: [makeHttp({ profile: { ...hold(100), model: 'open', arrivals: 'constant' } })],
});
const sockets = makePlan({ scenarios: [makeWebSocket(0, { profile: hold(10) })] });

function refusal(plan: RunPlan, act: SteerAct, on: MachineLimits = machine) {
  const { load, durationMs } = plan;
  const ordered = orderLoad({ load, planned: load, durationMs, atMs: 10_000 }, act);
  if (!ordered.ok) throw new Error(ordered.failure.message);
  const { changes } = ordered.value;
  const failure = limitRefusal({ plan, load: changes, atMs: 10_000, machine: on });
  return failure === null ? null : [failure.code, failure.message];
}

const capped = (plan: RunPlan, limits: Partial<RunPlan['limits']>): RunPlan => ({
  ...plan,
  limits: { ...plan.limits, ...limits },
});

test.each([
  ['users', capped(users, { maxInFlight: 50 }), 50, 51, '51 requests in flight; the limit of this run is 50'],
  ['users', capped(users, { maxConnections: 40 }), 40, 41, '41 connections; the limit of this run is 40'],
  [
    'rate',
    capped(rate, { maxRatePerSecond: 200 }),
    200,
    201,
    '201 requests and messages per second; the limit of this run is 200',
  ],
  [
    'connections',
    capped(sockets, { maxConnections: 30 }),
    30,
    31,
    '31 connections; the limit of this run is 30',
  ],
  [
    'messages',
    capped(sockets, { maxRatePerSecond: 100 }),
    10,
    11,
    '110 requests and messages per second; the limit of this run is 100',
  ],
] as const)('%s up to a cap of the guard and no further', (unit, plan, allowed, beyond, words) => {
  expect(refusal(plan, { kind: 'set', unit, level: allowed })).toBeNull();
  expect(refusal(plan, { kind: 'set', unit, level: beyond })).toEqual([
    'steer.cap',
    `This load needs ${words}.`,
  ]);
});

test('no more than 80% of what this machine has', () => {
  const files = { ...machine, openFiles: { limit: 1_000, inUse: 36 } };
  expect(refusal(users, { kind: 'set', unit: 'users', level: 700 }, files)).toBeNull();
  expect(refusal(users, { kind: 'set', unit: 'users', level: 800 }, files)).toEqual([
    'steer.machine_limit',
    'This load needs 900 of 1,000 file descriptors (90%): results would measure this machine.',
  ]);
  expect(refusal(rate, { kind: 'set', unit: 'rate', level: 99_000 }, { ...machine, cores: 2 })?.[0]).toBe(
    'steer.machine_limit',
  );
});

test('what the plan itself needs was admitted before the run, or forced', () => {
  const forced = capped(users, { maxInFlight: 5 });
  expect(refusal(forced, { kind: 'set', unit: 'users', level: 10 })).toBeNull();
  expect(refusal(forced, { kind: 'back' })).toBeNull();
  expect(refusal(forced, { kind: 'set', unit: 'users', level: 11 })?.[0]).toBe('steer.cap');
});

test('a load that no machine can bear', () => {
  const free = capped(rate, { maxRatePerSecond: 1e9 });
  expect(refusal(free, { kind: 'set', unit: 'rate', level: 300_000 })?.[0]).toBe('plan.absurd');
});

test('no more users than have a row of their own', () => {
  const plan = {
    ...users,
    values: { name: { feed: 'people', column: 'name', order: 'unique' } },
    scenarios: [makeHttp({ profile: hold(10), headers: { 'X-User': '{{ name }}' } })],
  } as const satisfies RunPlan;
  expect(refusal(plan, { kind: 'set', unit: 'users', level: 10 })).toBeNull();
  expect(refusal(plan, { kind: 'set', unit: 'users', level: 11 })).toEqual([
    'steer.rows',
    'Each user of GatewayRESTUser has a row of people of its own, and 10 rows are reserved for them.',
  ]);
});
