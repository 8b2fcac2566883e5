import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../../../src/workers/sample-services/latency.ts';
import { ServiceSlots } from '../../../../src/workers/sample-services/slots.ts';

const NEVER_SHED = Number.POSITIVE_INFINITY;

function exponential(meanMs: number, random: Random): number {
  return -meanMs * Math.log(1 - random());
}

/** Mean wait of M/M/c in ms, Erlang's C formula: C(c, a) / (c·mu − lambda). */
function erlangMeanWaitMs(slots: number, ratePerMs: number, serviceMs: number): number {
  const offered = ratePerMs * serviceMs;
  let term = 1;
  let sum = 0;
  for (let k = 0; k < slots; k += 1) {
    sum += term;
    term *= offered / (k + 1);
  }
  const waiting = (term * slots) / (slots - offered);
  return waiting / (sum + waiting) / (slots / serviceMs - ratePerMs);
}

describe('ServiceSlots', () => {
  it('starts at once while a slot is free, and then first come first served', () => {
    const slots = new ServiceSlots({ slots: 2, maxWaitMs: NEVER_SHED });
    expect([0, 0, 0, 0, 0].map((at) => slots.admit(at, 10))).toEqual([10, 10, 20, 20, 30]);
    expect(slots.admit(5, 0)).toBe(15);
    expect(slots.admit(100, 7)).toBe(7);
  });

  it('sheds a request that would wait longer than allowed, and takes the next one that would not', () => {
    const slots = new ServiceSlots({ slots: 1, maxWaitMs: 15 });
    expect(slots.admit(0, 10)).toBe(10);
    expect(slots.admit(0, 10)).toBe(20);
    expect(slots.admit(0, 10)).toBeUndefined();
    expect(slots.admit(5, 10)).toBe(25);
  });

  it.each([
    [1, 0.5],
    [3, 0.7],
    [8, 0.8],
  ])('with %d slots at utilisation %d waits as long as Erlang says', (count, utilisation) => {
    const random = seededRandom(count);
    const slots = new ServiceSlots({ slots: count, maxWaitMs: NEVER_SHED });
    const rate = (utilisation * count) / 20;
    const arrivals = 400_000;
    let now = 0;
    let waited = 0;
    for (let arrival = 0; arrival < arrivals; arrival += 1) {
      now += exponential(1 / rate, random);
      const serviceMs = exponential(20, random);
      waited += (slots.admit(now, serviceMs) ?? 0) - serviceMs;
    }
    expect(waited / arrivals / erlangMeanWaitMs(count, rate, 20)).toBeCloseTo(1, 1);
  });

  it('grows without end past the knee, and is empty again exactly when the backlog is worked off', () => {
    const slots = new ServiceSlots({ slots: 2, maxWaitMs: NEVER_SHED });
    // 10 s of 200 requests/s of 20 ms each on 2 slots (capacity 100/s): 20 s of work for two, half of it left over.
    for (let request = 0; request < 2_000; request += 1) slots.admit(request * 5, 20);
    expect(slots.admit(10_000, 0)).toBe(10_000);
    expect(slots.admit(19_999, 0)).toBe(1);
    expect(slots.admit(20_000, 0)).toBe(0);
    expect(slots.admit(20_000, 20)).toBe(20);
  });
});
