import { describe, expect, test } from 'vitest';
import {
  bracketLevel,
  climbFactor,
  firstLevel,
  isClosed,
  orderable,
} from '../../../../../../src/main/services/analysis/capacity/next-level.ts';
import { madeStep } from '../../../../../support/capacity-servers/made-step.ts';
import { FEW_ERRORS, latencyObjective } from '../../../../../support/capacity-servers/servers.ts';

const objectives = [latencyObjective(20), FEW_ERRORS];
const probe = madeStep({ p50Us: 4_000, quantilesUs: [10_000, null] });
const failed = new Map([['http.5xx', { count: 1, firstAtMs: 0 }]]);

describe('the next level', () => {
  test('is at first half of what one user could send, or two users', () => {
    expect(firstLevel({ meanUs: 5_000 }, 'rate')).toBe(100);
    expect(firstLevel({ meanUs: 5_000 }, 'users')).toBe(2);
  });

  test.each([
    ['fourfold while the median is that of one user', { p50Us: 4_700 }, 4],
    ['twofold where the median has risen', { p50Us: 4_900 }, 2],
    ['twofold where anything failed', { p50Us: 4_000, failures: failed }, 2],
    ['careful past half-way to the limit', { p50Us: 4_900, quantilesUs: [15_100, null] }, 1.4],
    [
      'careful where the percentile is one of the unanswered',
      { p50Us: 4_900, quantilesUs: [null, null] },
      1.4,
    ],
    ['twofold up to half-way', { p50Us: 4_900, quantilesUs: [14_900, null] }, 2],
    ['twofold where few requests say that', { p50Us: 4_900, quantilesUs: [15_100, null], starts: 199 }, 2],
  ])('is %s', (_, step, factor) => {
    expect(climbFactor(madeStep(step), probe, objectives)).toBe(factor);
  });

  test('of a bracket is the estimate, not too near to an end, or half-way by ratio', () => {
    expect(bracketLevel(400, 1_600, null, 'rate')).toBeCloseTo(800, 9);
    expect(bracketLevel(400, 1_600, 1_000, 'rate')).toBeCloseTo(1_000, 9);
    expect(bracketLevel(400, 1_600, 410, 'rate')).toBeCloseTo(400 * Math.SQRT2, 9);
    expect(bracketLevel(400, 1_600, 2_000, 'rate')).toBeCloseTo(1_600 / Math.SQRT2, 9);
    expect(bracketLevel(1, 3, null, 'users')).toBe(2);
    expect(bracketLevel(10, 12, 30, 'users')).toBe(11);
  });

  test('is none where the bracket is 8% wide, or one user, or 5% of them', () => {
    expect([isClosed(1_000, 1_080, 'rate'), isClosed(1_000, 1_081, 'rate')]).toEqual([true, false]);
    expect([isClosed(7, 8, 'users'), isClosed(7, 9, 'users'), isClosed(40, 42, 'users')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('has four digits, or is a whole user', () => {
    expect([orderable(1_131.37, 'rate'), orderable(0.123456, 'rate')]).toEqual([1_131, 0.1235]);
    expect([orderable(2.4, 'users'), orderable(0.2, 'connections')]).toEqual([2, 1]);
  });
});
