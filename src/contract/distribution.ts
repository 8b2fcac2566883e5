import { z } from 'zod';

const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();
const interval = z.tuple([ms, ms]);

/** Percentiles in ms over `count` samples. Conservative nearest-rank, from merged histograms. */
export const distributionSchema = z.strictObject({
  count,
  min: ms.nullable(),
  mean: ms.nullable(),
  p50: ms.nullable(),
  p90: ms.nullable(),
  p95: ms.nullable(),
  p99: ms.nullable(),
  p999: ms.nullable(),
  max: ms.nullable(),
  /** Distribution-free 95 % intervals from order statistics; null where the sample cannot give one. */
  interval95: z.strictObject({
    p50: interval.nullable(),
    p95: interval.nullable(),
    p99: interval.nullable(),
  }),
  /** Samples beyond each percentile. */
  beyond: z.strictObject({ p50: count, p90: count, p95: count, p99: count, p999: count }),
});
export type Distribution = z.infer<typeof distributionSchema>;
