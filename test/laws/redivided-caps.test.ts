import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedLoad } from '../../src/contract/applied-load.ts';
import { closedProfile } from '../../src/contract/profile.ts';
import type { Scenario } from '../../src/contract/run-plan.ts';
import { shareOfCount } from '../../src/workers/engine/load/divide.ts';
import { capsRefusal, type ThreadCaps } from '../../src/workers/engine/load/divide-caps.ts';
import { assignThreads } from '../../src/workers/threads/assign.ts';
import { redividedCaps } from '../../src/workers/threads/redivide-caps.ts';
import { constantRate } from '../support/engine-plan.ts';
import { makeHttp, makePlan, makeSse, makeWebSocket } from '../support/made-plan.ts';

const DURATION_MS = 10_000;
const closed = (level: number) => closedProfile(level, Number.POSITIVE_INFINITY, DURATION_MS);
const thinkTime = { minMs: 500, maxMs: 500 };
const kinds: readonly ((level: number, name: string) => Scenario)[] = [
  (level, name) => makeHttp({ name, profile: closed(level), thinkTime }),
  (level, name) => makeHttp({ name, profile: constantRate(level, DURATION_MS) }),
  (level, name) => makeWebSocket(0, { name, profile: closed(level), messageRatePerConnection: 2 }),
  (level, name) => makeSse(0, { name, profile: closed(level) }),
];
const classes = fc.array(
  fc.record({
    kind: fc.integer({ min: 0, max: kinds.length - 1 }),
    level: fc.nat({ max: 30 }),
    steeredTo: fc.nat({ max: 30 }),
  }),
  { minLength: 1, maxLength: 4 },
);
const run = fc.record({
  classes,
  maxConnections: fc.integer({ min: 2, max: 150 }),
  maxRatePerSecond: fc.integer({ min: 2, max: 300 }),
  httpThreads: fc.integer({ min: 1, max: 4 }),
});

/** What a thread needs of each cap at this load, as it would be told by hand. */
function neededBy(
  scenarios: readonly Scenario[],
  level: (name: string) => number,
  share: Parameters<typeof shareOfCount>[1],
) {
  const sum = (read: (scenario: Scenario, own: number) => number) =>
    scenarios.reduce((total, one) => total + read(one, shareOfCount(level(one.name), share)), 0);
  const isOpen = ({ profile }: Scenario) => profile.model === 'open';
  return {
    connections: sum((one, own) => (isOpen(one) ? 0 : own)),
    // Two tasks a second of each user, two messages of each socket.
    perSecond: sum((one, own) =>
      isOpen(one)
        ? level(one.name) / share.count
        : one.kind === 'http'
          ? (2 * level(one.name)) / share.count
          : one.kind === 'websocket'
            ? 2 * own
            : 0,
    ),
  };
}

const sumOf = (parts: readonly ThreadCaps[], name: keyof ThreadCaps) =>
  parts.reduce((sum, part) => sum + part[name], 0);

test('a steered load gets what it needs on every thread wherever the caps have it, and never more than they have', () => {
  let fitted = 0;
  fc.assert(
    fc.property(run, ({ classes: own, maxConnections, maxRatePerSecond, httpThreads }) => {
      const made = makePlan({
        scenarios: own.map(({ kind, level }, nth) =>
          (kinds[kind] as (typeof kinds)[number])(level, `c${nth}`),
        ),
        durationMs: DURATION_MS,
      });
      const plan = { ...made, limits: { ...made.limits, maxConnections, maxRatePerSecond } };
      if (capsRefusal(plan) !== null) return;
      const assignments = assignThreads(plan, httpThreads, 1);
      const after = own.reduce(
        (load, { steeredTo }, nth) =>
          changedLoad(load, {
            name: `c${nth}`,
            segments: [
              { startMs: 5_000, durationMs: 5_000, from: steeredTo, to: steeredTo, cause: 'steered' },
            ],
          }),
        plan.load,
      );
      const parts = assignments.map(({ caps }) => caps);
      const divided = redividedCaps({ plan, assignments, parts, before: plan.load, after, atMs: 5_000 });
      const needs = assignments.map(({ scenarios, share }) =>
        neededBy(
          scenarios.flatMap((index) => plan.scenarios[index] ?? []),
          (name) => own[Number(name.slice(1))]?.steeredTo ?? 0,
          share,
        ),
      );
      // Beside what is needed: one for each class and thread, parts in whole numbers, and a tenth of what streams open with.
      const beside = assignments.length * (own.length + 1) * 4;
      const fits = (name: 'connections' | 'perSecond', cap: number) =>
        needs.reduce((sum, need) => sum + Math.ceil(need[name]), 0) + beside <= cap;
      if (fits('connections', maxConnections) && fits('perSecond', maxRatePerSecond)) {
        fitted += 1;
        expect(divided.ok).toBe(true);
      }
      if (!divided.ok) {
        expect(divided.failure).toMatchObject({ code: 'steer.thread_cap' });
        expect(divided.failure.message).toMatch(/\((maxConnections|maxInFlight|maxRate)\)\.$/);
        return;
      }
      expect(sumOf(divided.value, 'connections')).toBeLessThanOrEqual(maxConnections);
      expect(sumOf(divided.value, 'perSecond')).toBeLessThanOrEqual(maxRatePerSecond);
      for (const [thread, need] of needs.entries()) {
        const [now, before] = [divided.value[thread], parts[thread]];
        // What the plan asked for beyond its caps goes on with what it had.
        for (const name of ['connections', 'perSecond'] as const)
          expect(now?.[name]).toBeGreaterThanOrEqual(Math.min(Math.floor(need[name]), before?.[name] ?? 0));
      }
    }),
    { numRuns: 500, seed: 14 },
  );
  expect(fitted).toBeGreaterThan(50);
});
