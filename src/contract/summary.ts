import { z } from 'zod';
import { areaSchema } from './area.ts';
import { baselineVerdictSchema } from './baseline.ts';
import { capacitySchema } from './capacity.ts';
import { type Distribution, distributionSchema } from './distribution.ts';
import { ERROR_CATEGORIES } from './error-category.ts';
import { SIDES } from './failure.ts';
import { gradingSchema, overallSchema } from './grading.ts';
import { markerSchema } from './marker-schema.ts';
import { PROTOCOLS } from './protocols/protocols.ts';
import { drainSchema, ratesSchema } from './rates.ts';
import { PURPOSES, RUN_STATES } from './run-state.ts';
import { segmentsSchema } from './segments.ts';
import { steeringLogEntrySchema } from './steering-schema.ts';
import { firedRuleSchema } from './stop-rule-schema.ts';
import { stressSchema } from './stress.ts';
import {
  connectionStatesSchema,
  secondStreamsSchema,
  secondTimesSchema,
  sseSummarySchema,
  webSocketSummarySchema,
} from './summary-streams.ts';
import { gradeRowSchema } from './threshold.ts';
import { gaugesSchema, watchesSchema } from './watched-schema.ts';

export { type Distribution, distributionSchema };

/**
 * The one document every figure comes from: screens, terminal, reports and exports print its numbers and compute
 * none of their own. A percentile stands beside its `evidence`; it is `null` only where there is no sample at all.
 */
const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();

const clocked = distributionSchema.extend({
  /** `intended`: from when the plan wanted the request to leave. `actual`: closed plans have no other. */
  clock: z.enum(['intended', 'actual']),
});

const outcomes = {
  planned: count,
  sent: count,
  ok: count,
  errors: count,
  dropped: count,
  cancelled: count,
};
const bytes = { bytesIn: count, bytesOut: count };

export const countsSchema = z.strictObject({ ...outcomes, openAtStop: count, ...bytes });
export type Counts = z.infer<typeof countsSchema>;

const phase = distributionSchema.nullable();
export const endpointSchema = z.strictObject({
  service: z.string(),
  endpoint: z.string(),
  protocol: z.enum(PROTOCOLS),
  /** What one sample of it measures. */
  definition: z.string(),
  rates: ratesSchema,
  part: z
    .boolean()
    .describe(
      'True: a second look at something another endpoint counts, such as the headers of an event stream; not in the totals.',
    ),
  count,
  errors: count,
  /** Failures of target or network, the graded ones; `rates.failed` without the connections broken off. */
  targetErrors: count,
  errorRatePercent: z.number().nullable().describe('The same as rates.errorRatePercent.'),
  ratePerSecond: z.number().describe('What finished, successful or not, per second of measured time.'),
  counts: countsSchema,
  newConnections: count,
  reusedConnections: count,
  responseTimeMs: clocked,
  serviceTimeMs: distributionSchema,
  failedTimeMs: distributionSchema,
  phasesMs: z.strictObject({
    queued: phase,
    dns: phase,
    connect: phase,
    tls: phase,
    send: phase,
    wait: phase,
    receive: phase,
  }),
});
export type EndpointSummary = z.infer<typeof endpointSchema>;

/** A service as a whole: its rates, and the one latency that stands for it. */
const serviceSchema = z.strictObject({
  service: z.string(),
  rates: ratesSchema,
  responseTimeMs: clocked,
});
export type ServiceSummary = z.infer<typeof serviceSchema>;

/** Where a run looks worst, whatever it is graded on; null where no endpoint failed, or none was answered. */
const worstSchema = z.strictObject({
  errors: z
    .strictObject({ service: z.string(), endpoint: z.string(), failed: count, errorRatePercent: z.number() })
    .nullable(),
  latency: z.strictObject({ service: z.string(), endpoint: z.string(), p95Ms: ms }).nullable(),
});

const secondEndpointSchema = z.strictObject({
  service: z.string(),
  endpoint: z.string(),
  ...outcomes,
  ...bytes,
  ...secondTimesSchema.shape,
});

/**
 * One second. Counts, mean and max are of this second alone; the percentiles cover the stretch that
 * `secondPercentilesShape` tells of.
 */
export const secondSchema = z.strictObject({
  second: count,
  /** 1,000 but for the last second of a run, which may be partial: its counts are of so many milliseconds. */
  lengthMs: ms,
  warmup: z.boolean(),
  /** After the end of the plan, or the stop that cut it: nothing is due any more, and what is still open drains. */
  drain: z.boolean(),
  afterPlan: z
    .strictObject({ fromMs: ms, sent: count, ok: count, errors: count })
    .optional()
    .describe(
      'The plan ended within this second, by itself or by a stop: when, in ms since run start, and what of the counts came after it. No rate per second counts these.',
    ),
  /** False: the generator itself was disturbed; `disturbance` says how. */
  trusted: z.boolean(),
  disturbance: z.string(),
  users: z.number(),
  ...outcomes,
  waiting: count,
  inFlight: count,
  oldestInFlightMs: ms
    .optional()
    .describe(
      'The oldest of what is in flight has been so for at least this long; 0: it may be of this second. Absent in documents of before it was measured.',
    ),
  ...bytes,
  ...secondTimesSchema.shape,
  /** Service time beside it; equal to the above in closed plans. */
  serviceP50Ms: ms.nullable(),
  serviceP95Ms: ms.nullable(),
  serviceP99Ms: ms.nullable(),
  errorsByCode: z.record(z.string(), count),
  connections: connectionStatesSchema,
  messagesIn: count,
  messagesOut: count,
  generator: z.strictObject({
    loopDelayMaxMs: ms,
    loopUtilisation: z.number(),
    latenessP99Ms: ms,
    gcPauseMs: ms,
    processCpu: z.number(),
    machineCpu: z.number(),
    othersCpu: z
      .number()
      .nullable()
      .optional()
      .describe(
        'Used by other programs on this machine, 0…1 of the cores; null: not known. Absent in documents of before it was shown.',
      ),
    stolen: z
      .number()
      .nullable()
      .optional()
      .describe(
        'Given to other machines by the hypervisor, 0…1 of the cores; null: the system does not say. Absent in documents of before.',
      ),
    rssBytes: count,
  }),
  endpoints: z.array(secondEndpointSchema),
  /** Absent where the plan has no streams. */
  streams: secondStreamsSchema.optional(),
});
export type SummarySecond = z.infer<typeof secondSchema>;

/** `not judged`: no second was measured yet, or none outside the warm-up. */
export const TRUST_VERDICTS = ['trusted', 'degraded', 'untrustworthy', 'not judged'] as const;
export const trustSchema = z.strictObject({
  verdict: z.enum(TRUST_VERDICTS),
  sentence: z.string(),
  reasons: z.array(
    z.strictObject({
      code: z.string(),
      sentence: z.string(),
      value: z.number(),
      limit: z.number(),
      unit: z.string(),
      seconds: z.array(count),
    }),
  ),
  /** Seconds in which the generator was disturbed. */
  badSeconds: z.array(count),
  /** Blocks of a load thread: milliseconds since run start, and length. */
  blocks: z.array(z.strictObject({ thread: count, atMs: ms, lengthMs: ms })),
});
export type Trust = z.infer<typeof trustSchema>;

export const environmentSchema = z.strictObject({
  plimsoll: z.string(),
  engine: z.string(),
  node: z.string(),
  os: z.string(),
  cpu: z.string(),
  cores: count,
  memoryBytes: count,
  hostname: z.string(),
  threads: count,
  /** Service name to the URL asked and its address, or addresses in words. */
  targets: z.array(z.strictObject({ service: z.string(), url: z.string(), address: z.string().nullable() })),
  /** What was switched on that is off by default: redirects, ignored TLS errors, raised caps. */
  deviations: z.array(z.string()),
});
export type Environment = z.infer<typeof environmentSchema>;

export const errorRowSchema = z.strictObject({
  code: z.string(),
  side: z.enum(SIDES),
  service: z.string(),
  endpoint: z.string(),
  count,
  /** Milliseconds since run start. */
  firstAt: ms,
  lastAt: ms,
  message: z.string(),
  hint: z.string(),
  example: z.string(),
  category: z.enum(ERROR_CATEGORIES),
  /** The first one that was kept with what came back, else the first that was kept; null: none was. */
  sample: z
    .strictObject({
      method: z.string(),
      url: z.string(),
      status: count.nullable(),
      atMs: ms.describe('When it ended, milliseconds since run start.'),
      head: z.string().describe('Status line and headers, or the close frame; at most 2 KiB.'),
      body: z.string().describe('The beginning of the body, decoded, or the last message; at most 2 KiB.'),
      note: z.string().describe('What is missing of it, or why it is not shown as text.'),
    })
    .nullable(),
});
export type ErrorRow = z.infer<typeof errorRowSchema>;

/**
 * The errors of a run by category, most frequent first. What two series tell of one event (a connection that broke, and
 * the messages under way on it) counts once.
 */
const errorCategorySchema = z.strictObject({
  category: z.enum(ERROR_CATEGORIES),
  count,
  percent: z.number().nonnegative().describe('Of all that finished, successful or not.'),
  perSecond: z.number().nonnegative().describe('Over the seconds in view.'),
  firstAt: ms,
  lastAt: ms,
});
export type ErrorCategoryRow = z.infer<typeof errorCategorySchema>;

/** Code of the finding that says how many requests the books count as sent that could not be written. */
export const NOT_SENT_FINDING = 'requests.not-sent';

/** A place on the heatmap: of an endpoint, or of all that stands for the run. */
const shownSchema = z.strictObject({
  service: z.string().nullable(),
  endpoint: z.string().nullable(),
  area: areaSchema,
});
export type ShownPlace = z.infer<typeof shownSchema>;

const EXPECTATION_VERDICTS = ['met', 'not met', 'not measurable'] as const;
export const summarySchema = z.strictObject({
  schema: z.literal('plimsoll.summary/1'),
  run: z.strictObject({
    id: z.string(),
    name: z.string(),
    purpose: z.enum(PURPOSES),
    description: z.string(),
    state: z.enum(RUN_STATES),
    /** ISO 8601, UTC; `endedAt` null while running. */
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    durationMs: ms,
    /** Where `iterations` is set: at most. */
    plannedDurationMs: ms,
    iterations: count
      .optional()
      .describe('The plan ends the run after this many tasks of all users together.'),
    warmupMs: ms,
    engine: z.string(),
    plimsollVersion: z.string(),
    environment: environmentSchema,
    overrides: z
      .array(z.strictObject({ name: z.string(), text: z.string() }))
      .optional()
      .describe('What was changed for this run beside the plan as written, secrets hidden.'),
    notes: z.string(),
    markers: z
      .array(markerSchema)
      .optional()
      .describe('What people marked in it, in order of time. Absent: nothing.'),
    /** Why a failed or interrupted run ended. */
    endReason: z.string(),
    /** The part of the run the figures cover, in seconds; null: all but warm-up. */
    range: z.strictObject({ fromSecond: count, toSecond: count }).nullable(),
    badSecondsExcluded: z.boolean(),
  }),
  totals: countsSchema,
  rates: ratesSchema,
  services: z.array(serviceSchema),
  worst: worstSchema,
  drain: drainSchema,
  overallTimeMs: clocked,
  overallServiceTimeMs: distributionSchema,
  ratePerSecond: z
    .number()
    .describe(
      'Everything the totals count, of every protocol, that finished, per second of measured time. Warm-up is not part of it.',
    ),
  perSecond: z.array(secondSchema),
  endpoints: z.array(endpointSchema),
  errors: z.array(errorRowSchema),
  errorCategories: z.array(errorCategorySchema),
  webSocket: webSocketSummarySchema.nullable(),
  sse: sseSummarySchema.nullable(),
  grades: z.array(gradeRowSchema),
  overall: overallSchema,
  gradings: z
    .array(gradingSchema)
    .optional()
    .describe('All gradings of the run, where it was graded again. Absent: it was graded once, as it ran.'),
  expectations: z.array(
    z.strictObject({ statement: z.string(), verdict: z.enum(EXPECTATION_VERDICTS), evidence: z.string() }),
  ),
  trust: trustSchema,
  findings: z.array(
    z.strictObject({
      code: z.string(),
      kind: z.enum(['good', 'bad', 'hint']),
      title: z.string(),
      evidence: z.string(),
      suggestion: z.string(),
      shown: shownSchema
        .optional()
        .describe('Where the analysis of the run shows it. Absent: it is of no place in particular.'),
    }),
  ),
  segments: segmentsSchema
    .optional()
    .describe('Figures by load. Absent: one straight piece of load was applied from start to end.'),
  steering: z
    .array(steeringLogEntrySchema)
    .optional()
    .describe('How the load was steered while the run went on, in order. Absent: it was not.'),
  stopRule: firedRuleSchema.optional().describe('The stop rule that ended the run. Absent: none did.'),
  holdRules: z
    .array(firedRuleSchema)
    .optional()
    .describe('Stop rules that held the load as it was, in order of time. Absent: none did.'),
  capacity: capacitySchema.optional().describe('How much it carries, where the run searched for that.'),
  stress: stressSchema
    .optional()
    .describe(
      'The answers of a run beyond its expected load. Absent: it is of another purpose, and its load rises once.',
    ),
  baseline: baselineVerdictSchema
    .optional()
    .describe('What came of holding the run against a baseline. Absent: it was held against none.'),
  watches: watchesSchema.optional().describe('What was watched of the targets. Absent: nothing.'),
  gauges: gaugesSchema.optional().describe('Figures of the watches. Absent: nothing was watched.'),
  targetSentences: z
    .array(z.string())
    .optional()
    .describe(
      'What the targets did, in plain words, where it explains something. Absent: nothing was watched.',
    ),
  definitions: z.record(z.string(), z.string()),
});
export type Summary = z.infer<typeof summarySchema>;
