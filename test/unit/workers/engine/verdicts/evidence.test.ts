import { describe, expect, test } from 'vitest';
import { leastSamples, showPercentile } from '../../../../../src/contract/evidence.ts';
import { Random } from '../../../../../src/workers/engine/load/random.ts';
import { Histogram } from '../../../../../src/workers/engine/measure/histogram.ts';
import {
  distributionOf,
  intervalOf,
  intervalRanks,
} from '../../../../../src/workers/engine/verdicts/evidence.ts';

function ramp(count: number, stepUs = 1_000): Histogram {
  const histogram = new Histogram();
  for (let i = 1; i <= count; i += 1) histogram.record(i * stepUs);
  return histogram;
}

describe('the evidence rule', () => {
  test('calls a percentile sure with ten samples beyond it, an estimate with one, unknown with none', () => {
    const figures = distributionOf(ramp(199, 10));
    expect(figures).toMatchObject({ p50: 1, p90: 1.8, p95: 1.9, p99: 1.98, p999: 1.99 });
    expect(figures.beyond).toEqual({ p50: 99, p90: 19, p95: 9, p99: 1, p999: 0 });
    expect(figures.evidence).toEqual({
      p50: 'sure',
      p90: 'sure',
      p95: 'estimate',
      p99: 'estimate',
      p999: 'unknown',
    });
    expect(distributionOf(ramp(200, 10)).evidence.p95).toBe('sure');
  });

  test.each([
    ['p50', 2],
    ['p90', 10],
    ['p95', 20],
    ['p99', 100],
    ['p999', 1_000],
  ] as const)('%s is known from %d samples on', (name, least) => {
    expect(distributionOf(ramp(least - 1)).evidence[name]).toBe('unknown');
    expect(distributionOf(ramp(least)).evidence[name]).toBe('estimate');
    expect(leastSamples(name)).toBe(least);
  });

  test('bounds an estimate on the sides on which its sample can', () => {
    // 199 samples: P(all below the p95) is 0.004 %, so there is a lower and an upper bound; of the p99 only a lower one.
    const { interval95 } = distributionOf(ramp(199, 1_000));
    expect(interval95.p95?.map((end) => end !== null)).toEqual([true, true]);
    expect(interval95.p99?.map((end) => end !== null)).toEqual([true, false]);
    expect(interval95.p999?.map((end) => end !== null)).toEqual([true, false]);
    expect(distributionOf(ramp(1)).interval95.p50).toBeNull();
  });

  test('carries a value wherever there is a sample, and nothing of none', () => {
    expect(distributionOf(ramp(3))).toMatchObject({ count: 3, min: 1, mean: 2, max: 3, p50: 2, p999: 3 });
    expect(distributionOf(new Histogram())).toEqual(distributionOf(null));
    expect(distributionOf(null)).toMatchObject({ count: 0, min: null, p50: null, max: null });
  });
});

describe('a percentile as it is shown', () => {
  test('is plain where it is sure, marked as an estimate, an en dash where it is unknown', () => {
    expect(showPercentile(distributionOf(ramp(200)), 'p95').text).toBe('190 ms');
    expect(showPercentile(distributionOf(ramp(40)), 'p95')).toMatchObject({
      text: '~38 ms',
      evidence: 'estimate',
      reason: 'Estimate: 2 of 40 samples beyond it, at least 35 ms.',
    });
    expect(showPercentile(distributionOf(ramp(18)), 'p95')).toEqual({
      text: '–',
      evidence: 'unknown',
      reason: '18 samples; p95 takes at least 20.',
      value: null,
    });
  });

  test('is shown where a grade rests on it, however little it rests on', () => {
    expect(showPercentile(distributionOf(ramp(18)), 'p95', { graded: true })).toMatchObject({
      text: '~18 ms',
      evidence: 'unknown',
    });
  });
});

describe('order-statistic intervals', () => {
  // Published tables: median, 95 %: n = 10 -> 2…9, n = 20 -> 6…15, n = 50 -> 18…33, n = 100 -> 40…61.
  test.each([
    [6, 0.5, [1, 6]],
    [10, 0.5, [2, 9]],
    [20, 0.5, [6, 15]],
    [50, 0.5, [18, 33]],
    [100, 0.5, [40, 61]],
    [1_000, 0.99, [983, 997]],
  ] as const)('n = %d, q = %d', (n, q, ranks) => {
    expect(intervalRanks(n, q)).toEqual({ low: ranks[0], high: ranks[1] });
  });

  test('too few samples give no bound, or one on a single side', () => {
    expect(intervalRanks(5, 0.5)).toEqual({ low: null, high: null });
    expect(intervalRanks(50, 0.99)).toEqual({ low: 48, high: null });
  });

  test('the approximation for large samples is at least as wide as the exact interval, by two ranks at most', () => {
    // n·q·(1 − q) just below and above the switch differ only by the widening.
    expect(intervalRanks(1_599, 0.5)).toEqual({ low: 760, high: 840 });
    expect(intervalRanks(1_600, 0.5)).toEqual({ low: 760, high: 841 });
  });

  test('cover the true median in at least 95% of samples of a skewed law', () => {
    const random = new Random(11);
    let covered = 0;
    for (let round = 0; round < 1_000; round += 1) {
      const histogram = new Histogram();
      for (let i = 0; i < 100; i += 1) histogram.record(random.exponential() * 100_000);
      const [low, high] = intervalOf(histogram, 50) as [number, number];
      if (low <= 100 * Math.LN2 && 100 * Math.LN2 <= high) covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(945);
    expect(covered).toBeLessThanOrEqual(990);
  });
});
