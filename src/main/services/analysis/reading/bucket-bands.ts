import { bandOf, LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import { BUCKETS, type BucketRange } from '../../../../workers/engine/measure/bucket-counts.ts';
import { lowestOfBucket, widthOfBucket } from '../../../../workers/engine/measure/encoded-histogram.ts';

/** The band of each bucket of a histogram: that of its middle, for the few buckets that an edge cuts. */
export const BAND_OF_BUCKET = Uint8Array.from({ length: BUCKETS }, (_, index) =>
  bandOf(lowestOfBucket(index) + (widthOfBucket(index) - 1) / 2),
);

/** The first bucket of each band, and behind the last the number of buckets. */
const FIRST_BUCKET = Uint32Array.from({ length: LATENCY_BANDS + 1 }, (_, band) => {
  const first = BAND_OF_BUCKET.findIndex((one) => one >= band);
  return band === LATENCY_BANDS || first < 0 ? BUCKETS : first;
});

/** The buckets of these bands, both ends included. */
export function bucketsOfBands(fromBand: number, toBand: number): BucketRange {
  return { from: FIRST_BUCKET[fromBand] ?? BUCKETS, to: (FIRST_BUCKET[toBand + 1] ?? BUCKETS) - 1 };
}
