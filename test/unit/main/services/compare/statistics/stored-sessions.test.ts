import { expect, it } from 'vitest';
import {
  groupDifference,
  sessionDifference,
  widenedBySessions,
} from '../../../../../../src/main/services/compare/statistics/stored-sessions.ts';

it('four sessions and more are the draws that a new one is held against', () => {
  const found = sessionDifference([1, 2, 3, 4], 5, 0.005);
  expect(found.d).toBe(2.5);
  // S² = 5/3, times 1 + 1/4.
  expect(found.standardError).toBeCloseTo(Math.sqrt((5 / 3) * 1.25), 12);
  expect(found.df).toBe(3);
});

it('sessions that are equal prove nothing', () => {
  expect(sessionDifference([5, 5, 5, 5], 5, 0.005).standardError).toBeCloseTo(0.005 * Math.sqrt(1.25), 12);
});

it('of fewer the error of the runs is widened by a tenth on each side, which is assumed and not measured', () => {
  const widened = widenedBySessions({ d: 0.2, standardError: 0.1, df: 4 });
  expect(widened.d).toBe(0.2);
  expect(widened.standardError).toBeCloseTo(Math.sqrt(0.01 + 0.02), 12);
  expect(widened.df).toBeCloseTo(4 * 9, 9);
});

it('the error of the runs is that within their sessions', () => {
  const found = groupDifference(
    [
      [1, 1.2],
      [3, 3.2],
    ],
    [2, 2.2, 2.4],
    0.005,
  );
  expect(found.d).toBeCloseTo(0.1, 12);
  // Within A: 0.04 over 2 degrees of freedom, of 4 runs; within B: 0.08 over 2, of 3.
  expect(found.standardError).toBeCloseTo(Math.sqrt(0.02 / 4 + 0.04 / 3), 12);
});
