import { expect, test } from 'vitest';
import { closedProfile } from '../../../../src/contract/profile.ts';
import type { RunPlan, Scenario } from '../../../../src/contract/run-plan.ts';
import { assignThreads } from '../../../../src/workers/threads/assign.ts';
import { constantRate } from '../../../support/engine-plan.ts';
import { makeHttp, makePlan, makeSse, makeStep, makeWebSocket } from '../../../support/made-plan.ts';

const closed = (level: number) => closedProfile(level, Number.POSITIVE_INFINITY, 10_000);
const users = (level: number, thinkMs = 0) =>
  makeHttp({ profile: closed(level), thinkTime: { minMs: thinkMs, maxMs: thinkMs } });
const arrivals = (rate: number) => makeHttp({ profile: constantRate(rate, 10_000) });
const sockets = (level: number, messageRatePerConnection = 1, setup = [] as ReturnType<typeof makeStep>[]) =>
  makeWebSocket(1, { profile: closed(level), messageRatePerConnection, setup });
const readers = (level: number) => makeSse(4, { profile: closed(level) });

const PLANS: Readonly<Record<string, readonly Scenario[]>> = {
  'users 40': [users(40)],
  'users 40 who think, arrivals 30': [users(40, 500), arrivals(30)],
  'sockets 30, readers 5': [sockets(30), readers(5)],
  'users 20, sockets 30': [users(20), sockets(30)],
  'users 90 who think, sockets 60': [users(90, 500), sockets(60, 0.5)],
  'arrivals 50, sockets 12 with setups': [arrivals(50), sockets(12, 4, [makeStep(0)])],
};
const CAPS: Readonly<Record<string, Partial<RunPlan['limits']>>> = {
  ample: { maxConnections: 1_000_000, maxInFlight: 10_000, maxRatePerSecond: 1_000_000 },
  tight: { maxConnections: 100, maxInFlight: 50, maxRatePerSecond: 40 },
  'too low': { maxConnections: 7, maxInFlight: 5, maxRatePerSecond: 9 },
};

/** Connections, requests in flight and rate of each thread, HTTP threads first. */
const DIVIDED: readonly (readonly [plan: string, caps: string, httpThreads: number, parts: string])[] = [
  ['users 40', 'ample', 1, '1000000/10000/1000000'],
  ['users 40', 'ample', 3, '333334/3334/333334 333333/3333/333333 333333/3333/333333'],
  ['users 40', 'tight', 1, '100/50/40'],
  ['users 40', 'tight', 3, '34/17/14 33/17/13 33/16/13'],
  ['users 40', 'too low', 1, '7/5/9'],
  ['users 40', 'too low', 3, '3/2/3 2/2/3 2/1/3'],
  ['users 40 who think, arrivals 30', 'ample', 1, '1000000/10000/1000000'],
  ['users 40 who think, arrivals 30', 'ample', 3, '333334/3334/333334 333333/3333/333333 333333/3333/333333'],
  ['users 40 who think, arrivals 30', 'tight', 1, '100/50/40'],
  ['users 40 who think, arrivals 30', 'tight', 3, '34/17/14 33/17/13 33/16/13'],
  ['users 40 who think, arrivals 30', 'too low', 1, '7/5/9'],
  ['users 40 who think, arrivals 30', 'too low', 3, '3/2/3 2/2/3 2/1/3'],
  ['sockets 30, readers 5', 'ample', 1, '1000000/0/1000000'],
  ['sockets 30, readers 5', 'ample', 3, '1000000/0/1000000'],
  ['sockets 30, readers 5', 'tight', 1, '100/0/40'],
  ['sockets 30, readers 5', 'tight', 3, '100/0/40'],
  ['sockets 30, readers 5', 'too low', 1, '7/0/9'],
  ['sockets 30, readers 5', 'too low', 3, '7/0/9'],
  ['users 20, sockets 30', 'ample', 1, '999970/10000/999880 30/0/120'],
  ['users 20, sockets 30', 'ample', 3, '333324/3334/333294 333323/3333/333293 333323/3333/333293 30/0/120'],
  ['users 20, sockets 30', 'tight', 1, '70/50/20 30/0/20'],
  ['users 20, sockets 30', 'tight', 3, '24/17/7 23/17/7 23/16/6 30/0/20'],
  ['users 20, sockets 30', 'too low', 1, '4/5/5 3/0/4'],
  ['users 20, sockets 30', 'too low', 3, '2/2/2 1/2/2 1/1/1 3/0/4'],
  ['users 90 who think, sockets 60', 'ample', 1, '999940/10000/999820 60/0/180'],
  [
    'users 90 who think, sockets 60',
    'ample',
    3,
    '333314/3334/333274 333313/3333/333273 333313/3333/333273 60/0/180',
  ],
  ['users 90 who think, sockets 60', 'tight', 1, '50/50/20 50/0/20'],
  ['users 90 who think, sockets 60', 'tight', 3, '17/17/7 17/17/7 16/16/6 50/0/20'],
  ['users 90 who think, sockets 60', 'too low', 1, '4/5/5 3/0/4'],
  ['users 90 who think, sockets 60', 'too low', 3, '2/2/2 1/2/2 1/1/1 3/0/4'],
  ['arrivals 50, sockets 12 with setups', 'ample', 1, '999988/9988/999856 12/12/144'],
  [
    'arrivals 50, sockets 12 with setups',
    'ample',
    3,
    '333330/3330/333286 333329/3329/333285 333329/3329/333285 12/12/144',
  ],
  ['arrivals 50, sockets 12 with setups', 'tight', 1, '88/38/20 12/12/20'],
  ['arrivals 50, sockets 12 with setups', 'tight', 3, '30/13/7 29/13/7 29/12/6 12/12/20'],
  ['arrivals 50, sockets 12 with setups', 'too low', 1, '4/3/5 3/2/4'],
  ['arrivals 50, sockets 12 with setups', 'too low', 3, '2/1/2 1/1/2 1/1/1 3/2/4'],
];

test.each(DIVIDED)('%s, caps %s, on %i HTTP threads: %s', (plan, caps, httpThreads, parts) => {
  const made = makePlan({ scenarios: PLANS[plan] ?? [] });
  const limited = { ...made, limits: { ...made.limits, ...CAPS[caps] } };
  const told = assignThreads(limited, httpThreads, 1).map(
    ({ caps: { connections, inFlight, perSecond } }) => `${connections}/${inFlight}/${perSecond}`,
  );
  expect(told.join(' ')).toBe(parts);
});
