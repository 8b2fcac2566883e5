import fc from 'fast-check';
import { Int32Histogram } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import { HIGHEST_US, sumOfEncoded } from '../../src/workers/engine/measure/encoded-histogram.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { nearestRank } from '../../src/workers/engine/measure/nearest-rank.ts';

const duration = fc.oneof(
  fc.integer({ min: 1, max: 3_000 }),
  fc.integer({ min: 1, max: 1_000_000 }),
  fc.integer({ min: 1, max: HIGHEST_US }),
  fc.constantFrom(1, 2_047, 2_048, 2_049, 4_095, 4_096, 65_535, 65_536, HIGHEST_US - 1, HIGHEST_US),
);
const durations = fc.array(duration, { minLength: 1, maxLength: 300 });

function filled(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** Everything a reader can ask, to compare two histograms by. */
function facts(histogram: Histogram): unknown {
  const { count, min, max, mean, refused } = histogram;
  return { count, min, max, mean, refused, buckets: [...histogram.buckets()], bytes: histogram.encode() };
}

test('every value falls in the bucket the library gives it', () => {
  fc.assert(
    fc.property(duration, (value) => {
      const library = new Int32Histogram(1, HIGHEST_US, 3);
      const [bucket] = [...filled([value]).buckets()];
      expect(bucket).toEqual({
        lowUs: library.lowestEquivalentValue(value),
        highUs: library.highestEquivalentValue(value),
        count: 1,
      });
    }),
    { numRuns: 300 },
  );
});

test('a percentile is the nearest rank of the sorted values, never below it and less than 0.1% above', () => {
  fc.assert(
    fc.property(durations, fc.constantFrom(0, 1, 25, 50, 90, 95, 99, 99.9, 99.99, 100), (values, p) => {
      const sorted = [...values].sort((a, b) => a - b);
      const truth = sorted[Math.max(1, Math.ceil((p / 100) * sorted.length - 1e-9)) - 1] as number;
      const figure = filled(values).percentile(p) as number;
      expect(figure).toBeGreaterThanOrEqual(truth);
      expect(figure - truth).toBeLessThanOrEqual(truth / 1_000);
    }),
  );
});

test('minimum, maximum and mean are exact', () => {
  fc.assert(
    fc.property(durations, (values) => {
      const sum = values.reduce((total, value) => total + value, 0);
      expect(filled(values)).toMatchObject({
        count: values.length,
        min: Math.min(...values),
        max: Math.max(...values),
        mean: sum / values.length,
      });
    }),
  );
});

test('encoding and decoding gives the same histogram', () => {
  fc.assert(
    fc.property(durations, (values) => {
      const histogram = filled(values);
      const decoded = new Histogram();
      decoded.mergeEncoded(histogram.encode());
      expect(facts(decoded)).toEqual(facts(histogram));
    }),
  );
});

test('merging parts, whole, encoded, joined or summed as they are encoded, in any order, gives the histogram of the whole', () => {
  fc.assert(
    fc.property(durations, fc.array(durations, { maxLength: 4 }), (first, others) => {
      const whole = facts(filled([...first, ...others.flat()]));
      const merged = filled(first);
      for (const part of others) merged.merge(filled(part));
      const encoded = new Histogram();
      for (const part of [...others, first]) encoded.mergeEncoded(filled(part).encode());
      const joined = new Histogram();
      joined.mergeEncoded(Buffer.concat([first, ...others].map((part) => filled(part).encode())));
      expect(facts(merged)).toEqual(whole);
      expect(facts(encoded)).toEqual(whole);
      expect(facts(joined)).toEqual(whole);
      const summed = sumOfEncoded([first, ...others].map((part) => filled(part).encode()));
      expect(summed).toEqual(filled([...first, ...others.flat()]).encode());
    }),
  );
});

test('a reset histogram is as good as a new one', () => {
  fc.assert(
    fc.property(durations, durations, (before, after) => {
      const used = filled(before);
      used.reset();
      for (const value of after) used.record(value);
      expect(facts(used)).toEqual(facts(filled(after)));
    }),
  );
});

test('the nearest rank is that of exact fractions', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000_000 }),
      fc.integer({ min: 1, max: 100_000 }),
      (n, milli) => {
        const exact = (BigInt(n) * BigInt(milli) + 99_999n) / 100_000n;
        expect(nearestRank(n, milli / 1_000)).toBe(Number(exact));
      },
    ),
  );
});
