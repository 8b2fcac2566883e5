import { describe, expect, test } from 'vitest';
import {
  betaRegularised,
  binomialCdf,
  lowerShare,
  rankNotAbove,
  rankNotBelow,
  samplesToBound,
  upperShare,
} from '../../../../../../src/main/services/analysis/grades/binomial-bounds.ts';

/** P(X <= k) by adding up exact terms. */
function naiveCdf(k: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let sum = term;
  for (let i = 1; i <= k; i += 1) {
    term *= ((n - i + 1) / i) * (p / (1 - p));
    sum += term;
  }
  return sum;
}

describe('the binomial distribution', () => {
  test('equals the sum of its terms', () => {
    expect(binomialCdf(2, 10, 0.3)).toBeCloseTo(0.382782786, 9);
    for (const [k, n, p] of [
      [0, 5, 0.1],
      [3, 20, 0.2],
      [40, 100, 0.5],
      [99, 100, 0.95],
    ] as const) {
      expect(binomialCdf(k, n, p)).toBeCloseTo(naiveCdf(k, n, p), 12);
    }
  });

  test('is 0 below and 1 at and above all it can be', () => {
    expect([binomialCdf(-1, 5, 0.5), binomialCdf(5, 5, 0.5), binomialCdf(9, 5, 0.5)]).toEqual([0, 1, 1]);
  });

  test('the incomplete beta function is x for a = b = 1 and symmetric at a half', () => {
    expect(betaRegularised(0.37, 1, 1)).toBeCloseTo(0.37, 14);
    expect(betaRegularised(0.5, 7, 7)).toBeCloseTo(0.5, 14);
  });
});

describe('bounds of a share (Clopper–Pearson, one-sided 95%)', () => {
  test('no errors of 500 leave 0.6% open, the rule of three', () => {
    expect(upperShare(0, 500)).toBeCloseTo(1 - 0.05 ** (1 / 500), 15);
    expect(upperShare(0, 500)).toBeCloseTo(0.00597, 5);
  });

  test('3 of 100: 0.823% to 7.571% (published table)', () => {
    expect(lowerShare(3, 100)).toBeCloseTo(0.00823, 5);
    expect(upperShare(3, 100)).toBeCloseTo(0.07571, 5);
  });

  test('are 0 and 1 where nothing or everything failed', () => {
    expect([lowerShare(0, 10), upperShare(10, 10), upperShare(0, 0)]).toEqual([0, 1, 1]);
  });
});

describe('ranks that bound a quantile', () => {
  test('59 samples bound a p95, 299 a p99, fewer do not', () => {
    expect([samplesToBound(0.95), samplesToBound(0.99)]).toEqual([59, 299]);
    expect([rankNotBelow(0.95, 59), rankNotBelow(0.95, 58)]).toEqual([59, null]);
    expect([rankNotBelow(0.99, 299), rankNotBelow(0.99, 298)]).toEqual([299, null]);
  });

  test('the median of 100 lies between the 42nd and the 59th', () => {
    expect([rankNotAbove(0.5, 100), rankNotBelow(0.5, 100)]).toEqual([42, 59]);
  });

  test('are the least ranks that are sure enough, for small samples exactly', () => {
    for (const n of [60, 100, 500, 3_000]) {
      const rank = rankNotBelow(0.95, n) ?? 0;
      expect(binomialCdf(rank - 1, n, 0.95)).toBeGreaterThanOrEqual(0.95);
      expect(binomialCdf(rank - 2, n, 0.95)).toBeLessThan(0.95);
    }
  });

  test('are at most two ranks too careful for large ones', () => {
    for (const n of [50_000, 1_000_000]) {
      const rank = rankNotBelow(0.95, n) ?? 0;
      expect(binomialCdf(rank - 1, n, 0.95)).toBeGreaterThanOrEqual(0.95);
      expect(binomialCdf(rank - 4, n, 0.95)).toBeLessThan(0.95);
    }
  });
});
