import type { Micros } from '../../../../contract/units.ts';
import { BUCKETS } from '../../../../workers/engine/measure/bucket-counts.ts';
import { lowestOfBucket, widthOfBucket } from '../../../../workers/engine/measure/encoded-histogram.ts';

/** The lower edge of the first coarse bucket: six doublings below that of the second band of latency. */
const FIRST_US: Micros = 62.5 / 64;

/**
 * Buckets of a histogram, several taken as one. A coarse one begins at FIRST_US · 2^(n / perDoubling); where there are four or
 * a multiple of four to a doubling, the edges of bands are among their edges, so that what a band holds stays exact.
 */
export interface CoarseBuckets {
  readonly perDoubling: number;
  /** The coarse bucket of each bucket of a histogram: that of its middle. */
  readonly of: Uint16Array;
  /** The bucket amid each coarse one, which stands for it. */
  readonly middle: Uint16Array;
}

/** @param perDoubling a multiple of four */
export function coarseBuckets(perDoubling: number): CoarseBuckets {
  const of = Uint16Array.from({ length: BUCKETS }, (_, bucket) => {
    const us = lowestOfBucket(bucket) + (widthOfBucket(bucket) - 1) / 2;
    return Math.max(0, Math.floor(perDoubling * Math.log2(Math.max(1, us) / FIRST_US)));
  });
  const middle = new Uint16Array((of.at(-1) ?? 0) + 1);
  for (let first = 0; first < BUCKETS; ) {
    const coarse = of[first] ?? 0;
    let last = first;
    while (of[last + 1] === coarse) last += 1;
    middle[coarse] = Math.floor((first + last) / 2);
    first = last + 1;
  }
  return { perDoubling, of, middle };
}
