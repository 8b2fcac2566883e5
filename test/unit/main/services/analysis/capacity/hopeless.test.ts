import { describe, expect, test } from 'vitest';
import { queueGrowth } from '../../../../../../src/main/services/analysis/capacity/hopeless.ts';

const steady = (inFlight: readonly number[], ok = 1_000) =>
  queueGrowth({ inFlight, ok: inFlight.map(() => ok) }, { rate: 1_200, limitUs: 20_000 });

describe('a queue without hope', () => {
  test('rose in each of three seconds, by more than 5% of the rate, and is longer than two limits', () => {
    expect(steady([100, 300, 500, 700])).toBe(200);
  });

  test.each([
    ['too early', [100, 300, 500]],
    ['fell once', [100, 300, 299, 700]],
    ['rose by nine', [41, 44, 47, 50]],
    ['rose by less than 5% of the rate', [100, 150, 200, 279]],
  ])('is none of it: %s', (_, inFlight) => {
    expect(steady(inFlight)).toBeNull();
  });

  test('is not told while requests wait less than twice the limit', () => {
    // 700 in flight at 20,000/s are 35 ms.
    expect(steady([100, 300, 500, 700], 20_000)).toBeNull();
    expect(steady([100, 300, 500, 700], 17_000)).toBe(200);
  });

  test('is told where nothing succeeds at all', () => {
    expect(steady([100, 300, 500, 700], 0)).toBe(200);
  });
});
