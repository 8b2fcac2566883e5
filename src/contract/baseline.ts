import { z } from 'zod';
import { overridesSchema } from './plan.ts';
import { planRefSchema } from './plan-ref.ts';
import { runIdSchema } from './run-questions.ts';

/** Sessions that a baseline holds at most. */
export const MAX_BASELINE_SESSIONS = 100;

const planName = z.string().min(1).max(200);
const baselineNameSchema = z.string().trim().min(1).max(60);
/** In percent. */
const toleranceSchema = z.number().min(0).max(1_000);
const named = { name: baselineNameSchema, plan: planName.optional() };

export const BASELINE_ARGUMENTS = {
  list: z.strictObject({
    /** Of this plan alone. */
    plan: planName.optional(),
    /** Those that were removed; else those that stand. */
    removed: z.boolean().optional(),
  }),
  set: z.strictObject({
    name: baselineNameSchema,
    /** Each a session: the ids of runs that were taken one after another. */
    sessions: z
      .array(
        z.strictObject({
          seriesId: z.string().min(1).max(64).nullable().optional(),
          runIds: z.array(runIdSchema).min(1).max(200),
        }),
      )
      .min(1)
      .max(MAX_BASELINE_SESSIONS),
    /** Beside the sessions that it has; else in their place. */
    add: z.boolean().optional(),
  }),
  /** `plan` where several plans have a baseline of that name. */
  one: z.strictObject(named),
  ahead: z.strictObject({
    name: baselineNameSchema,
    plan: planRefSchema,
    overrides: overridesSchema.optional(),
    onSamples: z.boolean().optional(),
  }),
  judgeSeries: z.strictObject({
    /** Its A are runs of the baseline, its B those that are held against it. */
    seriesId: runIdSchema,
    name: baselineNameSchema,
    tolerancePercent: toleranceSchema.optional(),
    keep: z.boolean().optional(),
  }),
  judge: z.strictObject({
    /** Runs of one session. */
    runIds: z.array(runIdSchema).min(1).max(200),
    ...named,
    tolerancePercent: toleranceSchema.optional(),
    /** Keep what came of it with the runs; else it is told and forgotten. */
    keep: z.boolean().optional(),
  }),
};

/** A run that a baseline holds, as it is found now. */
interface BaselineRun {
  readonly runId: string;
  /** Null: it is not there any more. */
  readonly row: { readonly name: string; readonly startedAt: string; readonly deleted: boolean } | null;
}

interface BaselineSession {
  /** Of the series it was; null: a run alone. */
  readonly seriesId: string | null;
  readonly runs: readonly BaselineRun[];
}

export interface BaselineRow {
  readonly plan: string;
  readonly name: string;
  readonly sessions: readonly BaselineSession[];
  readonly setAt: string;
  /** Null: it stands. */
  readonly removedAt: string | null;
  /** What is wrong with it, as a sentence; empty: nothing. */
  readonly trouble: string;
}

/**
 * How the interval of a change was made. `sessions`: by Student's t on the means of at least four stored sessions.
 * `widened`: that of the runs of both sides, widened by what two sessions differ. `assumed`: as widened, with a spread of
 * runs that is assumed, because there are too few to have one. `alternated`: both were run beside each other.
 */
const METHODS = ['sessions', 'widened', 'assumed', 'alternated'] as const;

const share = z.number().nullable();
const cellSchema = z.strictObject({
  service: z.string(),
  endpoint: z.string(),
  figure: z.enum(['p50', 'p95', 'p99', 'mean', 'error rate', 'throughput']),
  unit: z.enum(['ms', '%', '1/s']),
  /** Of the runs of each side: the geometric mean, of errors the share of all requests. Null: too few had it. */
  baseline: z.number().nullable(),
  run: z.number().nullable(),
  changePercent: share,
  /** 95% interval of the change, in percent. Null where there is none. */
  lowPercent: share,
  highPercent: share,
  /** Whether it is one of those that can fail the gate. */
  judged: z.boolean(),
  /** `alone`: it would be one by itself, not among all that are judged. */
  verdict: z.enum(['regressed', 'alone', 'not regressed', 'better', 'no interval', 'interval only']),
  /** Why it has no interval, or what it rests on; empty: nothing to say. */
  note: z.string(),
});
export type BaselineCell = z.infer<typeof cellSchema>;

/** What came of holding a run, or the runs of a series, against a baseline. */
export const baselineVerdictSchema = z.strictObject({
  name: z.string(),
  plan: z.string(),
  tolerancePercent: z.number().nonnegative(),
  verdict: z.enum(['regressed', 'not regressed', 'not judged']),
  /** Code of the reason; empty where it was judged. */
  code: z.string(),
  sentence: z.string(),
  method: z.enum(METHODS),
  /** What is assumed of spreads that were not measured; empty: nothing. */
  assumption: z.string(),
  /** The least rise of a p95, in percent, that would have been a regression; null: no p95 has an interval. */
  visiblePercent: share,
  baselineRuns: z.array(z.string()),
  baselineSessions: z.number().int().nonnegative(),
  runs: z.array(z.string()),
  /** Runs that were left out before any figure was looked at, each with the reason. */
  excluded: z.array(z.strictObject({ runId: z.string(), reason: z.string() })),
  /** What else differs between the newest run of the baseline and this one. */
  context: z.array(
    z.strictObject({
      aspect: z.string(),
      baseline: z.string(),
      run: z.string(),
      severity: z.enum(['note', 'warning', 'refused']),
    }),
  ),
  /** What regressed first, then the others that are judged, then the rest. */
  cells: z.array(cellSchema),
});
export type BaselineVerdict = z.infer<typeof baselineVerdictSchema>;
export type BaselineMethod = BaselineVerdict['method'];
