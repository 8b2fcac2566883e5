import { z } from 'zod';
import { CAPACITY_OUTCOMES } from './capacity.ts';

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

const level = z.number().nonnegative();
const searchSchema = z.strictObject({
  objectives: z.array(z.string()),
  unit: z.string(),
  outcome: z.enum(CAPACITY_OUTCOMES),
  highest: z.strictObject({ value: level, low: level, high: level }).nullable(),
});

/** Two searches of capacity. `changePercent` is as that of a figure; null where the two loads are of different questions. */
const comparedCapacitySchema = z.strictObject({
  sentence: z.string().describe('What differs of the objectives first, then the two loads.'),
  a: searchSchema,
  b: searchSchema,
  changePercent: z.number().nullable(),
  /** Whether their intervals have a load in common; null: one of them is not known, or they count different things. */
  overlap: z.boolean().nullable(),
});
export type ComparedCapacity = z.infer<typeof comparedCapacitySchema>;

/** What else differs between two runs. */
export const contextRowSchema = z.strictObject({
  aspect: z.string(),
  a: z.string(),
  b: z.string(),
  severity: z.enum(['note', 'warning']),
});

export const comparisonSchema = z.strictObject({
  schema: z.literal('plimsoll.comparison/1'),
  a: z.strictObject({ id: z.string(), name: z.string(), startedAt: z.string(), overall: z.string() }),
  b: z.strictObject({ id: z.string(), name: z.string(), startedAt: z.string(), overall: z.string() }),
  /** One run against one can only be described; a verdict needs repeats. */
  kind: z.enum(['descriptive', 'inferential']),
  /** What it opens with: the largest worsening, or that there is none. */
  lead: z.string(),
  sentence: z.string(),
  capacity: comparedCapacitySchema.optional().describe('Where both runs searched for capacity.'),
  /** What else differs, first: plan, load, target, machine, thresholds, trust, latency definition. */
  context: z.array(contextRowSchema),
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
