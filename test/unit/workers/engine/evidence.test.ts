import { describe, expect, test } from 'vitest';
import { distributionOf, intervalOf, intervalRanks } from '../../../../src/workers/engine/evidence.ts';
import { Histogram } from '../../../../src/workers/engine/histogram.ts';
import { Random } from '../../../../src/workers/engine/random.ts';

function ramp(count: number, stepUs = 1_000): Histogram {
  const histogram = new Histogram();
  for (let i = 1; i <= count; i += 1) histogram.record(i * stepUs);
  return histogram;
}

describe('the evidence rule', () => {
  test('hides a percentile with fewer than ten samples beyond it, and says how many there are', () => {
    const figures = distributionOf(ramp(199, 10));
    expect(figures).toMatchObject({ p50: 1, p90: 1.8, p95: null, p99: null, p999: null });
    expect(figures.beyond).toEqual({ p50: 99, p90: 19, p95: 9, p99: 1, p999: 0 });
    expect(distributionOf(ramp(200, 10)).p95).toBe(1.9);
    expect(figures.interval95.p95).toBeNull();
  });

  test('shows count, minimum, mean and maximum of any sample, and nothing of none', () => {
    expect(distributionOf(ramp(3))).toMatchObject({ count: 3, min: 1, mean: 2, max: 3, p50: null });
    expect(distributionOf(new Histogram())).toEqual(distributionOf(null));
    expect(distributionOf(null)).toMatchObject({ count: 0, min: null, p50: null, max: null });
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
    expect(intervalRanks(n, q)).toEqual(ranks);
  });

  test('too few samples give no interval', () => {
    expect(intervalRanks(5, 0.5)).toBeNull();
    expect(intervalRanks(50, 0.99)).toBeNull();
  });

  test('the approximation for large samples is at least as wide as the exact interval, by two ranks at most', () => {
    // n·q·(1 − q) just below and above the switch differ only by the widening.
    expect(intervalRanks(1_599, 0.5)).toEqual([760, 840]);
    expect(intervalRanks(1_600, 0.5)).toEqual([760, 841]);
  });

  test('cover the true median in at least 95 % of samples of a skewed law', () => {
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
