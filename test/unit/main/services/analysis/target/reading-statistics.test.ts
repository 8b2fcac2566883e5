import { describe, expect, it } from 'vitest';
import { ReadingStatistics } from '../../../../../../src/main/services/analysis/target/reading-statistics.ts';
import { seededRandom } from '../../../../../support/seeded-random.ts';

function statisticsOf(values: readonly number[]) {
  const statistics = new ReadingStatistics();
  for (const [second, value] of values.entries()) statistics.add(second, value);
  return statistics.told();
}

describe('statistics of a gauge', () => {
  it('has none without a reading', () => {
    expect(statisticsOf([])).toBeNull();
  });

  it('is exact for whole numbers up to 100, of either sign', () => {
    expect(statisticsOf(Array.from({ length: 100 }, (_, nth) => 100 - nth))).toEqual({
      min: 1,
      mean: 50.5,
      p95: 95,
      max: 100,
      first: 100,
      last: 1,
      seconds: 100,
    });
    expect(statisticsOf(Array.from({ length: 100 }, (_, nth) => nth - 100))?.p95).toBe(-6);
    expect(statisticsOf([0, 0, 0, 1e-12])?.p95).toBe(1e-12);
  });

  it('has the first and the last by their seconds, in whatever order they come', () => {
    const statistics = new ReadingStatistics();
    for (const second of [3, 1, 2]) statistics.add(second, second * 10);
    expect(statistics.told()).toMatchObject({ first: 10, last: 30 });
  });

  it('tells a 95th percentile that is a reading, and at most 1% above the exact one', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 200; round += 1) {
      const values = Array.from({ length: 1 + Math.floor(random() * 300) }, () => 10 ** (12 * random() - 3));
      const exact = values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;
      const told = statisticsOf(values)?.p95 ?? Number.NaN;
      expect(values).toContain(told);
      expect(told / exact).toBeGreaterThanOrEqual(1);
      expect(told / exact).toBeLessThanOrEqual(1.01);
    }
  });
});
