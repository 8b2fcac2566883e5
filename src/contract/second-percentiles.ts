import { z } from 'zod';
import { formatMs, NO_VALUE } from './format.ts';

const ms = z.number().nonnegative();
const seconds = z.number().int().min(0).max(5);

/** No percentile of a second looks back further: what it says lies near the second it is drawn in. */
export const LONGEST_WINDOW_SECONDS = 5;

const evidence = z.enum(['sure', 'estimate', 'unknown']);

/**
 * Percentiles of one second. Each covers the shortest stretch that ends with the second and holds a sample beyond it
 * (two samples for p50, 20 for p95, 100 for p99), five seconds at most: a busy second is shown by itself, so that a
 * slow one shows in its own place and is gone in the next. Null, with `unknown`, where five seconds hold too few, and
 * where the second itself holds none.
 */
export const secondPercentilesShape = {
  p50Ms: ms.nullable(),
  p95Ms: ms.nullable(),
  p99Ms: ms.nullable(),
  /** Seconds that p95 covers, this one the last of them; 0 where it has no value. */
  windowSeconds: seconds,
  /** The same of p50 and of p99. */
  p50WindowSeconds: seconds,
  p99WindowSeconds: seconds,
  /** `sure`: ten samples or more lie beyond it. `estimate`: at least one does. */
  evidence: z.strictObject({ p50: evidence, p95: evidence, p99: evidence }),
};
/** By percentile, the field that says how many seconds it covers. */
export const WINDOW_FIELDS = {
  p50: 'p50WindowSeconds',
  p95: 'windowSeconds',
  p99: 'p99WindowSeconds',
} as const;
export type SecondPercentile = keyof typeof WINDOW_FIELDS;

/** Fewest samples of which one lies beyond the percentile: 1/(1 − p). */
export const LEAST_SAMPLES: Readonly<Record<SecondPercentile, number>> = { p50: 2, p95: 20, p99: 100 };

const secondPercentilesSchema = z.strictObject(secondPercentilesShape);
export type SecondPercentiles = z.infer<typeof secondPercentilesSchema>;

/** Of a second in which nothing was measured. */
export const NO_PERCENTILES: SecondPercentiles = {
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  windowSeconds: 0,
  p50WindowSeconds: 0,
  p99WindowSeconds: 0,
  evidence: { p50: 'unknown', p95: 'unknown', p99: 'unknown' },
};

/** A percentile of a second as text: an estimate with `~`, one that is unknown as an en dash. */
export function secondPercentileText(times: SecondPercentiles, name: SecondPercentile): string {
  const value = times[`${name}Ms`];
  if (value === null) return NO_VALUE;
  return times.evidence[name] === 'estimate' ? `~${formatMs(value)}` : formatMs(value);
}
