import { expect, it } from 'vitest';
import {
  runsForSpread,
  runsNeeded,
  visibleChange,
  visibleWith,
} from '../../../../../../src/main/services/compare/statistics/runs-needed.ts';

const SPREADS = [0.03, 0.05, 0.07, 0.1, 0.15];

it.each([
  [0.05, [4, 6, 10, 19, 40]],
  [0.01, [5, 9, 15, 28, 60]],
  [0.05 / 30, [6, 12, 20, 38, 81]],
])('a tenth more at alpha %d takes as many runs as the table says', (alpha, runs) => {
  expect(SPREADS.map((spread) => runsForSpread(spread, 0.1, alpha))).toEqual(runs);
});

it('three runs a side are the least', () => {
  expect(runsForSpread(0.005, 0.5, 0.05)).toBe(3);
});

it('the spread is taken larger than it was seen, the more so the fewer runs it is known by, and in a range', () => {
  // χ² of 3 degrees of freedom at 1/3, 0.9 and 0.1: 1.5680, 6.2514, 0.5844.
  expect(runsNeeded({ spread: 0.05, df: 3 }, 0.1, 0.05)).toEqual({
    runs: runsForSpread(0.05 * Math.sqrt(3 / 1.568), 0.1, 0.05),
    range: {
      low: runsForSpread(0.05 * Math.sqrt(3 / 6.2514), 0.1, 0.05),
      high: runsForSpread(0.05 * Math.sqrt(3 / 0.5844), 0.1, 0.05),
    },
  });
  expect(runsNeeded({ spread: 0.05, df: 17 }, 0.1, 0.05)).toEqual({ runs: 7, range: null });
});

it('what so many runs show is what takes so many runs', () => {
  const known = { spread: 0.08, df: 12 };
  const { runs } = runsNeeded(known, 0.1, 0.01);
  expect(visibleWith(known, runs, 0.01)).toBeLessThanOrEqual(0.1);
  expect(visibleWith(known, runs - 1, 0.01)).toBeGreaterThan(0.1);
});

it('the change that is visible now is the one found four times of five', () => {
  // t of 7 degrees of freedom: 2.36462 at 0.975, 0.89603 at 0.8.
  expect(visibleChange({ standardError: 0.03, df: 7 }, 0.05)).toBeCloseTo(
    Math.exp((2.36462 + 0.89603) * 0.03) - 1,
    6,
  );
});
