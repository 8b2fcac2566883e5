import { expect, it } from 'vitest';
import {
  chiSquaredQuantile,
  tQuantile,
  twoSidedP,
} from '../../../../../../src/main/services/compare/statistics/t-distribution.ts';

it.each([
  // Tables of Student's t.
  [0.975, 3, 3.182446],
  [0.975, 7, 2.364624],
  [0.995, 5, 4.032143],
  [0.8, 17, 0.863279],
  [0.975, 1_000, 1.962339],
  // By numeric integration.
  [0.975, 4.5, 2.658912],
])('the quantile of t at %d with %d degrees of freedom is %d', (p, df, t) => {
  expect(tQuantile(p, df)).toBeCloseTo(t, 5);
  expect(tQuantile(1 - p, df)).toBeCloseTo(-t, 5);
  expect(twoSidedP(tQuantile(p, df), df)).toBeCloseTo(2 * (1 - p), 9);
});

it.each([
  [0.9, 3, 6.251389],
  [0.1, 3, 0.584374],
  [1 / 3, 3, 1.568],
  [0.1, 17, 10.085186],
])('the quantile of chi-squared at %d with %d degrees of freedom is %d', (p, df, value) => {
  expect(chiSquaredQuantile(p, df)).toBeCloseTo(value, 4);
});

it('the tail of a large t is small and not nothing', () => {
  expect(twoSidedP(60, 7)).toBeCloseTo(9.378e-11, 14);
  expect(twoSidedP(0, 7)).toBe(1);
});
