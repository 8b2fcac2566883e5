import { z } from 'zod';
import { distributionSchema } from './distribution.ts';
import { ratesSchema } from './rates.ts';
import { STEERED_BY, STEERED_UNITS } from './steering.ts';
import { gradeRowSchema } from './threshold.ts';

const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();

const segmentCounts = {
  planned: count,
  sent: count,
  ok: count,
  errors: count,
  dropped: count,
  cancelled: count,
};

/**
 * A stretch of a run in which no class changes from one straight piece of its load to another. Counts are those of its
 * whole seconds, figures those of its whole seconds outside the warm-up: a second in which the load changes belongs to
 * neither side, so no figure mixes two loads.
 */
const segmentSchema = z.strictObject({
  index: count,
  fromMs: ms.describe('In ms since run start.'),
  toMs: ms,
  cause: z
    .enum(['plan', 'steered'])
    .describe('What applies in it: the plan alone, or what somebody wanted otherwise while the run went on.'),
  by: z.enum(STEERED_BY).nullable().describe('Who steered, where it begins with an act; else null.'),
  sentence: z.string().describe('What that act did; empty: none.'),
  levels: z.array(
    z.strictObject({
      class: z.string(),
      unit: z.enum(STEERED_UNITS),
      from: z.number().nonnegative(),
      to: z.number().nonnegative(),
      messagesPerSecond: z
        .number()
        .nonnegative()
        .nullable()
        .describe('On each connection; null: the class sends none on a schedule.'),
    }),
  ),
  wholeSeconds: count.describe('Seconds that lie wholly in it.'),
  measuredSeconds: count.describe('Of these, the ones outside the warm-up: what the figures cover.'),
  sharedSeconds: count.describe(
    'Seconds at its ends that it shares with another segment, or with what comes after the plan: part of neither.',
  ),
  disturbedSeconds: count.describe('Of the measured seconds, those in which the generator was disturbed.'),
  counts: z.strictObject(segmentCounts),
  rates: ratesSchema,
  responseTimeMs: distributionSchema.describe('Of the same requests as overallTimeMs.'),
  grades: z.array(gradeRowSchema),
});
export type SegmentSummary = z.infer<typeof segmentSchema>;

/** The segments of a run, in order; the counts of all of them and those between add up to the totals. */
export const segmentsSchema = z.strictObject({
  rows: z.array(segmentSchema),
  between: z.strictObject({
    seconds: count.describe('Seconds in which the load changes, and what comes after the end of the plan.'),
    counts: z.strictObject(segmentCounts),
  }),
});
