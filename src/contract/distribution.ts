import { z } from 'zod';

const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();

/** The percentiles of every table, worst last. */
export const PERCENTILES = ['p50', 'p90', 'p95', 'p99', 'p999'] as const;
export type Percentile = (typeof PERCENTILES)[number];

/** Each percentile by its number: `p999` is 99.9. */
export const PERCENTILE_VALUES: Readonly<Record<Percentile, number>> = {
  p50: 50,
  p90: 90,
  p95: 95,
  p99: 99,
  p999: 99.9,
};

/**
 * What a percentile rests on. `sure`: at least ten samples lie beyond it. `estimate`: at least one does. `unknown`:
 * none, for there are fewer than 1/(1 − p) samples.
 */
export const EVIDENCE = ['sure', 'estimate', 'unknown'] as const;
export type Evidence = (typeof EVIDENCE)[number];

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
   * Distribution-free 95 % intervals from order statistics. An end is null where the sample gives no such bound; the
   * whole is null where it gives neither.
   */
  interval95: z.strictObject({ p50: interval, p90: interval, p95: interval, p99: interval, p999: interval }),
  /** Samples beyond each percentile. */
  beyond: z.strictObject({ p50: count, p90: count, p95: count, p99: count, p999: count }),
});
export type Distribution = z.infer<typeof distributionSchema>;
export type Interval = Distribution['interval95']['p50'];
