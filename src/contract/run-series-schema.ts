import { z } from 'zod';
import { contextRowSchema } from './comparison.ts';
import { GRADE_RESULTS } from './grades.ts';
import { overridesSchema } from './plan.ts';
import { planRefSchema } from './plan-ref.ts';
import { runIdSchema } from './run-questions.ts';
import {
  SERIES_EXPORTS,
  SERIES_LOOKS,
  SERIES_RUN_ROLES,
  SERIES_STATES,
  type SeriesRow,
} from './run-series.ts';
import { RUN_STATES } from './run-state.ts';
import { SERIES_SIDES, seriesCellKeySchema, seriesVerdictSchema } from './series-verdict.ts';
import { TRUST_VERDICTS } from './summary.ts';

const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();
const side = z.enum(SERIES_SIDES);

/** What a side runs: as `runs.start` takes it. */
const sideAsked = z.strictObject({
  /** What it is called; absent: its plan. */
  label: z.string().min(1).max(200).optional(),
  plan: planRefSchema,
  overrides: overridesSchema.optional(),
  onSamples: z.boolean().optional(),
  secretsOf: runIdSchema.optional(),
});

export const MAX_RUNS_PER_SIDE = 100;
const seriesId = runIdSchema;

export const SERIES_ARGUMENTS = {
  start: z.strictObject({
    a: sideAsked,
    /** Absent: the series repeats one side. */
    b: sideAsked.optional(),
    /** One is refused with a sentence of its own. */
    runsPerSide: z.number().int().min(1).max(MAX_RUNS_PER_SIDE),
    /** Between the end of a run and the start of the next; absent: none. */
    pauseMs: ms.max(3_600_000).optional(),
    /** Runs of each side that are taken first and left out; absent: none. */
    discard: count.max(10).optional(),
    /** Absent: open. */
    looks: z.enum(SERIES_LOOKS).optional(),
    /** The one cell that is judged by itself; absent: all judged cells are one family. */
    primary: seriesCellKeySchema.optional(),
    /** What changes less is no news; absent: 3. */
    minChangePercent: z.number().positive().max(100).optional(),
    force: z.boolean().optional(),
    name: z.string().max(200).optional(),
  }),
  id: z.strictObject({ seriesId }),
  list: z.strictObject({ deleted: z.boolean().optional() }),
  continue: z.strictObject({
    seriesId,
    /**
     * Runs of each side beyond those planned. Absent: what is missing of them, or, where none is, as many as lead to the
     * next look.
     */
    more: z.number().int().min(1).max(MAX_RUNS_PER_SIDE).optional(),
    /** Values that are not stored, by name: what stands hidden in a series that was begun by another process. */
    values: z.record(z.string(), z.string()).optional(),
    force: z.boolean().optional(),
  }),
  stop: z.strictObject({ seriesId, now: z.boolean().optional() }),
  export: z.strictObject({ seriesId, format: z.enum(SERIES_EXPORTS) }),
};

const seriesRunSchema = z.strictObject({
  /** In the order they were taken, from 1. */
  nth: count,
  runId: z.string(),
  side,
  role: z.enum(SERIES_RUN_ROLES),
  /** Why it is left out, one sentence; empty: it is not. */
  why: z.string(),
  startedAt: z.string().nullable(),
  durationMs: ms.nullable(),
  state: z.enum(RUN_STATES).nullable().describe('Null: the run is not stored any more.'),
  trust: z.enum(TRUST_VERDICTS).nullable(),
  grade: z.enum(GRADE_RESULTS).nullable(),
  passed: z.boolean().nullable(),
  p95Ms: ms.nullable(),
  errorRatePercent: z.number().nullable(),
});
export type SeriesRun = z.infer<typeof seriesRunSchema>;

/** A figure of an endpoint in the runs of one side. */
const repeatedFigureSchema = z.strictObject({
  service: z.string(),
  endpoint: z.string(),
  figure: z.enum(['p50', 'p95', 'p99', 'mean', 'throughput']),
  unit: z.enum(['ms', '1/s', '%']),
  /** Those that count, in their order; null where one has too little for it. */
  runs: z.array(z.strictObject({ id: z.string(), value: z.number().nullable() })),
  mean: z.number().nullable().describe('Geometric mean of the runs.'),
  low: z.number().nullable().describe('Ends of a 95% interval of that mean, from the spread of the runs.'),
  high: z.number().nullable(),
  spread: z
    .number()
    .nullable()
    .describe('Standard deviation between runs, in logarithms: 0.05 is about 5%. Null below two runs.'),
});
export type RepeatedFigure = z.infer<typeof repeatedFigureSchema>;

/** The document of a series: window, terminal and files print its figures and compute none of their own. */
export const seriesDocumentSchema = z.strictObject({
  schema: z.literal('plimsoll.series/1'),
  series: z.strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['repeated', 'alternated']),
    state: z.enum(SERIES_STATES),
    createdAt: z.string(),
    endedAt: z.string().nullable(),
    endReason: z.string(),
    looks: z.enum(SERIES_LOOKS),
    runsPerSide: count,
    pauseMs: ms,
    discard: count,
    primary: seriesCellKeySchema.nullable(),
    minChangePercent: z.number(),
    sides: z.array(
      z.strictObject({
        side,
        label: z.string(),
        plan: z.string().describe('Name of the plan.'),
        overrides: z.array(z.strictObject({ name: z.string(), text: z.string() })),
      }),
    ),
  }),
  lead: z.string().describe('What came out, in one sentence; empty: nothing yet.'),
  /** What else differs between the sides, first. */
  context: z.array(contextRowSchema),
  /** What was odd: runs left out, set aside or taken out of turn, one sentence each. */
  odd: z.array(z.string()),
  runs: z.array(seriesRunSchema),
  verdict: seriesVerdictSchema.nullable().describe('B against A; null: one side is repeated.'),
  repeated: z.array(repeatedFigureSchema).describe('Figures of the one side; empty where there are two.'),
});
export type SeriesDocument = z.infer<typeof seriesDocumentSchema>;

export interface SeriesDetail {
  readonly row: SeriesRow;
  readonly document: SeriesDocument;
}
