import { z } from 'zod';
import { EVIDENCE } from './percentiles.ts';

const ms = z.number().nonnegative();
const seconds = z.number().int().min(0).max(5);

const evidence = z.enum(EVIDENCE);

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

const secondPercentilesSchema = z.strictObject(secondPercentilesShape);
export type SecondPercentiles = z.infer<typeof secondPercentilesSchema>;
