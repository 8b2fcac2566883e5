import { describe, expect, it } from 'vitest';
import { setAsideOdd } from '../../../../../../src/main/services/compare/statistics/odd-runs.ts';
import {
  runsNeeded,
  visibleChange,
} from '../../../../../../src/main/services/compare/statistics/runs-needed.ts';
import {
  intervalOf,
  MIN_SPREAD,
  pOf,
  seriesDifference,
} from '../../../../../../src/main/services/compare/statistics/series-difference.ts';
import { FIVE_RUNS, type MadeSides, madePoints, SIX_RUNS } from '../../../../../support/made-series.ts';

const ofSides = (sides: MadeSides) => seriesDifference(madePoints(sides), MIN_SPREAD.other);

describe('the difference between two series', () => {
  it('of five runs a side is that of the worked example, to its last digit', () => {
    const found = ofSides(FIVE_RUNS);
    const { low, high } = intervalOf(found, 0.05);
    expect(found.d.toFixed(6)).toBe('0.114756');
    expect(found.standardError.toFixed(5)).toBe('0.03237');
    expect(found.df.toFixed(4)).toBe('6.9867');
    expect(pOf(found).toFixed(6)).toBe('0.009432');
    expect([low, high].map((share) => (share * 100).toFixed(1))).toEqual(['3.9', '21.1']);
    expect((visibleChange(found, 0.05) * 100).toFixed(1)).toBe('11.1');
    expect(runsNeeded(found, 0.1, 0.05).runs).toBe(8);
    expect(found.isPoorlyAlternated).toBe(false);
  });

  it('of six runs a side sets one aside, as in the worked example', () => {
    const { kept, odd } = setAsideOdd(madePoints(SIX_RUNS), MIN_SPREAD.other);
    expect(odd.map(({ side, y, isHigh }) => [side, Math.round(Math.exp(y)), isHigh])).toEqual([
      ['B', 338, true],
    ]);
    const found = seriesDifference(kept, MIN_SPREAD.other);
    expect(found.d.toFixed(6)).toBe('0.005473');
    expect(found.standardError.toFixed(6)).toBe('0.021078');
    expect(found.df.toFixed(4)).toBe('6.8913');
  });

  it.each([
    [[3, 3], 3],
    [[3, 4], 4],
    [[4, 4], 5],
    [[4, 5], 6],
  ])('pools the sides of %j runs, with %i degrees of freedom', ([a = 0, b = 0], df) => {
    const values = [200, 211, 205, 217, 208];
    expect(ofSides({ a: values.slice(0, a), b: values.slice(0, b) }).df).toBe(df);
  });

  it('keeps the sides apart where one has two runs more, or both have five', () => {
    const quiet = [200, 201, 200, 202, 201];
    const noisy = [200, 260, 170, 230, 190];
    // Nearly all of the error is of the noisy side, so its degrees of freedom count.
    expect(ofSides({ a: quiet.slice(0, 3), b: noisy }).df).toBeCloseTo(3.59, 2);
    expect(ofSides({ a: quiet, b: noisy }).df).toBeCloseTo(3.63, 2);
  });

  it('takes a straight drift for no difference', () => {
    const points = madePoints({ a: [1, 1, 1, 1, 1], b: [1, 1, 1, 1, 1] });
    const drifting = points.map((point) => ({ ...point, y: 5 + 0.1 * point.at }));
    const found = seriesDifference(drifting, MIN_SPREAD.other);
    expect(found.d).toBeCloseTo(0, 12);
    expect(found.spread).toBeCloseTo(0.005, 12);
  });

  it('believes no spread below half a percent: runs that are equal prove nothing', () => {
    const found = ofSides({ a: [200, 200, 200, 200, 200], b: [201, 201, 201, 201, 201] });
    expect(found.d).toBeCloseTo(Math.log(201 / 200), 12);
    expect(found.spread).toBeCloseTo(0.005, 12);
    expect(pOf(found)).toBeGreaterThan(0.1);
    const finer = seriesDifference(
      madePoints({ a: [200, 200, 200], b: [200, 200, 200] }),
      MIN_SPREAD.throughput,
    );
    expect(finer.spread).toBeCloseTo(0.002, 12);
    expect(pOf(finer)).toBeCloseTo(1, 9);
  });

  it('says so where the runs were not alternated', () => {
    const points = madePoints(FIVE_RUNS).toSorted((one, other) => one.side.localeCompare(other.side));
    const apart = points.map((point, index) => ({ ...point, at: (2 * index) / 9 - 1 }));
    expect(seriesDifference(apart, MIN_SPREAD.other).isPoorlyAlternated).toBe(true);
  });
});

describe('odd runs', () => {
  const steady = [200, 204, 198, 203, 201, 199, 202];
  const odd = (sides: MadeSides) =>
    setAsideOdd(madePoints(sides), MIN_SPREAD.other).odd.map(({ side, y }) => [
      side,
      Math.round(Math.exp(y)),
    ]);

  it('are looked for from five runs a side on', () => {
    expect(odd({ a: steady.slice(0, 4), b: [201, 199, 500, 203] })).toEqual([]);
    expect(odd({ a: steady.slice(0, 5), b: [201, 199, 500, 203, 200] })).toEqual([['B', 500]]);
  });

  it('are at most a fifth of all, the furthest first', () => {
    const longer = [...steady, 200, 203];
    expect(odd({ a: longer, b: [201, 350, 199, 900, 203, 200, 202, 201, 199] })).toEqual([
      ['B', 900],
      ['B', 350],
    ]);
    expect(odd({ a: [200, 204, 198, 350, 201], b: [201, 2_000, 199, 900_000, 203] })).toHaveLength(2);
  });

  it('are none where all runs but one agree to the tenth of a percent and that one to the percent', () => {
    expect(odd({ a: [200, 200, 200, 200, 200], b: [200, 200, 202, 200, 200] })).toEqual([]);
  });
});
