import { z } from 'zod';
import { CAPACITY_UNITS, RECOVERY_KINDS, THOROUGHNESS } from './capacity-search.ts';
import { durationSchema } from './plan-fields.ts';

const level = z.number().positive().max(1_000_000);

/** The block `capacity` of a plan, as written: how much load it carries is searched for where the run asks for it. */
export const capacityBlockSchema = z
  .strictObject({
    objectives: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(10)
      .describe('What is good enough: p95<200ms, errors<1%.'),
    by: z
      .enum(CAPACITY_UNITS)
      .optional()
      .describe('What is raised; absent: what the load of the plan counts.'),
    from: level.optional().describe('First load; absent: from the latency of one user.'),
    to: level.optional().describe('No more than this.'),
    thoroughness: z.enum(THOROUGHNESS).optional(),
    maxTime: durationSchema.optional().describe('Of everything together; 10m when absent.'),
    ladder: z.boolean().optional().describe('Measure 1, 2, 4, … users as well: does it scale?'),
    recovery: z
      .union([z.boolean(), z.literal('alone')])
      .optional()
      .describe(
        'Overload it afterwards, and see how long it takes to recover; true when absent. alone: no search, only that, with half as much again as `from`.',
      ),
  })
  .describe('How much can it carry? Objectives and bounds of a capacity search.');

/**
 * What a run is asked to search for, in place of the load of its plan; each value in place of that in the block of the plan.
 * Present and empty: the block as it is. Null: as if the block did not say it.
 */
export const capacityOverrideSchema = z.strictObject({
  objectives: z.array(z.string().min(1).max(100)).min(1).max(10).nullable().optional(),
  by: z.enum(CAPACITY_UNITS).nullable().optional(),
  from: level.nullable().optional(),
  to: level.nullable().optional(),
  thoroughness: z.enum(THOROUGHNESS).optional(),
  maxMs: z.number().positive().nullable().optional(),
  ladder: z.boolean().optional(),
  recovery: z.enum(RECOVERY_KINDS).optional(),
});
export type CapacityOverride = z.infer<typeof capacityOverrideSchema>;
