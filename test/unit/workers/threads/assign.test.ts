import { describe, expect, it } from 'vitest';
import type { RunPlan, Scenario } from '../../../../src/contract/run-plan.ts';
import { assignThreads } from '../../../../src/workers/threads/assign.ts';

const scenario = (kind: Scenario['kind'], level = 10) =>
  ({
    kind,
    profile: { model: 'closed', segments: [{ durationMs: 1_000, from: 0, to: level }] },
  }) as unknown as Scenario;
const plan = (...scenarios: Scenario[]) => ({ scenarios }) as unknown as RunPlan;

describe('which thread does what', () => {
  it('shares all HTTP scenarios over all HTTP threads, and keeps streams apart', () => {
    expect(
      assignThreads(plan(scenario('http'), scenario('websocket'), scenario('http'), scenario('sse')), 2, 4),
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

  it('gives many connections more threads, as far as there are cores', () => {
    expect(assignThreads(plan(scenario('websocket', 2_500)), 1, 8)).toHaveLength(1);
    expect(assignThreads(plan(scenario('websocket', 5_001)), 1, 8)).toHaveLength(3);
    expect(assignThreads(plan(scenario('websocket', 50_000)), 1, 2)).toHaveLength(2);
  });
});
