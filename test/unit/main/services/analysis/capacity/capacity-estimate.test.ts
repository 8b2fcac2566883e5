import { describe, expect, test } from 'vitest';
import { estimateCapacity } from '../../../../../../src/main/services/analysis/capacity/capacity-estimate.ts';
import type { SearchStep } from '../../../../../../src/main/services/analysis/capacity/search-step.ts';
import { madeSample, madeStep } from '../../../../../support/capacity-servers/made-step.ts';
import { FEW_ERRORS, latencyObjective } from '../../../../../support/capacity-servers/servers.ts';

const search = { by: 'rate', requestsPerArrival: 1, objectives: [latencyObjective(20), FEW_ERRORS] } as const;
/** 5% at 1,000, rising with the 15th power of the odds. */
const late = (level: number) => 1 / (1 + 19 * (level / 1_000) ** -15);
const at = (level: number, more: Partial<SearchStep> = {}) =>
  madeStep({
    level,
    verdict: late(level) < 0.05 ? 'met' : 'missed',
    samples: [madeSample(late(level)), madeSample(0)],
    ...more,
  });

describe('an estimate', () => {
  test('is where the fit reaches the limit, with 2% at least either way', () => {
    const [lo, hi] = [at(960), at(1_040)];
    const estimate = estimateCapacity([at(900), lo, hi], { lo, hi }, search);
    expect((estimate?.value ?? 0) / 1_000).toBeCloseTo(1, 2);
    expect(estimate?.half).toBe(0.02);
    expect(estimate?.objective).toBe(0);
    expect(estimate?.seconds).toBe(66);
  });

  test('is wider where samples are few', () => {
    const few = (level: number) => at(level, { samples: [madeSample(late(level), 1_000), madeSample(0)] });
    const [lo, hi] = [few(960), few(1_040)];
    const estimate = estimateCapacity([lo, hi], { lo, hi }, search);
    expect(estimate?.half).toBeCloseTo(2.6 * (estimate?.standardError ?? 0), 12);
    expect(estimate?.half).toBeGreaterThan(0.025);
  });

  test('is not more than 3% outside the bracket', () => {
    const few = { samples: [madeSample(0.06, 50), madeSample(0)] };
    const [lo, hi] = [at(915), at(930, { verdict: 'missed', ...few })];
    expect(estimateCapacity([at(905), lo, hi], { lo, hi }, search)?.value).toBeCloseTo(1.03 * 930, 9);
    const [above, beyond] = [at(1_060, { verdict: 'met' }), at(1_100)];
    const high = estimateCapacity([at(1_000), above, beyond], { lo: above, hi: beyond }, search);
    expect(high?.value).toBeCloseTo(0.97 * 1_060, 9);
  });

  test('is none where it lies beyond a load that was broken off: the target fell off before', () => {
    const [lo, hi] = [at(900), at(930, { verdict: 'missed', growth: 50 })];
    expect(estimateCapacity([at(880), lo, hi], { lo, hi }, search)).toBeNull();
  });

  test('leaves out what was broken off, is far away or far from the limit', () => {
    const [lo, hi] = [at(960), at(1_040)];
    const plain = estimateCapacity([lo, hi], { lo, hi }, search);
    const others = [
      at(790),
      at(1_200, { growth: 10 }),
      at(1_260),
      at(980, { samples: [madeSample(0.009), madeSample(0)] }),
    ];
    expect(estimateCapacity([lo, hi, ...others], { lo, hi }, search)).toEqual(plain);
  });

  test('is none at a cliff: the lowest miss has far more than the limit', () => {
    const lo = at(960);
    const hi = at(1_000, { verdict: 'missed', samples: [madeSample(0.6), madeSample(0)] });
    expect(estimateCapacity([at(900), lo, hi], { lo, hi }, search)).toBeNull();
    const cut = { ...hi, growth: 100 };
    expect(estimateCapacity([at(900), lo, cut], { lo, hi: cut }, search)?.value).toBeCloseTo(1_000, -1);
  });

  test('is none of one load alone', () => {
    const [lo, hi] = [at(1_000, { verdict: 'met' }), at(1_010)];
    expect(estimateCapacity([lo, hi], { lo, hi }, search)).toBeNull();
  });

  test('is that of the objective that fails at the smaller load', () => {
    const errors = (level: number) => madeSample(1 / (1 + 99 * (level / 970) ** -15));
    const both = (level: number) =>
      at(level, {
        verdict: level > 970 ? 'missed' : 'met',
        samples: [madeSample(late(level)), errors(level)],
      });
    const [lo, hi] = [both(950), both(1_010)];
    const estimate = estimateCapacity([lo, hi], { lo, hi }, search);
    expect(estimate?.objective).toBe(1);
    expect((estimate?.value ?? 0) / 970).toBeCloseTo(1, 2);
  });

  test('of a rate limiter is in arrivals: its requests by those of an arrival', () => {
    const refused = (level: number, count: number) =>
      at(level, {
        verdict: 'missed',
        starts: 10_000,
        lastThroughput: 990,
        failures: new Map([['http.429', { count, firstAtMs: 0 }]]),
        samples: [madeSample(0), madeSample(count / 10_000)],
      });
    const [lo, hi, more] = [at(320), refused(340, 300), refused(400, 1_750)];
    const of = (requestsPerArrival: number | null) =>
      estimateCapacity([lo, hi, more], { lo, hi }, { ...search, requestsPerArrival });
    expect(of(3)?.value).toBeCloseTo(990 / 0.99 / 3, 9);
    // As if each were one it is beyond the lowest miss, so no limiter is told.
    expect(of(1)?.half).not.toBe(of(3)?.half);
    expect(of(null)).toEqual(of(1));
  });
});
