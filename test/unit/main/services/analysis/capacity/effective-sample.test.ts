import { describe, expect, test } from 'vitest';
import { effectiveSample } from '../../../../../../src/main/services/analysis/capacity/effective-sample.ts';
import { upperShare } from '../../../../../../src/main/services/analysis/grades/binomial-bounds.ts';
import { seededRandom } from '../../../../../support/seeded-random.ts';

const slots = (beyond: readonly number[], counted = 100) => beyond.map((one) => ({ counted, beyond: one }));

describe('an effective sample', () => {
  test('is worth its requests where they are independent', () => {
    const random = seededRandom(3);
    const effects = Array.from({ length: 200 }, () => {
      const beyond = Array.from({ length: 40 }, () =>
        Array.from({ length: 100 }, () => (random() < 0.05 ? 1 : 0)).reduce<number>(
          (sum, one) => sum + one,
          0,
        ),
      );
      return effectiveSample(slots(beyond)).designEffect;
    });
    const mean = effects.reduce((sum, effect) => sum + effect, 0) / effects.length;
    expect(mean).toBeGreaterThan(0.9);
    expect(mean).toBeLessThan(1.1);
  });

  test('is worth fewer where slow ones come together', () => {
    // Ten batches of one slot: two of them have all 50 slow ones.
    const { share, designEffect, low, high } = effectiveSample(slots([25, 25, 0, 0, 0, 0, 0, 0, 0, 0]));
    expect(share).toBe(0.05);
    // 10/9 · (2·20² + 8·5²) / (1000 · 0.05 · 0.95)
    expect(designEffect).toBeCloseTo(((10 / 9) * 1_000) / 47.5, 10);
    expect(low).toBeLessThan(0.02);
    expect(high).toBeGreaterThan(0.1);
  });

  test('takes half of them where none was beyond its limit', () => {
    const { low, high, designEffect } = effectiveSample(slots([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    expect([low, designEffect]).toEqual([0, 2]);
    expect(high).toBeCloseTo(1 - 0.05 ** (1 / 500), 12);
  });

  test('has the plain bounds where batches are more alike than chance makes them', () => {
    const { high } = effectiveSample(slots([5, 5, 5, 5, 5, 5, 5, 5, 5, 5]));
    expect(high).toBeCloseTo(upperShare(50, 1_000), 12);
  });

  test('knows nothing of nothing', () => {
    expect(effectiveSample([])).toMatchObject({ share: null, low: 0, high: 1 });
  });

  test('has batches of unequal length where slots do not divide by ten', () => {
    const { designEffect } = effectiveSample(slots(Array.from({ length: 16 }, () => 5)));
    expect(designEffect).toBeCloseTo(0, 12);
  });
});
