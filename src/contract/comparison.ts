import { z } from 'zod';
import { capacitySchema } from './capacity.ts';

/** One figure of one endpoint in two runs. `changePercent` is (b − a) / a · 100; null where a is 0 or absent. */
export const differenceSchema = z.strictObject({
  service: z.string(),
  endpoint: z.string(),
  figure: z.string(),
  unit: z.enum(['ms', '%', '1/s', 'count']),
  better: z.enum(['lower', 'higher', 'neither']),
  a: z.number().nullable(),
  b: z.number().nullable(),
  change: z.number().nullable(),
  changePercent: z.number().nullable(),
  /** What the two values rest on, where one is an estimate or unknown; a percentile that is unknown is null. */
  note: z.string(),
});
export type Difference = z.infer<typeof differenceSchema>;

export const comparisonSchema = z.strictObject({
  schema: z.literal('plimsoll.comparison/1'),
  a: z.strictObject({ id: z.string(), name: z.string(), startedAt: z.string(), overall: z.string() }),
  b: z.strictObject({ id: z.string(), name: z.string(), startedAt: z.string(), overall: z.string() }),
  /** One run against one can only be described; a verdict needs repeats. */
  kind: z.enum(['descriptive', 'inferential']),
  /** What it opens with: the largest worsening, or that there is none. */
  lead: z.string(),
  sentence: z.string(),
  /** What else differs, first: plan, load, target, machine, thresholds, trust, latency definition. */
  context: z.array(
    z.strictObject({
      aspect: z.string(),
      a: z.string(),
      b: z.string(),
      severity: z.enum(['note', 'warning']),
    }),
  ),
  capacity: z
    .strictObject({ sentence: z.string(), a: capacitySchema, b: capacitySchema })
    .optional()
    .describe('What both searches for capacity found; absent: not both runs searched.'),
  /** The largest worsening first. */
  differences: z.array(differenceSchema),
  /** Latency by percentile (0…100) of the two runs, for curves laid over each other. */
  curves: z.array(
    z.strictObject({
      service: z.string(),
      endpoint: z.string(),
      percentiles: z.array(z.number()),
      aMs: z.array(z.number().nullable()),
      bMs: z.array(z.number().nullable()),
    }),
  ),
});
export type Comparison = z.infer<typeof comparisonSchema>;
