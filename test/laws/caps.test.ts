import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closedProfile } from '../../src/contract/profile.ts';
import type { HttpScenario, RunPlan, Scenario } from '../../src/contract/run-plan.ts';
import { shareOfCount } from '../../src/workers/engine/load/divide.ts';
import {
  type CapDemand,
  capsRefusal,
  shareOut,
  type ThreadCaps,
} from '../../src/workers/engine/load/divide-caps.ts';
import { connectionsOf } from '../../src/workers/engine/load/plan-needs.ts';
import { type Assignment, assignThreads } from '../../src/workers/threads/assign.ts';
import { constantRate } from '../support/engine-plan.ts';
import { makeHttp, makePlan, makeSse, makeStep, makeWebSocket } from '../support/made-plan.ts';

const demand: fc.Arbitrary<CapDemand> = fc.record({
  least: fc.constantFrom(0, 1),
  wants: fc.oneof(
    fc.integer({ min: 0, max: 40 }),
    fc.double({ min: 0, max: 40, noNaN: true }),
    fc.constant(Number.POSITIVE_INFINITY),
  ),
  takesRest: fc.boolean(),
});

const sumOf = (parts: readonly number[]) => parts.reduce((sum, part) => sum + part, 0);

test('parts of a cap never come to more than it, and all of it is given out where someone can use it', () => {
  fc.assert(
    fc.property(fc.array(demand, { minLength: 1, maxLength: 8 }), fc.nat({ max: 200 }), (demands, more) => {
      const cap = sumOf(demands.map(({ least }) => least)) + more;
      const parts = shareOut(cap, demands);
      expect(
        parts.every((part, index) => Number.isInteger(part) && part >= (demands[index]?.least ?? 0)),
      ).toBe(true);
      expect(sumOf(parts)).toBeLessThanOrEqual(cap);
      if (demands.some(({ takesRest, wants }) => takesRest || wants > 0)) expect(sumOf(parts)).toBe(cap);
    }),
  );
});

test('nobody goes without what it needs while there is enough for all, nor for the sake of one that has more', () => {
  fc.assert(
    fc.property(fc.array(demand, { minLength: 1, maxLength: 8 }), fc.nat({ max: 200 }), (demands, more) => {
      const cap = sumOf(demands.map(({ least }) => least)) + more;
      const needs = demands.map(({ least, wants }) => Math.max(least, Math.ceil(wants)));
      const parts = shareOut(cap, demands);
      const short = parts.filter((part, index) => part < (needs[index] ?? 0));
      if (sumOf(needs) <= cap) expect(short).toEqual([]);
      for (const part of short) expect(Math.max(...parts)).toBeLessThanOrEqual(Math.max(part, 0) + 1);
    }),
  );
});

const level = fc.integer({ min: 1, max: 60 });
const setup = fc.constantFrom([], [makeStep(0)], [makeStep(0), makeStep(0)]);
const setupPolicy = fc.record({
  shared: fc.boolean(),
  everyMs: fc.constantFrom(null, 1_000),
});
const scenario: fc.Arbitrary<Scenario> = fc.oneof(
  fc
    .record({ level, setup, setupPolicy, thinkMs: fc.constantFrom(0, 500), open: fc.boolean() })
    .map(({ level: users, thinkMs, open, ...rest }) =>
      makeHttp({
        ...rest,
        profile: open ? constantRate(users, 10_000) : closedProfile(users, Number.POSITIVE_INFINITY, 10_000),
        thinkTime: { minMs: thinkMs, maxMs: thinkMs },
      }),
    ),
  fc
    .record({ level, setup, setupPolicy, messageRatePerConnection: fc.constantFrom(0, 0.5, 4) })
    .map(({ level: connections, ...rest }) =>
      makeWebSocket(0, { ...rest, profile: closedProfile(connections, Number.POSITIVE_INFINITY, 10_000) }),
    ),
  fc
    .record({ level, setup, setupPolicy })
    .map(({ level: streams, ...rest }) =>
      makeSse(0, { ...rest, profile: closedProfile(streams, Number.POSITIVE_INFINITY, 10_000) }),
    ),
);
const plan: fc.Arbitrary<RunPlan> = fc
  .record({
    scenarios: fc.array(scenario, { minLength: 1, maxLength: 5 }),
    maxConnections: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 400 })),
    maxInFlight: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 400 })),
    maxRatePerSecond: fc.oneof(
      fc.double({ min: 0.1, max: 12, noNaN: true }),
      fc.integer({ min: 1, max: 400 }),
    ),
  })
  .map(({ scenarios, ...limits }) => {
    const made = makePlan({ scenarios });
    return { ...made, limits: { ...made.limits, ...limits } };
  });

/** What all threads of all kinds may do together. */
function together(assignments: readonly Assignment[]): ThreadCaps {
  const sum = (name: keyof ThreadCaps) => sumOf(assignments.map(({ caps }) => caps[name]));
  return { connections: sum('connections'), inFlight: sum('inFlight'), perSecond: sum('perSecond') };
}

const threads = fc.integer({ min: 1, max: 9 });

test('what all threads of all kinds may do together is never more than the plan allows, whatever it mixes', () => {
  fc.assert(
    fc.property(plan, threads, threads, (mixed, httpThreads, streamThreads) => {
      if (capsRefusal(mixed) !== null) return;
      const assignments = assignThreads(mixed, httpThreads, streamThreads);
      const sums = together(assignments);
      expect(sums.connections).toBeLessThanOrEqual(mixed.limits.maxConnections);
      expect(sums.inFlight).toBeLessThanOrEqual(mixed.limits.maxInFlight);
      expect(sums.perSecond).toBeLessThanOrEqual(mixed.limits.maxRatePerSecond);
      // Where there is HTTP, as a whole is of use to someone.
      if (!mixed.scenarios.some(({ kind }) => kind === 'http')) return;
      expect(sums.connections).toBe(mixed.limits.maxConnections);
      expect(sums.inFlight).toBe(mixed.limits.maxInFlight);
      expect(sums.perSecond).toBe(Math.floor(mixed.limits.maxRatePerSecond));
    }),
    { numRuns: 500 },
  );
});

test('a rate that nobody capped holds nobody back, not even in the second in which all streams open', () => {
  fc.assert(
    fc.property(plan, threads, threads, (mixed, httpThreads, streamThreads) => {
      const free = {
        ...mixed,
        limits: {
          ...mixed.limits,
          maxInFlight: 10_000,
          maxConnections: 1_000_000,
          maxRatePerSecond: 1_000_000,
        },
      };
      for (const { kind, scenarios, share, caps } of assignThreads(free, httpThreads, streamThreads)) {
        if (kind !== 'stream') continue;
        const begun = scenarios.map((index) => {
          const one = free.scenarios[index] as Scenario;
          const opened = shareOfCount(connectionsOf(one), share);
          return (
            opened * (1 + one.setup.length) +
            (one.kind === 'websocket' ? opened * one.messageRatePerConnection : 0)
          );
        });
        expect(caps.perSecond).toBeGreaterThanOrEqual(sumOf(begun));
      }
    }),
  );
});

test('how much of a cap streams get does not depend on how many threads there are', () => {
  fc.assert(
    fc.property(plan, threads, (mixed, httpThreads) => {
      const roomy = {
        ...mixed,
        limits: {
          ...mixed.limits,
          maxConnections: mixed.limits.maxConnections + 40,
          maxRatePerSecond: 1_000,
        },
      };
      if (capsRefusal(roomy) !== null) return;
      const ofStreams = (count: number) =>
        together(assignThreads(roomy, count, 1).filter(({ kind }) => kind === 'stream')).connections;
      // Each thread needs whole connections for each class it runs: that is all that more threads may cost the streams.
      const classes = mixed.scenarios.filter(({ kind }) => kind === 'http').length;
      const rounding = httpThreads * Math.max(1, classes);
      expect(Math.abs(ofStreams(httpThreads) - ofStreams(1))).toBeLessThanOrEqual(rounding);
    }),
  );
});

test('every thread can go on: it has at least one of whatever it uses, or the plan is refused in a sentence', () => {
  fc.assert(
    fc.property(plan, threads, threads, (mixed, httpThreads, streamThreads) => {
      const refusal = capsRefusal(mixed);
      if (refusal !== null) {
        expect(refusal).toMatch(/^limits\.max\w+ is [\d.]+, but must be at least [12]: /);
        return;
      }
      const assignments = assignThreads(mixed, httpThreads, streamThreads);
      for (const { kind, scenarios, share, caps } of assignments) {
        const own = scenarios.map((index) => mixed.scenarios[index] as Scenario);
        const isIdle = kind === 'stream' && own.every((one) => connectionsOf(one) <= share.index);
        if (isIdle) continue;
        const needsInFlight =
          kind === 'http' ||
          own.some((one) => one.setup.length > 0 && (one.setupPolicy?.shared !== true || share.index === 0));
        expect(caps.connections).toBeGreaterThanOrEqual(1);
        expect(caps.perSecond).toBeGreaterThanOrEqual(1);
        if (needsInFlight) expect(caps.inFlight).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 500 },
  );
});

test('connections that the plan has room for are there on each thread that opens them', () => {
  fc.assert(
    fc.property(plan, threads, threads, (mixed, httpThreads, streamThreads) => {
      const needed = sumOf(mixed.scenarios.map((one) => connectionsOf(one) + 1)) + httpThreads;
      const roomy = { ...mixed, limits: { ...mixed.limits, maxConnections: needed } };
      if (capsRefusal(roomy) !== null) return;
      for (const { scenarios, share, caps } of assignThreads(roomy, httpThreads, streamThreads)) {
        const own = scenarios.map((index) => connectionsOf(roomy.scenarios[index] as HttpScenario));
        const opened = sumOf(own.map((count) => Math.max(0, Math.ceil((count - share.index) / share.count))));
        expect(caps.connections).toBeGreaterThanOrEqual(opened);
      }
    }),
  );
});

test.each([
  [
    { maxConnections: 1 },
    'limits.maxConnections is 1, but must be at least 2: a plan with HTTP classes and stream classes needs one for each of them',
  ],
  [
    { maxRatePerSecond: 1 },
    'limits.maxRate is 1, but must be at least 2: a plan with HTTP classes and stream classes needs one for each of them',
  ],
  [
    { maxRatePerSecond: 0.5 },
    'limits.maxRate is 0.5, but must be at least 2: a plan with HTTP classes and stream classes needs one for each of them',
  ],
  // Connections of a stream class are no requests: only HTTP needs one in flight here.
  [{ maxInFlight: 1 }, null],
])('a cap too low for both kinds is refused before the run: %j', (limits, sentence) => {
  const mixed = makePlan({ scenarios: [makeHttp(), makeWebSocket(0)] });
  expect(capsRefusal({ ...mixed, limits: { ...mixed.limits, ...limits } })).toBe(sentence);
});
