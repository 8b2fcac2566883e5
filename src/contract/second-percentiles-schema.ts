import { z } from 'zod';
import { EVIDENCE } from './percentiles.ts';

const ms = z.number().nonnegative();
const seconds = z.number().int().min(0).max(5);
const evidence = z.enum(EVIDENCE);

/**
 * Percentiles of one second. Each covers the shortest stretch that ends with the second and holds a sample beyond it
 * (20 samples for p95, 100 for p99), five seconds at most: a busy second is shown by itself, so that a slow one shows
 * in its own place and is gone in the next. Null, with `unknown`, where five seconds hold too few, and where the
 * second itself holds none. p50 shares the stretch of p95; where there is none, it has the shortest with two samples.
 */
export const secondPercentilesShape = {
  p50Ms: ms.nullable(),
  p95Ms: ms.nullable(),
  p99Ms: ms.nullable(),
  /** Seconds p50 and p95 cover, this one the last of them; 0 where neither has a value. */
  windowSeconds: seconds,
  /** Seconds p99 covers; 0 where it has no value. */
  p99WindowSeconds: seconds,
  /** `sure`: ten samples or more lie beyond it. `estimate`: at least one does. */
  evidence: z.strictObject({ p50: evidence, p95: evidence, p99: evidence }),
};
const secondPercentilesSchema = z.strictObject(secondPercentilesShape);
export type SecondPercentiles = z.infer<typeof secondPercentilesSchema>;
