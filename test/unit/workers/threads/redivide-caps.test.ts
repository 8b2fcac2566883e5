import { describe, expect, test } from 'vitest';
import { type AppliedLoad, changedLoad, type LoadSegment } from '../../../../src/contract/applied-load.ts';
import type { Profile } from '../../../../src/contract/profile.ts';
import type { RunPlan, Scenario } from '../../../../src/contract/run-plan.ts';
import { assignThreads } from '../../../../src/workers/threads/assign.ts';
import { redividedCaps } from '../../../../src/workers/threads/redivide-caps.ts';
import { countedPlan } from '../../../support/counted-plan.ts';
import { makeHttp, makePlan, makeWebSocket } from '../../../support/made-plan.ts';

const hold = (level: number): Profile => ({
  model: 'closed',
  segments: [{ durationMs: 60_000, from: level, to: level }],
});
const capped = (scenarios: Scenario[], limits: Partial<RunPlan['limits']>): RunPlan => {
  const plan = makePlan({ scenarios });
  return { ...plan, limits: { ...plan.limits, ...limits } };
};
const segment = (level: number, more: Partial<LoadSegment> = {}): LoadSegment => ({
  startMs: 5_000,
  durationMs: 55_000,
  from: level,
  to: level,
  cause: 'steered',
  ...more,
});

interface Change {
  readonly httpThreads?: number;
  /** As it was steered before, and is divided. */
  readonly before?: readonly AppliedLoad[];
  readonly atMs?: number;
}

/** Parts of the threads in words, or the code of a refusal and its sentence. */
function steered(plan: RunPlan, changes: Record<string, readonly LoadSegment[]>, change: Change = {}) {
  const { httpThreads = 1, before = plan.load, atMs = 5_000 } = change;
  const assignments = assignThreads(plan, httpThreads, 1);
  const after = Object.entries(changes).reduce(
    (load, [name, segments]) => changedLoad(load, { name, segments }),
    before,
  );
  const parts = assignments.map(({ caps }) => caps);
  const divided = redividedCaps({ plan, assignments, parts, before, after, atMs });
  if (!divided.ok) return divided.failure;
  return divided.value.map(
    ({ connections, inFlight, perSecond }) => `${connections}/${inFlight}/${perSecond}`,
  );
}

const HTTP = 'GatewayRESTUser';
const mixed = capped([makeHttp({ profile: hold(20) }), makeWebSocket(1, { name: 'w', profile: hold(30) })], {
  maxConnections: 100,
  maxRatePerSecond: 400,
});

test('streams that are steered up get what they need of what requests leave', () => {
  expect(assignThreads(mixed, 1, 1).map(({ caps }) => caps.connections)).toEqual([70, 30]);
  expect(steered(mixed, { w: [segment(50)] })).toEqual(['50/10000/345', '50/0/55']);
  expect(steered(mixed, { w: [segment(80)] })).toEqual(['20/10000/312', '80/0/88']);
  expect(steered(mixed, { w: [segment(30, { messagesPerSecond: 12 })] })).toEqual([
    '70/10000/37',
    '30/0/363',
  ]);
});

test('requests that are steered up get what streams leave', () => {
  expect(steered(mixed, { w: [segment(10)], [HTTP]: [segment(90)] })).toEqual(['90/10000/360', '10/0/40']);
});

test('a load beyond the caps is refused in a sentence that names the limit and what raises it', () => {
  expect(steered(mixed, { w: [segment(81)] })).toEqual({
    code: 'steer.thread_cap',
    side: 'guard',
    message:
      'This load needs 20 connections for requests and 81 for streams; 2 load threads share 100 (maxConnections).',
    hint: 'Raise maxConnections in the limits of the plan, and run it again.',
  });
  expect(steered(mixed, { [HTTP]: [segment(71)] })).toMatchObject({ code: 'steer.thread_cap' });
  expect(steered(mixed, { w: [segment(30, { messagesPerSecond: 14 })] })).toMatchObject({
    message:
      'This load needs 10 requests and messages per second for requests and 420 for streams; 2 load threads share 400 (maxRate).',
  });
});

test('each HTTP thread has room for its own users', () => {
  const users = capped([makeHttp({ profile: hold(3) })], { maxConnections: 60, maxInFlight: 40 });
  expect(steered(users, { [HTTP]: [segment(40)] }, { httpThreads: 3 })).toEqual([
    expect.stringMatching(/^20\/14\//),
    expect.stringMatching(/^20\/13\//),
    expect.stringMatching(/^20\/13\//),
  ]);
  expect(steered(users, { [HTTP]: [segment(41)] }, { httpThreads: 3 })).toMatchObject({
    message: expect.stringContaining('41 requests in flight for requests'),
  });
});

test('what a plan asks for beyond its caps was admitted: it goes on with what it has, and is not made less', () => {
  const over = capped(
    [makeHttp({ profile: hold(200) }), makeWebSocket(1, { name: 'w', profile: hold(30) })],
    { maxConnections: 100 },
  );
  expect(steered(over, { w: [segment(20)] })).toEqual([
    expect.stringMatching(/^70\//),
    expect.stringMatching(/^30\//),
  ]);
  expect(steered(over, { w: [segment(31)] })).toMatchObject({ code: 'steer.thread_cap' });
});

test('what was to come until the change has its part as well, where there is room for both', () => {
  // 30 connections are there in the second of the change.
  expect(steered(mixed, { w: [segment(10)] })).toEqual([
    expect.stringMatching(/^70\//),
    expect.stringMatching(/^30\//),
  ]);
  const before = changedLoad(mixed.load, { name: 'w', segments: [segment(10, { startMs: 2_000 })] });
  expect(steered(mixed, { w: [segment(12)] }, { before })).toEqual([
    expect.stringMatching(/^88\//),
    expect.stringMatching(/^12\//),
  ]);
});

test('arrivals need no more connections than they find: streams are not refused for the sake of slow answers', () => {
  const open: Profile = { ...hold(500), model: 'open', arrivals: 'constant' };
  const plan = capped([makeHttp({ profile: open }), makeWebSocket(1, { name: 'w', profile: hold(10) })], {
    maxConnections: 100,
  });
  expect(steered(plan, { w: [segment(99)] })).toEqual([
    expect.stringMatching(/^1\//),
    expect.stringMatching(/^99\//),
  ]);
});

describe('the rate of a search whose users are fewer than its threads', () => {
  const classed = (more: Partial<Parameters<typeof makeHttp>[0]>, isSearch = true) => {
    const made = capped([makeHttp({ profile: hold(0), ...more })], { maxRatePerSecond: 2_000 });
    return isSearch ? countedPlan(made, { limitsUs: [], knownAfterUs: 1_000_000, series: [] }) : made;
  };
  const rates = (plan: RunPlan, users: number) => {
    const parts = steered(plan, { [HTTP]: [segment(users)] }, { httpThreads: 4 });
    return Array.isArray(parts) ? parts.map((part) => Number(part.split('/')[2])) : parts;
  };

  test('is for the threads that have any: one user can use up all of it', () => {
    expect(rates(classed({}), 1)).toEqual([1_997, 1, 1, 1]);
    expect(rates(classed({}), 2)).toEqual([999, 999, 1, 1]);
    expect(rates(classed({}), 4)).toEqual([500, 500, 500, 500]);
  });

  test('is for all where there are none: what is under way ends on every thread', () => {
    expect(rates(classed({}), 0)).toEqual([500, 500, 500, 500]);
  });

  test('is for the users that are to come, whatever was applied until then', () => {
    expect(rates(classed({ profile: hold(50), thinkTime: { minMs: 0, maxMs: 0 } }), 1)).toEqual([
      1_997, 1, 1, 1,
    ]);
    const open: Profile = { ...hold(400), model: 'open', arrivals: 'constant' };
    const plan = capped(
      [makeHttp({ name: 'arrivals', profile: open }), makeHttp({ name: 'twin', profile: hold(0) })],
      { maxRatePerSecond: 2_000 },
    );
    const search = countedPlan(plan, { limitsUs: [], knownAfterUs: 1_000_000, series: [] });
    const change = { arrivals: [segment(0)], twin: [segment(1)] };
    const parts = steered(search, change, { httpThreads: 4 });
    const each = Array.isArray(parts) ? parts.map((part) => Number(part.split('/')[2])) : [];
    // What arrives until then, 100 per second, still goes out on every thread.
    expect(each).toEqual([1_697, 101, 101, 101]);
    expect(each.reduce((sum, part) => sum + part, 0)).toBe(2_000);
    // A second later all is the user's but the two that each thread needs at least, one for either class.
    const before = Object.entries(change).reduce(
      (load, [name, segments]) => changedLoad(load, { name, segments }),
      search.load,
    );
    const settled = steered(search, {}, { httpThreads: 4, before, atMs: 6_000 });
    expect(settled).toEqual([
      expect.stringMatching(/\/1994$/),
      ...Array(3).fill(expect.stringMatching(/\/2$/)),
    ]);
  });

  test('is not refused to a user who thinks for the sake of threads that have none', () => {
    expect(rates(classed({ thinkTime: { minMs: 1, maxMs: 1 } }), 1)).toEqual([1_997, 1, 1, 1]);
  });

  test('is for all where somebody steers by hand', () => {
    expect(rates(classed({}, false), 1)).toEqual([500, 500, 500, 500]);
  });
});
