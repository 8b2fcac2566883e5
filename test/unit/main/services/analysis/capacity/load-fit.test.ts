import { describe, expect, test } from 'vitest';
import { fitLoad } from '../../../../../../src/main/services/analysis/capacity/load-fit.ts';

const logistic = (a: number, b: number) => (load: number) => 1 / (1 + Math.exp(-(a + b * Math.log(load))));

describe('a fit of share over load', () => {
  test('finds the load of a logistic law, however steep', () => {
    for (const b of [3, 10, 40]) {
      const share = logistic(Math.log(0.05 / 0.95) - b * Math.log(1_368), b);
      const points = [1_200, 1_300, 1_400].map((load) => ({ load, share: share(load), weight: 1e6 }));
      const fit = fitLoad(points, 0.05);
      expect(fit.load / 1_368).toBeCloseTo(1, 3);
      expect(fit.slope / b).toBeCloseTo(1, 2);
    }
  });

  test('has the standard error of the formula where all samples are at the limit', () => {
    const b = 15;
    const share = logistic(Math.log(0.05 / 0.95) - b * Math.log(1_000), b);
    const n = 4e5;
    const points = [999, 1_001].map((load) => ({ load, share: share(load), weight: n / 2 }));
    const fit = fitLoad(points, 0.05);
    // sqrt(p(1 − p)/n) / (p(1 − p)·slope), with the slope that was fitted.
    expect(fit.standardError / (Math.sqrt(0.0475 / n) / (0.0475 * fit.slope))).toBeCloseTo(1, 1);
  });

  test('does not believe that more load is less trouble', () => {
    const fit = fitLoad(
      [
        { load: 900, share: 0.08, weight: 1e6 },
        { load: 1_000, share: 0.03, weight: 1e6 },
      ],
      0.05,
    );
    expect(fit.slope).toBeCloseTo(1, 6);
    expect(Number.isFinite(fit.standardError)).toBe(true);
  });

  test('is near the prior slope where samples say little of it', () => {
    const fit = fitLoad(
      [
        { load: 990, share: 0.05, weight: 10 },
        { load: 1_010, share: 0.05, weight: 10 },
      ],
      0.05,
    );
    expect(fit.slope).toBeGreaterThan(5);
    expect(fit.load / 1_000).toBeCloseTo(1, 1);
  });
});
