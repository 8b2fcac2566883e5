import { describe, expect, it } from 'vitest';
import { changePoints, medianOf } from '../../../../../../src/main/services/compare/history/change-points.ts';
import { madeHistory } from '../../../../../support/made-history.ts';

/** So many values around a level: 1% off it to either side, in turns. */
function level(of: number, count: number): number[] {
  return Array.from({ length: count }, (_, nth) => of * (1 + 0.01 * ((nth % 3) - 1)));
}

describe('change points', () => {
  it('names the first value of a new level, its medians, and the statistic of the split', () => {
    const [only, ...others] = changePoints([...level(100, 10), ...level(120, 10)]);
    expect(others).toEqual([]);
    // All of the first ten are below all others: |55 − 105| ÷ √(10·10·21 ÷ 12).
    expect(only).toEqual({ at: 10, z: 50 / Math.sqrt(175), limit: 2.93, before: 100, after: 120 });
  });

  it('splits what is left on both sides again', () => {
    const values = [...level(100, 15), ...level(150, 15), ...level(80, 15)];
    expect(changePoints(values).map(({ at, before, after }) => [at, before, after])).toEqual([
      [15, 100, 150],
      [30, 150, 80],
    ]);
  });

  it('reads limits between the lengths they are known for', () => {
    const [only] = changePoints([...level(100, 20), ...level(120, 20)]);
    expect(only?.limit).toBeCloseTo((3.09 + 3.28) / 2, 12);
    const [long] = changePoints([...level(100, 80), ...level(120, 80)]);
    expect(long?.limit).toBe(3.43);
  });

  it.each([
    [14, []],
    [15, [7]],
  ])('of %i values finds %j', (length, found) => {
    expect(changePoints([...level(100, 7), ...level(200, length - 7)]).map(({ at }) => at)).toEqual(found);
  });

  it('leaves five values on each side of a split', () => {
    const found = changePoints([...level(100, 26), ...level(300, 4)]).map(({ at }) => at);
    expect(found.every((at) => at >= 5 && at <= 25)).toBe(true);
  });

  it.each([
    [1.049, []],
    [1.051, [20]],
  ])('calls a level that is %f times the one before %j', (times, found) => {
    const values = [...level(100, 20), ...level(100 * times, 20)];
    expect(changePoints(values).map(({ at }) => at)).toEqual(found);
  });

  it('drops the smaller of two splits alone where that makes the other one large enough', () => {
    // 100, 104, 110: the first step is under 5%; without it the second is 110 after 102.
    const values = [...level(100, 30), ...level(104, 30), ...level(110, 30)];
    expect(changePoints(values).map(({ at }) => at)).toEqual([60]);
  });

  it('is stricter where it tells without being asked', () => {
    // The highest of all lies before the change, and the lowest behind it: 40 ÷ √168, at the eighth.
    const values = Array.from({ length: 20 }, (_, nth) => (nth < 10 ? 100 : 120) + nth / 10);
    [values[9], values[19]] = [125, 90];
    const [browsed] = changePoints(values);
    expect([browsed?.at, Number(browsed?.z.toFixed(2))]).toEqual([8, 3.09]);
    // The limit is 3.24 there.
    expect(changePoints(values, 'alarms')).toEqual([]);
  });

  it('raises alarms of the last 100 values alone, at their places in all', () => {
    const values = [...level(100, 30), ...level(150, 70), ...level(200, 50)];
    expect(changePoints(values).map(({ at }) => at)).toEqual([30, 100]);
    expect(changePoints(values, 'alarms').map(({ at }) => at)).toEqual([100]);
  });

  it('compares with a level of nothing', () => {
    const values = [...new Array(15).fill(0), ...level(2, 15)];
    expect(changePoints(values).map(({ at, before, after }) => [at, before, after])).toEqual([[15, 0, 2]]);
    expect(changePoints(new Array(40).fill(0))).toEqual([]);
  });

  it('finds 15% more from run 30 of 60 on, within two runs', () => {
    const values = madeHistory({ length: 60, sd: 0.03, change: { at: 30, share: 0.15 } }, 1);
    expect(changePoints(values).map(({ at }) => Math.abs(at - 30) <= 2)).toEqual([true]);
  });
});

describe('the median', () => {
  it.each([
    [[3], 3],
    [[3, 1], 2],
    [[9, 1, 4], 4],
    [[], Number.NaN],
  ])('of %j is %d', (values, median) => {
    expect(medianOf(values)).toBe(median);
  });
});
