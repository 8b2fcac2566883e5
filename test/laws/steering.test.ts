import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenProfile, Profile } from '../../src/contract/profile.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import { type Arrivals, arrivalsOf } from '../../src/workers/engine/load/schedule.ts';
import { httpPlan } from '../support/engine-plan.ts';
import { lawRuns } from '../support/law-runs.ts';
import type { ScriptedAnswer } from '../support/scripted-driver.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { drawnChanges, type SteeredProfile, steeredProfile } from '../support/steered-load.ts';
import { runVirtually, type VirtualRun } from '../support/virtual-run.ts';

const NAME = 'user';
const segment = fc.record({
  durationMs: fc.integer({ min: 50, max: 1_500 }),
  from: fc.integer({ min: 0, max: 120 }),
  to: fc.integer({ min: 0, max: 120 }),
});
const segments = fc.array(segment, { minLength: 1, maxLength: 3 });
const open = fc.record({
  model: fc.constant('open' as const),
  arrivals: fc.constantFrom('constant' as const, 'poisson' as const),
  segments,
});
const closed = fc.record({ model: fc.constant('closed' as const), segments });
const threads = fc.integer({ min: 1, max: 4 });
const seed = fc.integer({ min: 0, max: 1_000_000 });
/** How long before or after a change takes effect a thread hears of it. */
const heard = fc.array(fc.integer({ min: -60_000, max: 40_000 }), { minLength: 16, maxLength: 16 });

interface Arrival {
  readonly index: number;
  readonly atUs: number;
}

/** All arrivals of a share, steered at the times at which it hears of each change. */
function steeredArrivals(
  shape: OpenProfile,
  { orders }: SteeredProfile,
  of: { share: { index: number; count: number }; seed: number; heardUs: (nth: number) => number },
): Arrival[] {
  const arrivals = arrivalsOf(shape, of.share, of.seed);
  const found: Arrival[] = [];
  let doneUs = 0;
  orders.forEach(({ atMs, change }, nth) => {
    doneUs = Math.max(doneUs, atMs * 1_000 + of.heardUs(nth));
    takeBefore(arrivals, doneUs, found);
    arrivals.steer(atMs * 1_000, change.segments, doneUs);
    expect(arrivals.atUs).toBeGreaterThanOrEqual(doneUs);
  });
  takeBefore(arrivals, Number.POSITIVE_INFINITY, found);
  return found;
}

function takeBefore(arrivals: Arrivals, untilUs: number, into: Arrival[]): void {
  for (; arrivals.atUs < untilUs; arrivals.advance())
    into.push({ index: arrivals.index, atUs: arrivals.atUs });
}

test('steered arrivals are those of a plan that was written so from the start, on any number of threads', () => {
  fc.assert(
    fc.property(open, drawnChanges(150), threads, seed, heard, (shape, drawn, count, from, early) => {
      const steered = steeredProfile(shape, drawn, NAME);
      const written = steeredArrivals(
        steered.written,
        { ...steered, orders: [] },
        {
          share: { index: 0, count: 1 },
          seed: from,
          heardUs: () => 0,
        },
      );
      const all = Array.from({ length: count }, (_, index) =>
        steeredArrivals(shape, steered, {
          share: { index, count },
          seed: from,
          heardUs: (nth) => -Math.abs(early[(nth * count + index) % early.length] ?? 0),
        }),
      ).flat();
      all.sort((a, b) => a.index - b.index);
      expect(all.map(({ index }) => index)).toEqual(written.map(({ index }) => index));
      // A ramp that is cut is two pieces of the written plan: their times may be rounded the other way.
      for (const [nth, { atUs }] of all.entries())
        expect(Math.abs(atUs - (written[nth]?.atUs ?? Number.NaN))).toBeLessThanOrEqual(1);
    }),
    lawRuns(1_000, 40),
  );
});

test('a thread that hears late loses nothing, doubles nothing, and starts nothing in the past', () => {
  fc.assert(
    fc.property(open, drawnChanges(150), seed, heard, (shape, drawn, from, late) => {
      const steered = steeredProfile(shape, drawn, NAME);
      const share = { index: 0, count: 1 };
      const written = steeredArrivals(
        steered.written,
        { ...steered, orders: [] },
        {
          share,
          seed: from,
          heardUs: () => 0,
        },
      );
      const found = steeredArrivals(shape, steered, { share, seed: from, heardUs: (nth) => late[nth] ?? 0 });
      expect(found.map(({ index }) => index)).toEqual(found.map((_, nth) => nth));
      for (const [nth, { atUs }] of found.entries())
        expect(atUs).toBeGreaterThanOrEqual(found[nth - 1]?.atUs ?? 0);
      // What it sent before it heard stays sent; all else comes as written.
      const lastHeardUs = Math.max(
        0,
        ...steered.orders.map(({ atMs }, nth) => atMs * 1_000 + (late[nth] ?? 0)),
      );
      const sentBefore = found.filter(({ atUs }) => atUs < lastHeardUs).length;
      expect(found.length).toBe(Math.max(sentBefore, written.length));
    }),
    lawRuns(1_000, 40),
  );
});

/** Some answer, some fail, some are slow, some never come. */
function moody(from: number): () => ScriptedAnswer {
  const random = seededRandom(from);
  return () => {
    const rng = random();
    if (rng < 0.05) return { afterUs: null };
    return rng < 0.15 ? { afterUs: 5_000, status: 500 } : { afterUs: Math.floor(random() * 400_000) };
  };
}

interface Steered {
  readonly profile: Profile;
  readonly orders: SteeredProfile['orders'];
  readonly seed: number;
  readonly thread?: { index: number; count: number };
  readonly limits?: Partial<RunPlan['limits']>;
  readonly stopAtUs?: number;
}

function play({ profile, orders, seed: from, thread, limits = {}, stopAtUs }: Steered): Promise<VirtualRun> {
  const plan = httpPlan({
    profile,
    limits,
    plan: { seed: from },
    scenario: { thinkTime: { minMs: 20, maxMs: 20 } },
  });
  const stopUs = stopAtUs ?? plan.durationMs * 1_000 + 1_500_000;
  return runVirtually(plan, {
    script: moody(from),
    ...(thread === undefined ? {} : { thread }),
    events: [
      ...orders.map(
        ({ atMs, change }) =>
          [Math.max(0, atMs * 1_000 - 60_000), (run: VirtualRun) => run.steer([change])] as const,
      ),
      [stopUs, (run) => run.stop('graceful')],
      [stopUs + 100_000, (run) => run.stop('now')],
    ],
  });
}

test('the counters balance in every second of a run that is steered, whatever the service does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(open, closed),
      drawnChanges(120),
      seed,
      fc.record({
        maxInFlight: fc.constantFrom(3, 20, 1_000),
        maxConnections: fc.constantFrom(2, 15, 1_000),
        maxRatePerSecond: fc.constantFrom(30, 1_000_000),
      }),
      fc.option(fc.integer({ min: 1, max: 4_000_000 }), { nil: undefined }),
      async (profile, drawn, from, limits, stopAtUs) => {
        const { orders } = steeredProfile(profile, drawn, NAME);
        const run = await play({
          profile,
          orders,
          seed: from,
          limits,
          ...(stopAtUs === undefined ? {} : { stopAtUs }),
        });
        let [waiting, inFlight, sent] = [0, 0, 0];
        for (const { series } of run.seconds) {
          const [counts] = series.map((entry) => entry.counts);
          if (counts === undefined) continue;
          expect(counts.planned + waiting).toBe(
            counts.sent + counts.dropped + counts.cancelled + counts.waiting,
          );
          expect(counts.sent + inFlight).toBe(counts.ok + counts.errors + counts.inFlight);
          ({ waiting, inFlight } = counts);
          sent += counts.sent;
        }
        expect([waiting, sent]).toEqual([0, run.driver.fired.length]);
        expect(run.driver.mostOpen).toBeLessThanOrEqual(Math.min(limits.maxInFlight, limits.maxConnections));
      },
    ),
    lawRuns(300, 12),
  );
});

test('an open run plans in each second what was applied, on one thread and on three', async () => {
  await fc.assert(
    fc.asyncProperty(open, drawnChanges(150), seed, async (profile, drawn, from) => {
      const steered = steeredProfile(profile, drawn, NAME);
      const { orders } = steered;
      const wanted = steeredArrivals(profile, steered, {
        share: { index: 0, count: 1 },
        seed: from,
        heardUs: () => -60_000,
      });
      const expected: number[] = [];
      for (const { atUs } of wanted) {
        const second = Math.floor(atUs / 1_000_000);
        expected[second] = (expected[second] ?? 0) + 1;
      }
      for (const count of [1, 3]) {
        const runs = await Promise.all(
          Array.from({ length: count }, (_, index) =>
            play({ profile, orders, seed: from, thread: { index, count } }),
          ),
        );
        const planned = runs.map((run) => run.perSecond('planned'));
        for (let second = 0; second < Math.max(...planned.map(({ length }) => length)); second += 1) {
          const sum = planned.reduce((total, own) => total + (own[second] ?? 0), 0);
          expect(sum).toBe(expected[second] ?? 0);
        }
      }
    }),
    lawRuns(200, 5),
  );
});

test('users come and go as in a plan that was written so from the start', async () => {
  await fc.assert(
    fc.asyncProperty(closed, drawnChanges(40), seed, async (profile, drawn, from) => {
      const { orders, written } = steeredProfile(profile, drawn, NAME);
      const steered = await play({ profile, orders, seed: from });
      const plain = await play({ profile: written, orders: [], seed: from });
      expect(steered.users).toEqual(plain.users);
    }),
    lawRuns(200, 5),
  );
});
