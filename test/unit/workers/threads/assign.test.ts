import { describe, expect, it } from 'vitest';
import type { RunPlan, Scenario } from '../../../../src/contract/run-plan.ts';
import { assignThreads } from '../../../../src/workers/threads/assign.ts';

const scenario = (kind: Scenario['kind'], level = 10) =>
  ({
    kind,
    setup: [],
    tasks: [],
    thinkTime: { minMs: 0, maxMs: 0 },
    messageRatePerConnection: 1,
    profile: { model: 'closed', segments: [{ durationMs: 1_000, from: 0, to: level }] },
  }) as unknown as Scenario;
const limits = { maxConnections: 100_000, maxInFlight: 1_000, maxRatePerSecond: 1_000 };
const plan = (...scenarios: Scenario[]) => ({ scenarios, limits }) as unknown as RunPlan;
const placed = (...parts: Parameters<typeof assignThreads>) =>
  assignThreads(...parts).map(({ caps: _, ...place }) => place);

describe('which thread does what', () => {
  it('shares all HTTP scenarios over all HTTP threads, and keeps streams apart', () => {
    expect(
      placed(plan(scenario('http'), scenario('websocket'), scenario('http'), scenario('sse')), 2, 4),
    ).toEqual([
      { kind: 'http', scenarios: [0, 2], share: { index: 0, count: 2 } },
      { kind: 'http', scenarios: [0, 2], share: { index: 1, count: 2 } },
      { kind: 'stream', scenarios: [1, 3], share: { index: 0, count: 1 } },
    ]);
  });

  it('starts no thread without work', () => {
    expect(assignThreads(plan(scenario('websocket')), 4, 1).map(({ kind }) => kind)).toEqual(['stream']);
    expect(assignThreads(plan(scenario('http')), 1, 1).map(({ kind }) => kind)).toEqual(['http']);
    expect(assignThreads(plan(), 4, 4)).toEqual([]);
  });

  it('divides the caps among the threads of both kinds: streams get what they need, HTTP the rest', () => {
    const caps = { maxConnections: 100, maxInFlight: 50, maxRatePerSecond: 40 };
    const mixed = { ...plan(scenario('http', 20), scenario('websocket', 30)), limits: caps } as RunPlan;
    expect(assignThreads(mixed, 2, 1).map((one) => one.caps)).toEqual([
      { connections: 35, inFlight: 25, perSecond: 10 },
      { connections: 35, inFlight: 25, perSecond: 10 },
      { connections: 30, inFlight: 0, perSecond: 20 },
    ]);
  });

  it('starts no more threads than each can have one of every cap', () => {
    const caps = { maxConnections: 3, maxInFlight: 50, maxRatePerSecond: 40 };
    const mixed = { ...plan(scenario('http', 20), scenario('websocket', 30)), limits: caps } as RunPlan;
    const threads = assignThreads(mixed, 4, 1);
    expect(threads.map(({ kind, caps: { connections } }) => [kind, connections])).toEqual([
      ['http', 1],
      ['http', 1],
      ['stream', 1],
    ]);
  });

  it('gives a search by connections as many threads as it may come to need', () => {
    const searched = (to: number | null) =>
      ({ ...plan(scenario('websocket', 0)), capacity: { by: 'connections', from: null, to } }) as RunPlan;
    expect(assignThreads(searched(6_000), 1, 4)).toHaveLength(3);
    expect(assignThreads(searched(null), 1, 4)).toHaveLength(4);
  });

  it('leaves streams beside a search what they need, before it has ordered anything', () => {
    const resting = plan(scenario('http', 0), scenario('websocket', 30));
    const tight = { ...limits, maxRatePerSecond: 40 };
    const searched = { ...resting, limits: tight, capacity: { by: 'rate', from: null, to: null } } as RunPlan;
    expect(assignThreads(searched, 1, 1).map(({ caps }) => caps.perSecond)).toEqual([7, 33]);
  });

  it('keeps a search within a low rate cap on so few threads that a part is no trickle', () => {
    const threads = (maxRatePerSecond: number, isSearch: boolean) => {
      const made = { ...plan(scenario('http', 0)), limits: { ...limits, maxRatePerSecond } };
      const capacity = { by: 'users', from: null, to: null };
      return assignThreads({ ...made, ...(isSearch && { capacity }) } as RunPlan, 4, 1).length;
    };
    expect([50, 1_000, 1_999, 2_000, 10_000].map((cap) => threads(cap, true))).toEqual([1, 2, 3, 4, 4]);
    expect(threads(50, false)).toBe(4);
  });

  it('gives many connections more threads, as far as there are cores', () => {
    expect(assignThreads(plan(scenario('websocket', 2_500)), 1, 8)).toHaveLength(1);
    expect(assignThreads(plan(scenario('websocket', 5_001)), 1, 8)).toHaveLength(3);
    expect(assignThreads(plan(scenario('websocket', 50_000)), 1, 2)).toHaveLength(2);
  });
});
