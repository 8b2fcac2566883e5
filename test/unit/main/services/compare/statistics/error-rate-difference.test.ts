import { describe, expect, it } from 'vitest';
import {
  boundWithoutErrors,
  errorRateDifference,
} from '../../../../../../src/main/services/compare/statistics/error-rate-difference.ts';

const counts = (a: readonly number[], b: readonly number[], requests = 1_000) => [
  ...a.map((errors) => ({ side: 'A' as const, errors, requests })),
  ...b.map((errors) => ({ side: 'B' as const, errors, requests })),
];

describe('the difference of two error rates', () => {
  it('is of totals, with the error of independent errors where runs differ no more than by chance', () => {
    expect(errorRateDifference(counts([10, 10, 10], [20, 20, 20]))).toEqual({
      d: Math.log(2),
      standardError: Math.sqrt(1 / 30 + 1 / 60),
      df: 4,
      overdispersion: 1,
    });
  });

  it('is less certain where errors come in clumps', () => {
    const found = errorRateDifference(counts([0, 0, 30], [20, 20, 20]));
    // Expected 10 in each run of A: (100 + 100 + 400)/10 over 4 degrees of freedom.
    expect(found?.overdispersion).toBeCloseTo(15, 12);
    expect(found?.standardError).toBeCloseTo(Math.sqrt(15 * (1 / 30 + 1 / 60)), 12);
  });

  it('weighs runs by their requests', () => {
    const found = errorRateDifference([
      { side: 'A', errors: 10, requests: 1_000 },
      { side: 'A', errors: 30, requests: 3_000 },
      { side: 'B', errors: 20, requests: 1_000 },
      { side: 'B', errors: 40, requests: 2_000 },
    ]);
    expect(found).toMatchObject({ overdispersion: 1, df: 2 });
    expect(found?.d).toBeCloseTo(Math.log(2), 12);
  });

  it('with no error on one side adds half a one to both', () => {
    const found = errorRateDifference(counts([0, 0, 0], [4, 4, 4]));
    expect(found?.d).toBeCloseTo(Math.log(12.5 / 0.5), 12);
    expect(found?.standardError).toBeCloseTo(Math.sqrt(1 / 0.5 + 1 / 12.5), 12);
  });

  it('with none at all is unknown, and each rate lies below three over its requests', () => {
    expect(errorRateDifference(counts([0, 0, 0], [0, 0, 0]))).toBeNull();
    expect([boundWithoutErrors(30_000), boundWithoutErrors(2)]).toEqual([0.0001, 1]);
  });
});
