import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { STEP_KINDS, type StepKind } from './methods.ts';

/** `30s`, `250ms`, `1h30m`, or a number of seconds; milliseconds after parsing. */
export const durationSchema = z.union([z.string(), z.number()]).transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === null) {
    context.addIssue({
      code: 'custom',
      message: `"${text}" is not a duration; write 250ms, 30s, 5m or 1h30m`,
    });
    return z.NEVER;
  }
  return ms;
});

/** Statuses that are an answer, not an error. */
export const statusListSchema = z
  .array(z.number().int().min(100).max(599))
  .max(500)
  .describe('Statuses that count as success; absent: 200 to 399.');

const leafChecks = [
  z.strictObject({ status: z.union([z.number().int(), z.array(z.number().int()).min(1)]) }),
  z.strictObject({
    header: z.string().min(1),
    equals: z.string().optional(),
    contains: z.string().optional(),
  }),
  /** JSON pointer that must be present, or present with this value. */
  z.strictObject({
    json: z.string(),
    equals: z.unknown().optional(),
    credential: z
      .boolean()
      .optional()
      .describe('true: a response with another value has refused the credential, as a 401 would.'),
  }),
  z.strictObject({ contains: z.string().min(1) }),
  z.strictObject({ maxBytes: z.number().int().nonnegative() }),
  z.strictObject({ maxTime: durationSchema }),
] as const;
const leafCheckSchema = z.union(leafChecks);

export const checkSchema = z.union([
  ...leafChecks,
  z.strictObject({
    anyOf: z.array(leafCheckSchema).min(1).max(20).describe('One of these must hold.'),
  }),
]);
/** A check that is made of no others. */
export type LeafCheck = z.infer<typeof leafCheckSchema>;
export type CheckSpec = z.infer<typeof checkSchema>;

/** A check, or those it is made of, each with its place in it. */
export function leavesOf(
  check: CheckSpec,
): { readonly at: readonly (string | number)[]; readonly leaf: LeafCheck }[] {
  if (!('anyOf' in check)) return [{ at: [], leaf: check }];
  return check.anyOf.map((leaf, index) => ({ at: ['anyOf', index], leaf }));
}

const extractShape = {
  to: z.string().min(1),
  secret: z
    .boolean()
    .optional()
    .describe(
      'Hidden wherever it appears. On by default for cookies, for names such as token or password, and for texts that look like a token.',
    ),
  hop: z
    .union([z.literal('last'), z.number().int().min(1).max(21)])
    .optional()
    .describe(
      'Where redirects are followed: which response is read, 1 for the first. Absent: the last; of a cookie, the last one that sets it.',
    ),
};

/** Takes a text out of a response into a value of the user that got it. */
export const extractSchema = z.union([
  z.strictObject({ ...extractShape, json: z.string() }),
  z.strictObject({ ...extractShape, header: z.string().min(1) }),
  z.strictObject({
    ...extractShape,
    regex: z.string().min(1),
    group: z.number().int().min(0).optional(),
  }),
  z.strictObject({ ...extractShape, cookie: z.string().min(1) }),
]);
export type ExtractSpec = z.infer<typeof extractSchema>;

export const bodySchema = z.union([
  z.strictObject({ json: z.unknown() }),
  z.strictObject({ text: z.string(), type: z.string().optional() }),
  z.strictObject({ form: z.record(z.string(), z.string()) }),
  z.strictObject({ file: z.string().min(1), type: z.string().optional() }),
]);
export type BodySpec = z.infer<typeof bodySchema>;

const path = z.string().min(1).max(8_192);
/** Text as it is, or JSON. */
const frameSchema = z.union([z.string(), z.record(z.string(), z.unknown())]);

/** What only a `websocket` or `sse` step can have. */
const streamShape = {
  websocket: path.optional().describe('Opens a WebSocket here, uses it and closes it again.'),
  sse: path
    .optional()
    .describe('Opens an event stream here, reads it for a while and closes it. With a `body`: by POST.'),
  send: z
    .union([frameSchema, z.array(frameSchema).min(1).max(100)])
    .optional()
    .describe('WebSocket: frames sent after opening, text or JSON; one or a list.'),
  until: z
    .strictObject({ pointer: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })
    .optional()
    .describe('WebSocket: the frame with this value at this JSON pointer is the awaited reply.'),
  events: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Event stream: how many events to read; 1 where there is no `hold` either.'),
  hold: durationSchema
    .optional()
    .describe('How long to stay before closing; an event stream ends sooner when its `events` have arrived.'),
};

const stepShape = {
  ...streamShape,
  get: path.optional(),
  post: path.optional(),
  put: path.optional(),
  patch: path.optional(),
  delete: path.optional(),
  head: path.optional(),
  options: path.optional(),
  /** Endpoint this request is reported under; a task's only step takes the task's name. */
  name: z.string().min(1).max(120).optional().describe('Endpoint it is reported under.'),
  headers: z.record(z.string(), z.string()).optional(),
  query: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  body: bodySchema.optional(),
  timeout: durationSchema.optional(),
  expect: statusListSchema.optional(),
  checks: z
    .array(checkSchema)
    .max(100)
    .optional()
    .describe('What a response must have: status, key, text, size, time.'),
  extract: z
    .array(extractSchema)
    .max(100)
    .optional()
    .describe('Values extracted from the response, for later steps.'),
};

const exactlyOneKind = (step: Partial<Record<StepKind, unknown>>) =>
  STEP_KINDS.filter((kind) => step[kind] !== undefined).length === 1;
const KIND_MESSAGE = `a step names exactly one of ${STEP_KINDS.join(', ')} with its path`;

export const stepSchema = z.strictObject(stepShape).refine(exactlyOneKind, { message: KIND_MESSAGE });
export type StepSpec = z.infer<typeof stepSchema>;

/** A task is one step written inline, or several under `steps`. */
export const taskSchema = z
  .strictObject({
    ...stepShape,
    weight: z.number().positive().max(1_000_000).optional(),
    steps: z.array(stepSchema).min(1).max(1_000).optional(),
  })
  .refine(
    (task) =>
      task.steps === undefined ? exactlyOneKind(task) : !STEP_KINDS.some((kind) => task[kind] !== undefined),
    {
      message: `a task has either "steps", or ${KIND_MESSAGE}`,
    },
  );
