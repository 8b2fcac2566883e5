import { describe, expect, test } from 'vitest';
import { type AppliedLoad, changedLoad } from '../../../../../../src/contract/applied-load.ts';
import type { Overrides } from '../../../../../../src/contract/plan.ts';
import type { RunPlan } from '../../../../../../src/contract/run-plan.ts';
import { steeredPlan } from '../../../../../../src/main/services/plans/export/steered-plan.ts';
import { runOf, SUITES } from '../support.ts';

const SHOP = `plimsoll: 1
name: Shop
services: { shop: { url: "http://127.0.0.1:9" } }
classes:
  buyer: { service: shop, weight: 3, tasks: { buy: { get: /buy } } }
  late: { service: shop, users: 4, startAfter: 2s, tasks: { look: { get: /look } } }
  feed: { service: shop, websocket: { path: /ws, connections: 6, connectRate: 3, messageRate: 2 } }
load: { users: 10, spawnRate: 5, duration: 20s, warmup: 3s }
sizes: { heavy: { load: { users: 100 } } }
`;

interface Applied {
  readonly planText?: string;
  readonly overrides?: Overrides;
  readonly change?: (load: readonly AppliedLoad[]) => AppliedLoad[];
  readonly plan?: Partial<RunPlan>;
  readonly endMs?: number;
}

function written({
  planText = SHOP,
  overrides = {},
  change = (load) => [...load],
  plan,
  endMs = 20_000,
}: Applied) {
  const compiled = { ...runOf(planText, overrides), ...plan };
  return steeredPlan(
    { runId: 'r1', planText, overrides, plan: compiled, load: change(compiled.load), endMs },
    SUITES,
  );
}

function textOf(applied: Applied): string {
  const made = written(applied);
  if (!made.ok) throw new Error(made.failure.message);
  return made.value.text;
}

const held = (name: string, startMs: number, level: number) => (load: readonly AppliedLoad[]) =>
  changedLoad(load, {
    name,
    segments: [{ startMs, durationMs: 20_000 - startMs, from: level, to: level, cause: 'steered' }],
  });

describe('the plan of a run that was steered', () => {
  test('gives each class the load it had, and says nothing else of levels', () => {
    const text = textOf({ change: held('buyer', 8_000, 25) });
    expect(text).toMatch(/^# The load that run r1 had\.\n/);
    expect(text).not.toMatch(/users|connections:|connectRate|weight|startAfter|sizes/);
    const again = runOf(text);
    expect(again.durationMs).toBe(20_000);
    expect(again.warmupMs).toBe(3_000);
    expect(again.scenarios.map(({ name, startAfterMs }) => [name, startAfterMs])).toEqual([
      ['buyer', 0],
      ['late', 0],
      ['feed', 0],
    ]);
    const [buyer, late, feed] = again.scenarios;
    expect(buyer?.profile.segments.at(-1)).toEqual({ durationMs: 12_000, from: 25, to: 25 });
    expect(late?.profile.segments[0]).toEqual({ durationMs: 2_000, from: 0, to: 0 });
    expect(feed?.profile.segments.at(-1)?.to).toBe(6);
    expect(feed).toMatchObject({ messageRatePerConnection: 2 });
  });

  test('ends where the load was stopped', () => {
    const again = runOf(textOf({ endMs: 7_500 }));
    expect([again.durationMs, again.warmupMs]).toEqual([7_500, 3_000]);
    // A warm-up that took all there was would leave nothing to measure.
    expect(runOf(textOf({ endMs: 2_500 })).warmupMs).toBe(0);
  });

  test('keeps what options said of limits and messages, and names what else was set', () => {
    const overrides = {
      timeoutMs: 2_500,
      messageRate: 5,
      users: 20,
      targets: { shop: 'http://127.0.0.1:10' },
    };
    const made = written({ overrides });
    if (!made.ok) throw new Error(made.failure.message);
    const again = runOf(made.value.text);
    expect(again.limits.requestTimeoutMs).toBe(2_500);
    expect(again.scenarios.at(-1)).toMatchObject({ messageRatePerConnection: 5 });
    expect(made.value.notes).toEqual([
      'The run went to other addresses than the plan has: shop http://127.0.0.1:10.',
    ]);
  });

  test('leaves a class idle that was left out of the run', () => {
    const again = runOf(textOf({ overrides: { only: ['late'] } }));
    expect(again.scenarios.map(({ name }) => name)).toEqual(['late']);
  });

  test('has the message rates that were steered', () => {
    const text = textOf({
      change: (load) =>
        changedLoad(load, {
          name: 'feed',
          segments: [
            { startMs: 9_000, durationMs: 11_000, from: 6, to: 6, cause: 'steered', messagesPerSecond: 9 },
          ],
        }),
    });
    const feed = runOf(text).scenarios.at(-1);
    expect(feed?.profile.segments.at(-1)).toEqual({
      durationMs: 11_000,
      from: 6,
      to: 6,
      messagesPerSecond: 9,
    });
    expect(feed).toMatchObject({ messageRatePerConnection: 2 });
  });

  test('of a class out of a suite writes its load where the plan uses it', () => {
    const text = `plimsoll: 1
name: Used
use: { suite: access-layer, classes: { GatewayRESTUser: { weight: 2 }, "StreamingUser/websocket": {} } }
load: { users: 10, spawnRate: 2, duration: 20s }
`;
    const compiled = runOf(text);
    const first = compiled.scenarios[0]?.name ?? '';
    const again = runOf(textOf({ planText: text, change: held(first, 10_000, 17) }));
    expect(again.scenarios.map(({ name }) => name)).toEqual(compiled.scenarios.map(({ name }) => name));
    expect(again.scenarios[0]?.profile.segments.at(-1)).toEqual({ durationMs: 10_000, from: 17, to: 17 });
    expect(again.thresholds).toEqual(compiled.thresholds);
  });

  test('is refused of a capacity search, and of more pieces than a plan takes', () => {
    const capacity = {} as NonNullable<RunPlan['capacity']>;
    expect(written({ plan: { capacity } })).toMatchObject({ failure: { code: 'plan.searched' } });
    const segments = Array.from({ length: 1_100 }, (_, nth) => ({
      startMs: nth * 10,
      durationMs: 10,
      from: nth % 2,
      to: nth % 2,
      cause: 'steered' as const,
    }));
    expect(written({ change: (load) => changedLoad(load, { name: 'buyer', segments }) })).toMatchObject({
      failure: { code: 'plan.too_big' },
    });
  });
});
