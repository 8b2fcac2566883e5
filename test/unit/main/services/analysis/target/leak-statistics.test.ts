import { describe, expect, it } from 'vitest';
import {
  mannKendall,
  medianOf,
  theilSen,
} from '../../../../../../src/main/services/analysis/target/leak-statistics.ts';
import { seededRandom, standardNormal } from '../../../../../support/seeded-random.ts';

const pointsOf = (values: readonly number[]) => values.map((value, at) => ({ at, value }));

describe('the test of Mann and Kendall', () => {
  it('is that of ten ascending values: S = 45, variance 125', () => {
    const { z, tau, deviation } = mannKendall([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(z).toBeCloseTo(44 / Math.sqrt(125), 12);
    expect(deviation).toBeCloseTo(Math.sqrt(125), 12);
    expect(tau).toBe(1);
  });

  it('takes ties into account: S = 4, variance 120 / 18', () => {
    const { z, tau } = mannKendall([1, 1, 2, 2]);
    expect(z).toBeCloseTo(3 / Math.sqrt(120 / 18), 12);
    expect(tau).toBeCloseTo(4 / Math.sqrt(24), 12);
  });

  it('finds nothing in equal values, in one, or in none', () => {
    for (const values of [[5, 5, 5], [5], []]) expect(mannKendall(values)).toMatchObject({ z: 0, tau: 0 });
  });

  it('says the opposite of the opposite', () => {
    expect(mannKendall([3, 1, 4, 1, 5, 9]).z).toBe(-mannKendall([-3, -1, -4, -1, -5, -9]).z);
  });
});

describe('the slope of Theil and Sen', () => {
  it('is the median of the slopes of all pairs, whatever one outlier does', () => {
    expect(theilSen(pointsOf([0, 2, 4, 900, 8, 10, 12]))?.slope).toBe(2);
    expect(theilSen([{ at: 5, value: 1 }])).toBeNull();
  });

  it('has the interval of ranks that the deviation of the signs gives', () => {
    // Ten points on a line but for one swap: of N = 45 slopes ranks 8 and 38, 2.576 · √125 = 28.8 apart and one more.
    const slopes = theilSen(pointsOf([0, 1, 2, 3, 5, 4, 6, 7, 8, 9]));
    expect(slopes).toEqual({ slope: 1, low: 0.8, high: 1.25 });
  });

  it('has no bound where points are few', () => {
    expect(theilSen(pointsOf([1, 2, 3]))).toEqual({
      slope: 1,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
  });

  it('holds the true slope in 99 of 100 intervals', () => {
    const random = seededRandom(11);
    let held = 0;
    for (let round = 0; round < 500; round += 1) {
      const found = theilSen(
        pointsOf(Array.from({ length: 20 }, (_, at) => 3 * at + 5 * standardNormal(random))),
      );
      if (found !== null && found.low <= 3 && found.high >= 3) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(486);
  });
});

it('a median is the middle one, or between the two', () => {
  expect(medianOf([1, 5, 9])).toBe(5);
  expect(medianOf([1, 5, 9, 10])).toBe(7);
});
