import { z } from 'zod';
import { CAPACITY_UNITS, RECOVERY_KINDS } from './capacity-search.ts';

/**
 * What a search of capacity says: a section of the document, made of the stored seconds of its run, while it goes on and ever
 * after. Levels are in the unit searched (`by`): arrivals per second, users or connections.
 */
const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();
const level = z.number().nonnegative();
const share = z.number().min(0).max(1);
const interval = { value: level, low: level, high: level };

/** Where a search is. */
const CAPACITY_STAGES = [
  'probe',
  'climb',
  'bracket',
  'rest',
  'refine',
  'reference',
  'overload',
  'recovering',
  'retest',
  'ladder',
  'done',
] as const;
export type CapacityStage = (typeof CAPACITY_STAGES)[number];

/**
 * | outcome          | means                                                                      |
 * |------------------|----------------------------------------------------------------------------|
 * | found            | the highest load that meets the objectives, with its interval              |
 * | capped           | the highest load that was allowed meets them: there may be more            |
 * | none             | not even one user meets them                                               |
 * | limited          | this machine could not generate more; the target may carry more            |
 * | contradicted     | a load that met them before an overload missed them after it               |
 * | partial          | the search was stopped, or ran out of time; what it knew by then           |
 * | unmeasured       | the search knows nothing yet, or learned nothing                           |
 *
 * Where only the recovery from an overload is asked for, these, or one of the last two, or limited:
 *
 * | outcome          | means                                                                      |
 * |------------------|----------------------------------------------------------------------------|
 * | recovered        | it was as before, and met the objectives at 0.9 of the load again          |
 * | not recovered    | it was not as before within 60 s                                           |
 * | not returned     | it was as before, and missed the objectives at 0.9 of the load             |
 * | reference missed | half of the load missed the objectives before the overload                 |
 */
const SEARCH_OUTCOMES = [
  'found',
  'capped',
  'none',
  'limited',
  'contradicted',
  'partial',
  'unmeasured',
] as const;
export type SearchOutcome = (typeof SEARCH_OUTCOMES)[number];

export const CAPACITY_OUTCOMES = [
  ...SEARCH_OUTCOMES,
  'recovered',
  'not recovered',
  'not returned',
  'reference missed',
] as const;
export type CapacityOutcome = (typeof CAPACITY_OUTCOMES)[number];

/** `met`, `missed`: shown by enough samples. `probably …`: by the point estimate alone. `void`: this machine was disturbed. */
const STEP_VERDICTS = ['met', 'missed', 'probably met', 'probably missed', 'void', 'unfinished'] as const;
export type StepVerdict = (typeof STEP_VERDICTS)[number];

const failureModeSchema = z.strictObject({
  /** As a stranger reads it: `429 Too Many Requests`, `connection refused`, `timeouts`, `latency only`. */
  mode: z.string(),
  /** Of the starts of the steps that missed. */
  share,
  /** Milliseconds since run start; null: it is not known. */
  firstAtMs: ms.nullable(),
});
export type CapacityFailureMode = z.infer<typeof failureModeSchema>;

const capacityStepSchema = z.strictObject({
  number: count.describe('From 1 on, in the order of time.'),
  stage: z.enum(CAPACITY_STAGES),
  level,
  fromMs: ms,
  toMs: ms,
  verdict: z.enum(STEP_VERDICTS),
  why: z.string().describe('What decided it, in one sentence.'),
  starts: count.describe(
    'Known requests by their intended start, the first two seconds of a level left out.',
  ),
  throughput: z
    .number()
    .nonnegative()
    .describe('Successful requests per second; of a search by connections, also connects and messages.'),
  /** Of successes, by intended start. */
  p50Ms: ms.nullable(),
  p95Ms: ms.nullable(),
  errorShare: share.nullable(),
  /** One for each objective: share that misses it, and its one-sided 95% bounds. */
  objectives: z.array(
    z.strictObject({ share: share.nullable(), low: share.nullable(), high: share.nullable() }),
  ),
});
export type CapacityStep = z.infer<typeof capacityStepSchema>;

const kneeSchema = z.strictObject({
  sentence: z.string().describe('The knee with its neighbours, or why none is told.'),
  at: level.nullable(),
  low: level.nullable(),
  high: level.nullable(),
});

const scalabilitySchema = z.strictObject({
  sentence: z.string().describe('The peak, or the first test that the fit failed.'),
  /** Universal Scalability Law, X = λN / (1 + σ(N − 1) + κN(N − 1)); null: it is not offered. */
  model: z
    .strictObject({
      lambda: z.number(),
      sigma: z.number(),
      kappa: z.number(),
      peakUsers: z.number(),
      peakThroughput: z.number(),
    })
    .nullable(),
  levels: z.array(
    z.strictObject({
      users: level,
      throughput: z.number().nonnegative(),
      errorShare: share,
      p95Ms: ms.nullable(),
    }),
  ),
});

const recoverySchema = z.strictObject({
  sentence: z.string(),
  /** Levels of reference, overload and retest. */
  referenceLevel: level,
  overloadLevel: level,
  retestLevel: level.nullable(),
  /** When load fell back, milliseconds since run start; null: it has not yet. */
  fellBackAtMs: ms.nullable(),
  /** `unknown`: before the overload too little was answered in time to compare with. */
  recovered: z.enum(['yes', 'no', 'not yet', 'unknown']),
  /** After the load fell back, with how far it may be off. */
  afterMs: ms.nullable(),
  plusMinusMs: ms.nullable(),
  /** A window whose p95 is no higher counts as good; null: nothing was measured before the overload. */
  bandMs: ms.nullable(),
  /** What it carried at the end where it did not recover. */
  carries: z.number().nonnegative().nullable(),
  /** In flight and waiting when the load fell back. */
  backlog: count.nullable(),
  /** Requests that were to start in the overload and until the recovery. */
  meanwhile: z
    .strictObject({ ok: count, late: count, failed: z.record(z.string(), count), open: count })
    .nullable(),
  /** Highest p95 of a window meanwhile; null: too many requests were not answered in time for there to be one. */
  peakP95Ms: ms.nullable().optional(),
  /** Whether half of the load met the objectives before the overload; null: it is not known. */
  referenceMet: z.boolean().nullable(),
  /** Whether the old capacity returned: at 0.9 of what was found; null: not tried. */
  returned: z.boolean().nullable(),
});
export type CapacityRecovery = z.infer<typeof recoverySchema>;

export const capacitySchema = z.strictObject({
  by: z.enum(CAPACITY_UNITS),
  unit: z
    .string()
    .describe(
      'As it is written behind a level: req/s where each arrival is one request, arrivals/s where it may be several, users, connections.',
    ),
  requestsPerArrival: z
    .number()
    .positive()
    .nullable()
    .describe(
      'Requests of an arrival, on average over its tasks; null: nothing arrives, or not all that an arrival sends is counted.',
    ),
  objectives: z.array(z.string()).describe('As they are asked: p95<200ms, errors<1%.'),
  recoveryAsked: z
    .enum(RECOVERY_KINDS)
    .describe(
      'Whether the target is overloaded: after the search, alone (nothing is searched), or not at all.',
    ),
  stage: z.enum(CAPACITY_STAGES),
  outcome: z.enum(CAPACITY_OUTCOMES),
  sentence: z.string().describe('The answer, in one sentence.'),
  remarks: z.array(z.string()).describe('What else has to be known of it, one sentence each.'),
  highest: z.strictObject(interval).nullable(),
  minutesForFive: z
    .number()
    .nullable()
    .describe(
      'A last step of so many whole minutes would bring the interval to 5% either way; null: it is that narrow. A remark says it.',
    ),
  firstFailing: z
    .strictObject({ objective: z.string(), level, sentence: z.string() })
    .nullable()
    .describe('The objective that failed first as load rose, and at which load.'),
  failureModes: z.strictObject({ sentence: z.string(), modes: z.array(failureModeSchema) }),
  steps: z.array(capacityStepSchema),
  curve: z
    .array(
      z.strictObject({
        level,
        throughput: z.number().nonnegative(),
        p50Ms: ms.nullable(),
        p95Ms: ms.nullable(),
        errorShare: share.nullable(),
      }),
    )
    .describe('Latency and throughput over load, each level once, ascending.'),
  knee: kneeSchema.nullable(),
  scalability: scalabilitySchema.nullable(),
  recovery: recoverySchema.nullable(),
  progress: z.strictObject({
    /** The load that is applied now. */
    level,
    /** What is known of the answer so far; null: nothing on that side. */
    met: level.nullable(),
    missed: level.nullable(),
    atMostMs: ms.describe('The whole search takes no longer.'),
  }),
});
export type CapacityDocument = z.infer<typeof capacitySchema>;
