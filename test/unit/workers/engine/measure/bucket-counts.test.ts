import { expect, it } from 'vitest';
import { BUCKETS, BucketCounts } from '../../../../../src/workers/engine/measure/bucket-counts.ts';
import {
  bucketIndex,
  HIGHEST_US,
  lowestOfBucket,
  widthOfBucket,
} from '../../../../../src/workers/engine/measure/encoded-histogram.ts';
import { Histogram } from '../../../../../src/workers/engine/measure/histogram.ts';
import { seededRandom } from '../../../../support/seeded-random.ts';

const random = seededRandom(17);

/** Some from a microsecond to an hour, more in the middle. */
function recorded(count: number): Histogram {
  const histogram = new Histogram();
  for (let each = 0; each < count; each += 1) histogram.record(HIGHEST_US ** (random() * random()));
  return histogram;
}

it('says what the histograms say that it is the sum of', () => {
  const counts = new BucketCounts();
  for (let round = 0; round < 30; round += 1) {
    const sum = new Histogram();
    counts.clear();
    for (let part = 0; part <= round % 4; part += 1) {
      const histogram = recorded(1 + 40 * round);
      sum.merge(histogram);
      counts.addEncoded(histogram.encode());
    }
    expect([counts.count, counts.min, counts.max]).toEqual([sum.count, sum.min, sum.max]);
    expect(counts.sum / counts.count).toBeCloseTo(sum.mean ?? 0, 6);
    for (const percentile of [0.1, 50, 90, 99, 99.9, 100]) {
      expect(counts.percentile(percentile)).toBe(sum.percentile(percentile));
    }
    expect(counts.encode()).toEqual(sum.encode());
  }
});

it('has percentiles of a part of its buckets, and of what is left when that is taken away', () => {
  const [all, part] = [new BucketCounts(), new BucketCounts()];
  const [below, above] = [new Histogram(), new Histogram()];
  for (const us of [10, 20, 30, 5_000, 6_000, 7_000, 8_000]) {
    (us < 1_000 ? below : above).record(us);
  }
  all.addEncoded(below.encode());
  all.addEncoded(above.encode());
  const range = { from: bucketIndex(1_000), to: BUCKETS - 1 };
  expect(all.countIn(range)).toBe(4);
  expect(all.percentile(50, range)).toBe(above.percentile(50));
  part.addEncoded(above.encode());
  all.subtract(part, range);
  expect(all.count).toBe(3);
  expect(all.percentile(99)).toBe(30);
});

it('has nothing left of its own where that is taken away', () => {
  const [own, half] = [new BucketCounts(), new BucketCounts()];
  for (const counts of [own, half])
    for (const us of [10, 20, 5_000, 6_000]) counts.addValues(bucketIndex(us), 1);
  own.subtract(own);
  expect([own.count, own.sum]).toEqual([0, 0]);
  const { sum } = half;
  half.subtract(half, { from: bucketIndex(1_000), to: BUCKETS - 1 });
  expect([half.count, half.sum]).toEqual([2, sum]);
});

it('knows where each bucket begins and how wide it is', () => {
  for (let index = 0; index < BUCKETS; index += 97) {
    const lowest = lowestOfBucket(index);
    expect(bucketIndex(lowest)).toBe(index);
    expect(bucketIndex(lowest + widthOfBucket(index) - 1)).toBe(index);
    if (index > 0) expect(bucketIndex(lowest - 1)).toBe(index - 1);
  }
});
