import { z } from 'zod';
import { capacityBlockSchema, capacityOverrideSchema } from './capacity-schema.ts';
import { STATISTICS } from './percentiles.ts';
import { durationSchema, FIELDS, nameSchema as name } from './plan-fields.ts';
import { statusListSchema } from './plan-steps.ts';
import { stepSchema, taskSchema } from './plan-tasks.ts';
import { valueSpecSchema } from './plan-values.ts';
import { CLASS_PROTOCOLS, classShape } from './protocols/protocols.ts';
import { PURPOSES } from './run-state.ts';
import { stopRuleSchema, stopRuleTextSchema } from './stop-rule-schema.ts';
import { thresholdSchema } from './threshold.ts';
import { MAX_WATCHES } from './watch.ts';
import { watchOverrideSchema, watchSchema } from './watch-schema.ts';

const level = z.number().nonnegative().max(1_000_000);
const iterations = z.number().int().positive().max(1_000_000_000);
const { headcount, connectRate, messageRate, frameRule } = FIELDS;

const serviceSchema = z.strictObject({
  url: z
    .string()
    .min(1)
    .max(2_048)
    .optional()
    .describe(
      'Where the service is, such as http://localhost:8000. Left out: the address chosen for the service of this name under Services.',
    ),
  /** Path asked before the run; absent: not asked. */
  health: z.string().startsWith('/').optional().describe('Path requested before the run, such as /health.'),
});

/**
 * A piece of a load shape. `ramp` goes straight from the level before to `to`; `hold` jumps to `to` (or stays) and
 * keeps it; `spike` jumps to `to` and falls back to the level before when it ends. Absent: `ramp` with a `to`,
 * `hold` without one.
 */
const stageSchema = z
  .strictObject({
    shape: z.enum(['ramp', 'hold', 'spike']).optional(),
    to: level.optional().describe('Users (closed) or arrivals per second (open) at the end of the stage.'),
    duration: durationSchema,
    messageRate: messageRate
      .optional()
      .describe(
        'Messages per second on each connection meanwhile: in the load of a class that sends messages.',
      ),
  })
  .describe('ramp: straight to `to`. hold: jump there and stay. spike: jump there, then fall back.');
export type StageSpec = z.infer<typeof stageSchema>;

const loadSchema = z
  .strictObject({
    /** Closed model: this many users, shared out by class weight; a class with `users` of its own keeps them. */
    users: headcount.optional().describe('Closed model: virtual users at once, divided by class weight.'),
    spawnRate: z.number().positive().max(1_000_000).optional().describe('Users started per second.'),
    /** Open model: this many arrivals per second, shared out by class weight. */
    rate: level.optional().describe('Open model: arrivals per second, regardless of responses.'),
    arrivals: z.enum(['constant', 'poisson']).optional().describe('Evenly spaced, or at random.'),
    /** With stages, `users` or `rate` is the level before the first of them; absent: 0. */
    stages: z.array(stageSchema).min(1).max(1_000).optional().describe('The load over time, piece by piece.'),
    model: z.enum(['closed', 'open']).optional().describe('What the levels of the stages count.'),
    duration: durationSchema.optional().describe('How long the run takes: 30s, 5m, 1h30m.'),
    /** Ends the run before its duration is over, which then says how long it may take: 10 minutes when absent. */
    iterations: iterations.optional().describe('End after this many tasks of all users together.'),
    warmup: durationSchema.optional().describe('Run first and kept out of the figures.'),
    seed: z.number().int().min(0).max(0xffff_ffff).optional().describe('The same seed sends the same mix.'),
  })
  .refine((load) => load.users === undefined || load.rate === undefined, {
    message: 'a load has users (closed model) or a rate (open model), not both',
  });
export type LoadSpec = z.infer<typeof loadSchema>;

const thinkTimeSchema = z
  .union([
    z.literal('none'),
    durationSchema,
    z.strictObject({ between: z.tuple([durationSchema, durationSchema]) }),
  ])
  .describe('Pause of a user between two tasks: none, 2s, or { between: [1s, 3s] }.');

const CLASS_KINDS = ['tasks', ...CLASS_PROTOCOLS] as const;

/** A user class: HTTP tasks, or connections of one protocol that are held. */
const classSchema = z
  .strictObject({
    service: name.describe('Name of the service it talks to.'),
    users: headcount
      .optional()
      .describe('Users (connections, streams) of its own, regardless of the total load.'),
    weight: level.optional().describe('Its share of the load; 1 when absent.'),
    load: loadSchema.optional().describe('A load of its own beside that of the plan.'),
    startAfter: durationSchema.optional(),
    thinkTime: thinkTimeSchema.optional(),
    connections: z.enum(['per-user', 'shared', 'new-each-time']).optional(),
    iterations: z.number().int().positive().optional().describe('Tasks each user runs before it ends.'),
    headers: z.record(z.string(), z.string()).optional().describe('Sent with every request of the class.'),
    /** For steps that do not say it themselves. */
    expect: statusListSchema.optional(),
    /** Service the setup steps are sent to; absent: the class's own. */
    setupService: name.optional(),
    setup: z
      .array(stepSchema)
      .max(100)
      .optional()
      .describe('Steps before the first task, such as logging in.'),
    /** `user`: each user runs the setup. `shared`: once per run, what it extracts is for all its users. */
    setupFor: z.enum(['user', 'shared']).optional(),
    /** Runs the setup again after this long, for tokens that expire. */
    setupEvery: durationSchema.optional(),
    tasks: z.record(name, taskSchema).optional(),
    ...classShape(FIELDS),
  })
  .refine((spec) => CLASS_KINDS.filter((kind) => spec[kind] !== undefined).length === 1, {
    message: `a class has exactly one of ${CLASS_KINDS.join(', ')}`,
  });
export type ClassSpec = z.infer<typeof classSchema>;

/** What a plan changes about a class it takes from the suite. */
const usedClassSchema = z.strictObject({
  users: headcount.optional(),
  weight: level.optional(),
  load: loadSchema
    .optional()
    .describe('A load of its own, in place of all that the suite says of its level.'),
  startAfter: durationSchema.optional(),
  thinkTime: thinkTimeSchema.optional(),
  connectRate: connectRate.optional(),
  messageRate: messageRate.optional(),
  confirm: frameRule.optional().describe('The frame that confirms the subscription.'),
  reply: frameRule.optional().describe('The frame that answers a message.'),
  topics: z
    .array(z.string().min(1).max(400))
    .min(1)
    .max(100)
    .optional()
    .describe('Topics to subscribe to, in place of those in its subscribe frames.'),
});

/** Classes, with their services and values, out of a suite that comes with the program: never a path or an address. */
const useSchema = z.strictObject({
  suite: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, 'a suite is named in lower-case letters'),
  classes: z
    .record(name, usedClassSchema)
    .describe('Class name to what is different about it; {} for nothing.'),
});

const SIZES = ['light', 'medium', 'heavy', 'stress'] as const;
/** The same plan at another size: levels by class, and the load around them. */
const sizeSchema = z.strictObject({
  users: z.record(name, headcount).optional().describe('Users (connections, streams) by class.'),
  load: loadSchema.optional(),
});

/** A sentence people expect to be true, and the figure that decides it. */
const expectationSchema = z.strictObject({
  statement: z.string().min(1).max(400),
  condition: z.strictObject({
    metric: z.enum(['latency', 'errorRate', 'throughput', 'breakingPoint']),
    statistic: z.enum(STATISTICS).optional(),
    scope: z.enum(['total', 'every-service', 'every-endpoint']).optional(),
    /** In ms, % or 1/s by metric. */
    below: z.number().optional(),
    above: z.number().optional(),
  }),
});
export type Expectation = z.infer<typeof expectationSchema>;

const limitsSchema = z.strictObject({
  timeout: durationSchema.optional(),
  connectTimeout: durationSchema.optional(),
  maxInFlight: z.number().int().positive().max(1_000_000).optional(),
  maxBodyBytes: z.number().int().positive().optional(),
  maxHeaderBytes: z.number().int().positive().optional(),
  followRedirects: z.number().int().min(0).max(20).optional(),
  cookies: z
    .boolean()
    .optional()
    .describe('Whether each user keeps the cookies it receives; absent: where redirects are followed.'),
  verifyTls: z.boolean().optional(),
  strictHttp: z
    .boolean()
    .optional()
    .describe('true: responses that break HTTP/1.1 in ways curl and browsers accept are errors.'),
  maxRate: z.number().positive().optional(),
  maxConnections: z.number().int().positive().optional(),
  maxDuration: durationSchema.optional().describe('How long a run may load a public host.'),
});

/** The worst grade that still passes; `none`: grades never fail the run. */
export const gateSchema = z.enum(['excellent', 'good', 'acceptable', 'none']);
export type Gate = z.infer<typeof gateSchema>;

const traceSchema = z.strictObject({
  header: z
    .string()
    .regex(/^[!#$%&'*+\-.^_`|~\w]{1,100}$/, 'a header is named in letters, digits and -')
    .describe(
      'Header that names the trace of a request, in its answer or in itself: traceparent, x-request-id.',
    ),
  link: z
    .string()
    .max(2_000)
    .regex(
      /^https?:\/\/.*\{id\}/,
      'a link begins with http:// or https:// and has {id} where the trace is named',
    )
    .optional()
    .describe('Where a trace is seen, with {id} for its name: https://traces.example.com/trace/{id}.'),
});
/** How a kept request leads to its trace. */
export type TraceNames = z.infer<typeof traceSchema>;

/** The plan file, YAML or JSON. */
export const planSchema = z.strictObject({
  plimsoll: z.literal(1),
  name: z.string().min(1).max(200),
  purpose: z.enum(PURPOSES).optional(),
  description: z.string().max(10_000).optional(),
  use: useSchema.optional(),
  services: z.record(name, serviceSchema).default({}),
  values: z
    .record(
      z.string().regex(/^[A-Za-z_][\w-]*$/, 'a value is named with letters, digits, _ and -'),
      valueSpecSchema,
    )
    .optional()
    .describe('What {{ name }} in a text stands for.'),
  classes: z.record(name, classSchema).default({}),
  load: loadSchema.optional(),
  sizes: z.partialRecord(z.enum(SIZES), sizeSchema).optional(),
  /** The size that runs when none is asked for. */
  size: z.enum(SIZES).optional(),
  thresholds: z.array(thresholdSchema).max(1_000).optional(),
  expectations: z.array(expectationSchema).max(100).optional(),
  gate: gateSchema.optional(),
  stopWhen: z
    .array(stopRuleSchema)
    .max(50)
    .optional()
    .describe('Ends the run, or holds its load, while it goes on: p95>1s for 10s.'),
  limits: limitsSchema.optional(),
  trace: traceSchema.optional().describe('From a kept request to its trace.'),
  capacity: capacityBlockSchema.optional(),
  watch: z
    .record(name, watchSchema)
    .optional()
    .describe(
      'What is watched of the targets, once a second, by service or by what it is of: { gateway: port:8000, database: docker:shop-db }.',
    ),
});
/** A plan as parsed: durations in milliseconds. */
export type Plan = z.infer<typeof planSchema>;
/** A plan as written. */
export type PlanInput = z.input<typeof planSchema>;

/** What the command line or a screen may change about a plan without editing it; stored with the run. */
export const overridesSchema = z.strictObject({
  users: headcount.optional(),
  spawnRate: z.number().positive().optional(),
  rate: level.optional(),
  arrivals: z.enum(['constant', 'poisson']).optional(),
  connections: headcount.optional(),
  messageRate: z.number().nonnegative().optional(),
  durationMs: z.number().positive().optional(),
  /** For a bare address or commands: end after so many requests. */
  requests: iterations.optional(),
  warmupMs: z.number().nonnegative().optional(),
  timeoutMs: z.number().positive().optional(),
  threads: z.number().int().min(1).max(64).optional(),
  /** Caps of the run, instead of the plan's: of a public host, above what is usual there. */
  maxRate: z.number().positive().optional(),
  maxConnections: z.number().int().positive().optional(),
  maxDurationMs: z.number().positive().optional(),
  /** Keep only the classes or services of these names. */
  only: z.array(z.string()).optional(),
  /** Service name to URL. */
  targets: z.record(z.string(), z.string()).optional(),
  /** Value name to text. */
  values: z.record(z.string(), z.string()).optional(),
  size: z.enum(SIZES).optional(),
  /** Of WebSockets: which frame answers a message, and which confirms the subscription. */
  reply: frameRule.optional(),
  confirm: frameRule.optional(),
  /** For a bare WebSocket address: what to send, and what to send first. */
  message: z.string().max(100_000).optional(),
  subscribe: z.array(z.string().max(100_000)).max(100).optional(),
  /** Read a bare http address as event streams; `connections` says so too. */
  sse: z.boolean().optional(),
  /** Count answers as errors that break HTTP/1.1 in ways curl and browsers accept. */
  strictHttp: z.boolean().optional(),
  /** `spin` trades a whole core for microsecond starts. */
  precision: z.enum(['tick', 'spin']).optional(),
  /** The run passes only where its load generator is trusted. */
  requireTrust: z.boolean().optional(),
  seed: z.number().int().min(0).optional(),
  /** Stop rules beside those of the plan, as one writes them. */
  stopWhen: z.array(stopRuleTextSchema).max(50).optional(),
  /** Search for how much load is carried, instead of applying the load of the plan. */
  capacity: capacityOverrideSchema.optional(),
  /** Watches beside those of the plan; those of the same name take their place. */
  watch: z.array(watchOverrideSchema).max(MAX_WATCHES).optional(),
});
export type Overrides = z.infer<typeof overridesSchema>;
