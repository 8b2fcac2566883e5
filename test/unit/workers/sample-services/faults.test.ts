import { describe, expect, it } from 'vitest';
import { FaultRandom } from '../../../../src/workers/sample-services/faults.ts';
import { seededRandom } from '../../../../src/workers/sample-services/latency.ts';

function throwMany(rng: FaultRandom, times: number): { counts: Map<string, number>; at: number[] } {
  const counts = new Map<string, number>();
  const at: number[] = [];
  for (let request = 1; request <= times; request += 1) {
    const fault = rng.next();
    if (fault === undefined) continue;
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    at.push(request);
  }
  return { counts, at };
}

describe('FaultDice', () => {
  it('never fails without rates', () => {
    expect(throwMany(new FaultRandom({}, 'random', seededRandom(1)), 1_000).at).toEqual([]);
    expect(throwMany(new FaultRandom({}, 'spaced', seededRandom(1)), 1_000).at).toEqual([]);
  });

  it('thrown at random, every fault comes at its own rate within 4 standard errors', () => {
    const rates = { error500: 0.015, throttled: 0.01, hang: 0.003 };
    const { counts } = throwMany(new FaultRandom(rates, 'random', seededRandom(3)), 100_000);
    for (const [fault, rate] of Object.entries(rates)) {
      const error = Math.sqrt(100_000 * rate * (1 - rate));
      expect(Math.abs((counts.get(fault) ?? 0) - 100_000 * rate)).toBeLessThan(4 * error);
    }
  });

  it('spaced, shows no fault in the first mean gap whatever the seed', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const { at } = throwMany(new FaultRandom({ error503: 0.0003 }, 'spaced', seededRandom(seed)), 3_333);
      expect(at).toEqual([]);
    }
  });

  it('spaced, keeps the rate in the long run and every gap within a quarter of the mean', () => {
    const { at } = throwMany(new FaultRandom({ error503: 0.0003 }, 'spaced', seededRandom(5)), 1_000_000);
    expect(at.length).toBeGreaterThanOrEqual(297);
    expect(at.length).toBeLessThanOrEqual(303);
    const gaps = at.slice(1).map((request, index) => request - (at[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2_500);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(4_167);
  });
});
