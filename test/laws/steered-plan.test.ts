import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import {
  type AppliedLoad,
  changedLoad,
  levelAt,
  segmentAt,
  unitOf,
} from '../../src/contract/applied-load.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { SteerAct } from '../../src/contract/steering.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import { steeredPlan } from '../../src/main/services/plans/export/steered-plan.ts';
import { orderLoad } from '../../src/main/services/runs/steering/order-load.ts';
import { wholeLevel } from '../../src/workers/engine/load/connection-times.ts';
import { lawRuns } from '../support/law-runs.ts';
import { sampleScript } from '../support/made-up/sample-script.ts';
import { VirtualCrew } from '../support/virtual-crew.ts';
import { runOf, SUITES } from '../unit/main/services/plans/support.ts';

vi.setConfig({ testTimeout: 180_000 });

/** What a run of a steered load is saved as has the same level in every second as the run had. */

const HEAD = 'plimsoll: 1\nname: Law\nservices: { gateway: { url: "http://127.0.0.1:9" } }\n';
const PLANS = {
  users: `${HEAD}classes:
  a: { service: gateway, weight: 2, tasks: { one: { get: /one } }, thinkTime: 200ms }
  b: { service: gateway, tasks: { two: { get: /two } }, thinkTime: 300ms }
  late: { service: gateway, users: 3, startAfter: 1500ms, tasks: { three: { get: /three } }, thinkTime: 1s }
load: { users: 17, spawnRate: 3, duration: 12s, warmup: 1s }
`,
  stages: `${HEAD}classes: { a: { service: gateway, tasks: { one: { get: /one } }, thinkTime: 500ms } }
load: { users: 2, stages: [{ to: 11, duration: 4s }, { duration: 2s }, { shape: spike, to: 30, duration: 1s }, { to: 0, duration: 5s }] }
`,
  rate: `${HEAD}classes:
  a: { service: gateway, weight: 2, tasks: { one: { get: /one } } }
  b: { service: gateway, weight: 5, tasks: { two: { get: /two } } }
load: { rate: 10, stages: [{ to: 37.5, duration: 5s }, { shape: hold, duration: 7s }] }
`,
  poisson: `${HEAD}classes: { a: { service: gateway, tasks: { one: { get: /one } } } }
load: { rate: 25, arrivals: poisson, seed: 77, stages: [{ to: 40, duration: 4s }, { shape: hold, duration: 8s }] }
`,
  connections: `${HEAD}classes:
  feed: { service: gateway, websocket: { path: /ws, connections: 9, connectRate: 2, messageRate: 1 } }
  a: { service: gateway, tasks: { one: { get: /one } }, thinkTime: 1s }
load: { users: 4, duration: 12s }
`,
  suite: `plimsoll: 1
name: Suite
use: { suite: access-layer, classes: { GatewayRESTUser: {}, AuthServiceUser: { weight: 3 } } }
load: { users: 12, spawnRate: 4, duration: 12s }
`,
} as const;
type PlanName = keyof typeof PLANS;
const DURATION_MS = 12_000;

const unit = fc.constantFrom('users', 'rate', 'connections', 'messages');
const level = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.double({ min: 0, max: 60, noNaN: true }));
const act: fc.Arbitrary<SteerAct> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), unit, level }),
  fc.record({ kind: fc.constant('scale' as const), unit, factor: fc.constantFrom(0.5, 0.9, 1.1, 1.5, 2) }),
  fc.record({ kind: fc.constant('hold' as const) }),
  fc.record({
    kind: fc.constant('spike' as const),
    unit,
    level,
    seconds: fc.constantFrom(0.1, 0.7, 1, 2.5, 60),
  }),
  fc.record({ kind: fc.constant('back' as const) }),
);
const log = fc.array(fc.record({ atMs: fc.integer({ min: 1, max: DURATION_MS - 1 }), act }), {
  minLength: 1,
  maxLength: 8,
});

/** The load after all acts, in order of time; those that change nothing here are left out, as a run refuses them. */
function steered(
  plan: RunPlan,
  acts: readonly { readonly atMs: number; readonly act: SteerAct }[],
): readonly AppliedLoad[] {
  return acts
    .toSorted((a, b) => a.atMs - b.atMs)
    .reduce<readonly AppliedLoad[]>((load, { atMs, act: one }) => {
      const ordered = orderLoad({ load, planned: plan.load, durationMs: plan.durationMs, atMs }, one);
      return ordered.ok ? ordered.value.changes.reduce(changedLoad, load) : load;
    }, plan.load);
}

function savedAs(name: PlanName, load: readonly AppliedLoad[], endMs: number): RunPlan {
  const plan = runOf(PLANS[name]);
  const saved = steeredPlan(
    { runId: 'law', planText: PLANS[name], overrides: {}, plan, load, endMs },
    SUITES,
  );
  if (!saved.ok) throw new Error(saved.failure.message);
  return runOf(saved.value.text);
}

/** Looked at so often in a second, never where two pieces meet. */
const LOOK_MS = 100;

/** What each class sends on each connection; null: as many as its plan has. */
function messagesOf(load: readonly AppliedLoad[], names: readonly string[], endMs: number) {
  return names.map((name) => {
    const one = load.find((candidate) => candidate.name === name);
    return Array.from({ length: Math.floor(endMs / LOOK_MS) }, (_, nth) => {
      const segment = segmentAt(one?.segments ?? [], nth * LOOK_MS + 0.437);
      // With nobody connected there is nobody to send.
      return segment === null || wholeLevel(Math.max(segment.from, segment.to)) === 0
        ? null
        : (segment.messagesPerSecond ?? null);
    });
  });
}

function levelsOf(load: readonly AppliedLoad[], names: readonly string[], endMs: number): number[][] {
  return names.map((name) => {
    const one = load.find((candidate) => candidate.name === name);
    const isWhole = one !== undefined && unitOf(one) !== 'rate';
    return Array.from({ length: Math.floor(endMs / LOOK_MS) }, (_, nth) => {
      const atMs = nth * LOOK_MS + 0.437;
      const at = one === undefined ? 0 : levelAt(one.segments, atMs);
      return isWhole ? wholeLevel(at) : at;
    });
  });
}

it('asks for the same level at every moment, of random logs', () => {
  const cases = fc.record({
    name: fc.constantFrom<PlanName>('users', 'stages', 'rate', 'poisson', 'connections', 'suite'),
    acts: log,
    endMs: fc.oneof(fc.constant(DURATION_MS), fc.integer({ min: 1_000, max: DURATION_MS })),
  });
  fc.assert(
    fc.property(cases, ({ name, acts, endMs }) => {
      const plan = runOf(PLANS[name]);
      const load = steered(plan, acts);
      const again = savedAs(name, load, endMs);
      const names = plan.load.map((one) => one.name);
      const [wanted, got] = [load, again.load].map((one) => levelsOf(one, names, endMs).flat());
      expect(got?.length).toBe(wanted?.length);
      // Rates are sums of binary fractions; users are whole.
      expect(wanted?.filter((at, nth) => !(Math.abs(at - (got?.[nth] ?? -1)) <= 1e-6))).toEqual([]);
      expect(messagesOf(again.load, names, endMs)).toEqual(messagesOf(load, names, endMs));
      expect(again.durationMs).toBeCloseTo(endMs, 3);
    }),
    lawRuns(100, 30),
  );
});

/** What a run did in each second: arrivals that were due, users that were there. */
function didOf(seconds: readonly RunSecond[]): (readonly [planned: number, users: number])[] {
  return seconds.map(({ series, users }) => [
    series.reduce((sum, { counts }) => sum + counts.planned, 0),
    users,
  ]);
}

async function played(plan: RunPlan, steer: (crew: VirtualCrew) => Promise<void>): Promise<RunSecond[]> {
  const seconds: RunSecond[] = [];
  const crew = new VirtualCrew({
    plan,
    service: sampleScript('healthy', 3),
    onSecond: (second) => seconds.push(second),
  });
  await crew.begin();
  await steer(crew);
  while (!(await crew.play(5_000)));
  return seconds;
}

it.each(['rate', 'poisson', 'stages'] as const)(
  'is run as it was: %s, on the virtual clock',
  async (name) => {
    const plan = runOf(PLANS[name]);
    const wanted: SteerAct[] = [
      { kind: 'scale', unit: name === 'stages' ? 'users' : 'rate', factor: 1.5 },
      { kind: 'spike', unit: name === 'stages' ? 'users' : 'rate', level: 44, seconds: 1.5 },
      { kind: 'hold' },
      { kind: 'back' },
    ];
    let load: readonly AppliedLoad[] = plan.load;
    const first = await played(plan, async (crew) => {
      for (const one of wanted) {
        await crew.play(1_300);
        const done = crew.steer((atMs) => {
          const ordered = orderLoad({ load, planned: plan.load, durationMs: plan.durationMs, atMs }, one);
          if (!ordered.ok) return ordered;
          const { changes, sentence } = ordered.value;
          load = changes.reduce(changedLoad, load);
          return { ok: true, value: { changes, entry: { atMs, act: one, by: 'hand', sentence } } };
        });
        expect(done.ok).toBe(true);
      }
    });
    const again = await played(savedAs(name, load, plan.durationMs), async () => {});
    const planned = name === 'stages' ? 1 : 0;
    // Of users, how much they ask follows from their think times; of a rate, how many users there are means nothing.
    expect(didOf(again).map((did) => did[planned])).toEqual(didOf(first).map((did) => did[planned]));
  },
);
