import { expect, test } from 'vitest';
import { seededRandom } from '../../support/seeded-random.ts';
import {
  chiSquare,
  chiSquareCritical,
  chiSquarePValue,
  exactPercentile,
  kolmogorovSmirnov,
  kolmogorovSmirnovExponential,
  kolmogorovSmirnovPValue,
} from '../../support/stats.ts';

test.each([
  [50, 500],
  [90, 900],
  [99, 990],
  [99.9, 999],
  [100, 1_000],
  [0.01, 1],
])('the nearest-rank p%s of 1…1000 is %s', (percent, expected) => {
  const samples = Array.from({ length: 1_000 }, (_, i) => 1_000 - i);
  expect(exactPercentile(samples, percent)).toBe(expected);
});

test('a percentile of nothing is an error', () => {
  expect(() => exactPercentile([], 50)).toThrow('no percentile of an empty sample');
});

// Tables of the chi-square distribution, NIST/SEMATECH e-Handbook 1.3.6.7.4.
test.each([
  [0.05, 1, 3.841],
  [0.01, 1, 6.635],
  [0.05, 10, 18.307],
  [0.001, 20, 45.315],
  [0.05, 100, 124.342],
])(
  'chi-square exceeds its critical value with probability %s at %s degrees of freedom: %s',
  (alpha, df, value) => {
    expect(chiSquareCritical(alpha, df)).toBeCloseTo(value, 3);
    expect(chiSquarePValue(value, df)).toBeCloseTo(alpha, 4);
  },
);

test('chi-square of a hand-computed table', () => {
  expect(chiSquare([44, 56], [50, 50])).toBeCloseTo(1.44, 12);
});

test('the largest distance of three points from the uniform distribution', () => {
  expect(kolmogorovSmirnov([0.5, 0.9, 0.1], (x) => x)).toBeCloseTo(0.9 - 2 / 3, 12);
});

test('Kolmogorov p-values: 5% at 1.358/√n, 1% at 1.628/√n', () => {
  expect(kolmogorovSmirnovPValue(1.358 / Math.sqrt(1e8), 1e8)).toBeCloseTo(0.05, 3);
  expect(kolmogorovSmirnovPValue(1.628 / Math.sqrt(1e8), 1e8)).toBeCloseTo(0.01, 3);
});

test('tells exponential gaps from uniform ones of the same mean', () => {
  const random = seededRandom(7);
  const exponential = Array.from({ length: 5_000 }, () => -200 * Math.log(1 - random()));
  const uniform = Array.from({ length: 5_000 }, () => 400 * random());
  const pOf = (gaps: number[]): number =>
    kolmogorovSmirnovPValue(kolmogorovSmirnovExponential(gaps, 200), gaps.length);
  expect(pOf(exponential)).toBeGreaterThan(0.05);
  expect(pOf(uniform)).toBeLessThan(1e-9);
});
