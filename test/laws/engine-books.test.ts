import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenProfile, Profile } from '../../src/contract/profile.ts';
import { arrivalsOf } from '../../src/workers/engine/load/schedule.ts';
import { httpPlan, httpStep } from '../support/engine-plan.ts';
import type { ScriptedAnswer } from '../support/scripted-driver.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { runVirtually, type VirtualRun } from '../support/virtual-run.ts';

const segment = fc.record({
  durationMs: fc.integer({ min: 50, max: 1_500 }),
  from: fc.integer({ min: 0, max: 120 }),
  to: fc.integer({ min: 0, max: 120 }),
});
const profile: fc.Arbitrary<Profile> = fc.oneof(
  fc.record({
    model: fc.constant('open' as const),
    arrivals: fc.constantFrom('constant' as const, 'poisson' as const),
    segments: fc.array(segment, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    model: fc.constant('closed' as const),
    segments: fc.array(segment, { minLength: 1, maxLength: 4 }),
  }),
);
const setting = fc.record({
  profile,
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  maxInFlight: fc.constantFrom(3, 20, 1_000),
  maxConnections: fc.constantFrom(2, 15, 1_000),
  maxRatePerSecond: fc.constantFrom(30, 1_000_000),
  connections: fc.constantFrom('per-user' as const, 'shared' as const, 'new-each-time' as const),
  thinkMs: fc.constantFrom(0, 30),
  steps: fc.integer({ min: 1, max: 3 }),
  stopAtUs: fc.option(fc.integer({ min: 1, max: 5_000_000 })),
  harder: fc.boolean(),
  sleepAtUs: fc.option(fc.integer({ min: 1, max: 3_000_000 })),
});
type Setting = typeof setting extends fc.Arbitrary<infer Value> ? Value : never;

/** Some answer, some fail, some are slow, some never come. */
function moody(seed: number): () => ScriptedAnswer {
  const random = seededRandom(seed);
  return () => {
    const rng = random();
    if (rng < 0.05) return { afterUs: null };
    if (rng < 0.15) return { afterUs: 5_000, status: 500 };
    if (rng < 0.2) {
      return { afterUs: -1, failure: { code: 'connect.refused', side: 'target', message: '', hint: '' } };
    }
    return { afterUs: Math.floor(random() * 400_000) };
  };
}

async function runOf(chosen: Setting): Promise<VirtualRun> {
  const steps = Array.from({ length: chosen.steps }, (_, series) => httpStep({ series, path: `/${series}` }));
  const plan = httpPlan({
    profile: chosen.profile,
    scenario: {
      connections: chosen.connections,
      thinkTime: { minMs: chosen.thinkMs, maxMs: chosen.thinkMs },
      tasks: [{ name: 'task', weight: 1, steps }],
    },
    limits: {
      maxInFlight: chosen.maxInFlight,
      maxConnections: chosen.maxConnections,
      maxRatePerSecond: chosen.maxRatePerSecond,
    },
    plan: { seed: chosen.seed },
  });
  const endUs = plan.durationMs * 1_000;
  const stopUs = Math.min(chosen.stopAtUs ?? endUs + 2_000_000, endUs + 2_000_000);
  return runVirtually(plan, {
    script: moody(chosen.seed),
    // Hanging answers never end by themselves here: every run is stopped at last.
    events: [
      [stopUs, (run) => run.stop(chosen.harder ? 'now' : 'graceful')],
      [stopUs + 100_000, (run) => run.stop('now')],
    ],
    ...(chosen.sleepAtUs === null ? {} : { asleep: [[chosen.sleepAtUs, chosen.sleepAtUs + 2_600_000]] }),
  });
}

test('the books balance in every second and in total, and what counts as sent was fired', async () => {
  await fc.assert(
    fc.asyncProperty(setting, async (chosen) => {
      const run = await runOf(chosen);
      let fired = 0;
      for (let series = 0; series < chosen.steps; series += 1) {
        let waiting = 0;
        let inFlight = 0;
        for (const second of run.seconds) {
          const counts = second.series.find((entry) => entry.series === series)?.counts;
          if (counts === undefined) {
            expect([waiting, inFlight]).toEqual([0, 0]);
            continue;
          }
          expect(counts.planned + waiting).toBe(
            counts.sent + counts.dropped + counts.cancelled + counts.waiting,
          );
          expect(counts.sent + inFlight).toBe(counts.ok + counts.errors + counts.inFlight);
          expect(Math.min(...Object.values(counts))).toBeGreaterThanOrEqual(0);
          ({ waiting, inFlight } = counts);
          fired += counts.sent;
        }
        expect(waiting).toBe(0);
      }
      expect(run.driver.fired.length).toBe(fired);
      expect(run.driver.open_).toBe(0);
      expect(run.driver.connections - run.driver.closed).toBe(0);
    }),
    { numRuns: 150 },
  );
});

test('caps hold: requests open at once, and begun per second', async () => {
  await fc.assert(
    fc.asyncProperty(setting, async (chosen) => {
      const run = await runOf(chosen);
      expect(run.driver.mostOpen).toBeLessThanOrEqual(Math.min(chosen.maxInFlight, chosen.maxConnections));
      const perSecond = new Map<number, number>();
      for (const atUs of run.firedAt()) {
        const second = Math.floor(atUs / 1_000_000);
        perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
      }
      expect(Math.max(0, ...perSecond.values())).toBeLessThanOrEqual(chosen.maxRatePerSecond);
    }),
    { numRuns: 80 },
  );
});

/** Of a profile of constant arrivals, on all threads. */
function plannedBefore(shape: OpenProfile, tUs: number): number {
  const arrivals = arrivalsOf(shape, { index: 0, count: 1 }, 0);
  let count = 0;
  for (; arrivals.atUs < tUs; arrivals.advance()) count += 1;
  return count;
}

test('whatever the service does, an open plan plans in each second what its profile says', async () => {
  const open = profile.filter(
    ({ model, ...rest }) => model === 'open' && 'arrivals' in rest && rest.arrivals === 'constant',
  );
  await fc.assert(
    fc.asyncProperty(fc.record({ chosen: setting, shape: open }), async ({ chosen, shape }) => {
      if (shape.model !== 'open') return;
      const run = await runOf({ ...chosen, profile: shape, steps: 1, stopAtUs: null });
      const planned = run.perSecond('planned');
      const expected = planned.map(
        (_, second) =>
          plannedBefore(shape, (second + 1) * 1_000_000) - plannedBefore(shape, second * 1_000_000),
      );
      expect(planned).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
