import { z } from 'zod';
import { EVIDENCE } from './percentiles.ts';

const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();

const interval = z.tuple([ms.nullable(), ms.nullable()]).nullable();
const evidence = z.enum(EVIDENCE);

/**
 * Percentiles in ms over `count` samples. Conservative nearest-rank, from merged histograms. A percentile has a value
 * wherever there is a sample, and `evidence` says what that value is worth.
 */
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
  evidence: z.strictObject({ p50: evidence, p90: evidence, p95: evidence, p99: evidence, p999: evidence }),
  /**
   * Distribution-free 95% intervals from order statistics. An end is null where the sample gives no such bound; the
   * whole is null where it gives neither.
   */
  interval95: z.strictObject({ p50: interval, p90: interval, p95: interval, p99: interval, p999: interval }),
  /** Samples beyond each percentile. */
  beyond: z.strictObject({ p50: count, p90: count, p95: count, p99: count, p999: count }),
});
export type Distribution = z.infer<typeof distributionSchema>;
export type Interval = Distribution['interval95']['p50'];
