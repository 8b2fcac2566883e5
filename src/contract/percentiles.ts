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
