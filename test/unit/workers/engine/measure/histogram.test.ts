import { describe, expect, test } from 'vitest';
import { HIGHEST_US } from '../../../../../src/workers/engine/measure/encoded-histogram.ts';
import { Histogram } from '../../../../../src/workers/engine/measure/histogram.ts';

function decoded(bytes: Uint8Array): Histogram {
  const histogram = new Histogram();
  histogram.mergeEncoded(bytes);
  return histogram;
}

describe('recording', () => {
  test('refuses and counts what is no duration', () => {
    const histogram = new Histogram();
    const taken = [Number.NaN, -1, Number.POSITIVE_INFINITY, -0.4].map((value) => histogram.record(value));
    expect(taken).toEqual([false, false, false, false]);
    expect(histogram).toMatchObject({ count: 0, refused: 4, min: null, max: null, mean: null });
    expect(histogram.percentile(50)).toBeNull();
    expect(decoded(histogram.encode()).refused).toBe(4);
  });

  test('records a duration below the clock as one microsecond and one beyond an hour as an hour', () => {
    const histogram = new Histogram();
    histogram.record(0);
    histogram.record(0.3);
    histogram.record(HIGHEST_US + 1);
    expect(histogram).toMatchObject({ count: 3, min: 1, max: HIGHEST_US });
  });
});

describe('percentiles', () => {
  test('1 … 1000 ms: nearest rank, upper end of the bucket', () => {
    const histogram = new Histogram();
    for (let ms = 1; ms <= 1_000; ms += 1) histogram.record(ms * 1_000);
    expect(histogram.percentile(50)).toBe(500_223);
    expect(histogram.percentile(99)).toBe(990_207);
    expect(histogram.percentile(99.9)).toBe(999_423);
    expect(histogram.percentile(100)).toBe(1_000_000);
    expect(histogram.percentile(0)).toBe(1_000);
    expect(histogram.mean).toBe(500_500);
    expect([50, 90, 95, 99, 99.9].map((p) => histogram.countBeyond(p))).toEqual([500, 100, 50, 10, 1]);
  });

  test('both ends of the bucket of a rank', () => {
    const histogram = new Histogram();
    histogram.record(10_000);
    histogram.record(20_000);
    histogram.record(30_000);
    expect([histogram.lowestAtRank(2), histogram.valueAtRank(2)]).toEqual([20_000, 20_015]);
    expect([histogram.lowestAtRank(1), histogram.valueAtRank(3)]).toEqual([10_000, 30_000]);
    expect(() => histogram.valueAtRank(4)).toThrow('rank 4 of 3 values');
    expect(() => histogram.valueAtRank(0)).toThrow('rank 0 of 3 values');
  });
});

describe('encoding', () => {
  test('three values, two of them equal, take 18 bytes', () => {
    const histogram = new Histogram();
    for (const us of [1_000, 1_000, 2_000_000]) histogram.record(us);
    expect(histogram.encode().length).toBe(18);
  });

  test('refuses bytes of another kind, cut off, or promising more than they hold', () => {
    const bytes = new Histogram().encode();
    expect(() => decoded(Uint8Array.from([9, ...bytes.slice(1)]))).toThrow('unknown format');
    expect(() => decoded(bytes.slice(0, 3))).toThrow('cut off');
    expect(() => decoded(Uint8Array.from([1, 2, 0, 0, 1, 1, 2, 1, 1]))).toThrow('cut off');
    expect(() => decoded(Uint8Array.from([1, 1, 0, 0, 1, 1, 1, 1, 2]))).toThrow('the 1 promised');
    expect(() => decoded(Uint8Array.from([1, 1, 0, 0, 9, 1, 1, 1, 1]))).toThrow('impossible bounds');
    const far = [1, 1, 0, 0, 1, 1, 1, 255, 255, 127, 1];
    expect(() => decoded(Uint8Array.from(far))).toThrow('beyond its range');
  });
});
