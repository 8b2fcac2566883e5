import { z } from 'zod';
import { GRADE_RESULTS } from './grades.ts';
import { OUTCOMES } from './outcome.ts';
import { type Gate, gateSchema } from './plan.ts';
import { MAX_PLAN_CHARS } from './plan-limits.ts';
import { gradeRowSchema, type Threshold, thresholdSchema } from './threshold.ts';

/** What grades come to by a gate. */
export const overallSchema = z.strictObject({
  grade: z.enum(GRADE_RESULTS),
  gate: gateSchema,
  outcome: z.enum(OUTCOMES),
  /** True only where the outcome is `passed`. */
  passed: z.boolean(),
  sentence: z.string(),
});

/** Whose thresholds a run was graded with. `run`: those it ran with. */
export const gradingOriginSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run') }),
  z.strictObject({ kind: z.literal('plan'), name: z.string(), version: z.number().int().min(1).nullable() }),
  z.strictObject({ kind: z.literal('file'), name: z.string() }),
]);
export type GradingOrigin = z.infer<typeof gradingOriginSchema>;

/** A threshold that the stored seconds of a run cannot answer, and why, in a sentence. */
const untoldSchema = z.strictObject({
  service: z.string(),
  endpoint: z.string().nullable(),
  metric: thresholdSchema.shape.metric,
  sentence: z.string(),
});
export type Untold = z.infer<typeof untoldSchema>;

/** What thresholds and a gate say of a run. */
export const gradingResultSchema = z.strictObject({
  grades: z.array(gradeRowSchema),
  overall: overallSchema,
  cannotTell: z.array(untoldSchema),
});
export type GradingResult = z.infer<typeof gradingResultSchema>;

/** One of the gradings of a run. The first is the one it ran with; each regrading adds one, and none is ever replaced. */
export const gradingSchema = z.strictObject({
  /** From 1, in the order they were added. */
  number: z.number().int().min(1),
  /** ISO 8601, UTC. */
  gradedAt: z.string(),
  origin: gradingOriginSchema,
  counts: z
    .boolean()
    .describe(
      'Its gate decides whether the run passed: of one, the first unless somebody chose another. The grades and the overall verdict of the document are those of this one.',
    ),
  ...gradingResultSchema.shape,
});
export type Grading = z.infer<typeof gradingSchema>;

/** Where the thresholds of a regrading come from. */
const thresholdSourceSchema = z.discriminatedUnion('kind', [
  /** A plan of the user's: as it is now, or as it was. */
  z.strictObject({
    kind: z.literal('stored'),
    planId: z.string().regex(/^[\w-]{1,64}$/),
    version: z.number().int().min(1).optional(),
  }),
  z.strictObject({ kind: z.literal('preset'), name: z.string().min(1).max(120) }),
  /** A plan file. @param name as people call it */
  z.strictObject({
    kind: z.literal('text'),
    text: z.string().max(MAX_PLAN_CHARS),
    name: z.string().min(1).max(300),
  }),
]);
export type ThresholdSource = z.infer<typeof thresholdSourceSchema>;

/** Thresholds as a plan writes them, and the gate beside them. */
export interface ThresholdSet {
  readonly thresholds: readonly Threshold[];
  readonly gate: Gate;
}

/** One of the sets that a plan had. */
export interface ThresholdVersion extends ThresholdSet {
  /** From 1; the last one is the plan's present set. */
  readonly version: number;
  /** When it came, ISO 8601, UTC. */
  readonly cameAt: string;
}

/** A set that a run may be graded with. */
export interface ThresholdChoice {
  readonly source: ThresholdSource;
  readonly origin: GradingOrigin;
  readonly thresholds: number;
}

/** What a regrading did. */
export interface Regraded {
  readonly runId: string;
  readonly name: string;
  /** False: it was graded with the same thresholds before, by the grading that is told. */
  readonly added: boolean;
  readonly grading: Grading;
  /** All of them, that one included. */
  readonly gradings: readonly Grading[];
}

const runId = z.string().regex(/^[\w-]{1,64}$/);
/** Arguments of the commands about gradings; the answers stand in the wire. */
export const GRADING_ARGUMENTS = {
  choices: z.strictObject({ runId }),
  regrade: z.strictObject({
    runId,
    thresholds: thresholdSourceSchema,
    /** What is added counts from now on. */
    use: z.boolean().optional(),
  }),
  choose: z.strictObject({ runId, number: z.number().int().min(1) }),
  /** By the name in the plan. */
  ofPlan: z.strictObject({ name: z.string().min(1).max(300) }),
} as const;
