import { z } from 'zod';
import { GRADE_METRIC_NAMES } from './grade-metrics.ts';
import { GRADE_RESULTS, type GRADES } from './grades.ts';
import { STATISTICS } from './percentiles.ts';

export type Grade = (typeof GRADES)[number];

const bound = z.number().nonnegative().finite();

/**
 * Three bounds cut the axis into four grades. A value exactly on a bound belongs to the worse side (S-45), save
 * where `inclusive` says otherwise (the WebSocket assessment is written with "or equal"). A threshold with only
 * `acceptable` is a single target: inside it is Good, outside it is Poor.
 */
export const thresholdSchema = z.strictObject({
  service: z.string().min(1),
  endpoint: z
    .string()
    .min(1)
    .optional()
    .describe('One endpoint. Without it and without scope: the whole service.'),
  /** In a plan only: a run has one threshold for each endpoint instead. */
  scope: z
    .literal('every-endpoint')
    .optional()
    .describe(
      'Grades each endpoint of the service by itself, so that none hides behind the others. A threshold that names an endpoint takes its place there.',
    ),
  metric: z.enum(GRADE_METRIC_NAMES),
  /** Latency metrics only. Default p95; messageLatency: mean. */
  statistic: z.enum(STATISTICS).optional(),
  excellent: bound.optional(),
  good: bound.optional(),
  acceptable: bound,
  inclusive: z.boolean().optional(),
});
export type Threshold = z.infer<typeof thresholdSchema>;

export type GradeResult = (typeof GRADE_RESULTS)[number];

export const gradeRowSchema = z.strictObject({
  service: z.string(),
  endpoint: z.string().nullable(),
  metric: z.enum(GRADE_METRIC_NAMES),
  statistic: z.enum(STATISTICS).nullable(),
  /** In `unit`; null without data. */
  value: z.number().nullable(),
  unit: z.enum(['ms', '%', '1/s']),
  grade: z.enum(GRADE_RESULTS),
  /** Distance to the bound where the grade would get worse (positive) in `unit`; null without a value. */
  margin: z.number().nullable(),
  /** How many observations stand behind the value. */
  samples: z.number().int().nonnegative(),
  /** False where the sample is too small to support the grade; `note` then says how wrong it could be. */
  provable: z.boolean(),
  /** The bounds graded with, best first; null where the threshold does not have that bound. */
  bounds: z.strictObject({
    excellent: z.number().nullable(),
    good: z.number().nullable(),
    acceptable: z.number(),
  }),
  note: z.string(),
});
export type GradeRow = z.infer<typeof gradeRowSchema>;
