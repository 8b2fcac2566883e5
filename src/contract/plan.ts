import { z } from 'zod';
import { durationSchema, stepSchema, taskSchema } from './plan-steps.ts';
import { valueSpecSchema } from './plan-values.ts';
import { PURPOSES } from './run-state.ts';
import { STATISTICS, thresholdSchema } from './threshold.ts';

/** Name of a service, class, task or value: what a table can show and a command line can take. */
const name = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _.\-/{}:]*$/u, 'a name starts with a letter or digit');
const level = z.number().nonnegative().max(1_000_000);

const serviceSchema = z.strictObject({
  url: z.string().min(1).max(2_048),
  /** Path asked before the run; absent: not asked. */
  health: z.string().startsWith('/').optional(),
});

/**
 * A piece of a load shape. `ramp` goes straight from the level before to `to`; `hold` jumps to `to` (or stays) and
 * keeps it; `spike` jumps to `to` and falls back to the level before when it ends.
 */
const stageSchema = z.strictObject({
  shape: z.enum(['ramp', 'hold', 'spike']).optional(),
  to: level.optional(),
  duration: durationSchema,
});
export type StageSpec = z.infer<typeof stageSchema>;

const loadSchema = z
  .strictObject({
    /** Closed model: this many users, shared out by class weight; a class with `users` of its own keeps them. */
    users: level.optional(),
    /** Users per second. */
    spawnRate: z.number().positive().max(1_000_000).optional(),
    /** Open model: this many arrivals per second, shared out by class weight. */
    rate: level.optional(),
    arrivals: z.enum(['constant', 'poisson']).optional(),
    stages: z.array(stageSchema).min(1).max(1_000).optional(),
    /** What the stages' levels count: users (closed) or arrivals per second (open). */
    model: z.enum(['closed', 'open']).optional(),
    duration: durationSchema.optional(),
    warmup: durationSchema.optional(),
    seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  })
  .refine((load) => load.users === undefined || load.rate === undefined, {
    message: 'a load has users (closed model) or a rate (open model), not both',
  });
export type LoadSpec = z.infer<typeof loadSchema>;

const thinkTimeSchema = z.union([
  z.literal('none'),
  durationSchema,
  z.strictObject({ between: z.tuple([durationSchema, durationSchema]) }),
]);

const websocketSchema = z.strictObject({
  path: z.string().min(1),
  connections: level.optional(),
  /** New connections per second while ramping up. */
  connectRate: z.number().positive().optional(),
  subprotocols: z.array(z.string()).optional(),
  subscribe: z.array(z.unknown()).optional(),
  /** Messages per second on each connection. */
  messageRate: z.number().nonnegative().max(100_000).optional(),
  /** Text or JSON with templates; absent: protocol pings. */
  message: z.unknown().optional(),
  reply: z
    .strictObject({ pointer: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })
    .optional(),
  correlate: z.strictObject({ pointer: z.string() }).optional(),
  fields: z
    .strictObject({
      topic: z.string().optional(),
      type: z.string().optional(),
      sequence: z.string().optional(),
      sentAtMs: z.string().optional(),
    })
    .optional(),
  heartbeat: durationSchema.optional(),
  closeTimeout: durationSchema.optional(),
  reconnect: z.enum(['off', 'after-close', 'back-off']).optional(),
  deflate: z.boolean().optional(),
  maxMessageBytes: z.number().int().positive().optional(),
});

const sseSchema = z.strictObject({
  path: z.string().min(1),
  streams: level.optional(),
  connectRate: z.number().positive().optional(),
  hold: durationSchema.optional(),
  idleTimeout: durationSchema.optional(),
  maxReconnects: z.number().int().min(0).optional(),
});

/** A user class: HTTP tasks, or one WebSocket, or one event stream. */
export const classSchema = z
  .strictObject({
    service: name,
    users: level.optional(),
    weight: z.number().nonnegative().optional(),
    load: loadSchema.optional(),
    startAfter: durationSchema.optional(),
    thinkTime: thinkTimeSchema.optional(),
    connections: z.enum(['per-user', 'shared', 'new-each-time']).optional(),
    iterations: z.number().int().positive().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    /** Service the setup steps are sent to; absent: the class's own. */
    setupService: name.optional(),
    setup: z.array(stepSchema).optional(),
    tasks: z.record(name, taskSchema).optional(),
    websocket: websocketSchema.optional(),
    sse: sseSchema.optional(),
  })
  .refine((c) => [c.tasks, c.websocket, c.sse].filter((kind) => kind !== undefined).length === 1, {
    message: 'a class has exactly one of tasks, websocket, sse',
  });
export type ClassSpec = z.infer<typeof classSchema>;

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
  verifyTls: z.boolean().optional(),
  maxRate: z.number().positive().optional(),
  maxConnections: z.number().int().positive().optional(),
});

/** The worst grade that still passes; `none`: grades never fail the run. */
export const gateSchema = z.enum(['excellent', 'good', 'acceptable', 'none']);
export type Gate = z.infer<typeof gateSchema>;

/** The plan file, YAML or JSON. */
export const planSchema = z.strictObject({
  plimsoll: z.literal(1),
  name: z.string().min(1).max(200),
  purpose: z.enum(PURPOSES).optional(),
  description: z.string().max(10_000).optional(),
  services: z.record(name, serviceSchema),
  values: z.record(z.string().regex(/^[A-Za-z_][\w-]*$/), valueSpecSchema).optional(),
  classes: z.record(name, classSchema),
  load: loadSchema.optional(),
  thresholds: z.array(thresholdSchema).max(1_000).optional(),
  expectations: z.array(expectationSchema).max(100).optional(),
  gate: gateSchema.optional(),
  limits: limitsSchema.optional(),
});
/** A plan as parsed: durations in milliseconds. */
export type Plan = z.infer<typeof planSchema>;
/** A plan as written. */
export type PlanInput = z.input<typeof planSchema>;

/** What the command line or a screen may change about a plan without editing it; stored with the run. */
export const overridesSchema = z.strictObject({
  users: level.optional(),
  spawnRate: z.number().positive().optional(),
  rate: level.optional(),
  arrivals: z.enum(['constant', 'poisson']).optional(),
  connections: level.optional(),
  messageRate: z.number().nonnegative().optional(),
  durationMs: z.number().positive().optional(),
  warmupMs: z.number().nonnegative().optional(),
  timeoutMs: z.number().positive().optional(),
  threads: z.number().int().min(1).max(64).optional(),
  /** Keep only the classes or services of these names. */
  only: z.array(z.string()).optional(),
  /** Service name to URL. */
  targets: z.record(z.string(), z.string()).optional(),
  /** Value name to text. */
  values: z.record(z.string(), z.string()).optional(),
  size: z.enum(['light', 'medium', 'heavy', 'stress']).optional(),
  /** For a bare WebSocket address: what to send, what answers it, what to send first. */
  message: z.string().max(100_000).optional(),
  reply: z
    .strictObject({ pointer: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })
    .optional(),
  subscribe: z.array(z.string().max(100_000)).max(100).optional(),
  /** `spin` trades a whole core for microsecond starts. */
  precision: z.enum(['tick', 'spin']).optional(),
  seed: z.number().int().min(0).optional(),
});
export type Overrides = z.infer<typeof overridesSchema>;
