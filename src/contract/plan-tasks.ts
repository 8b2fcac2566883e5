import { z } from 'zod';
import { durationSchema, FIELDS } from './plan-fields.ts';
import { bodySchema, checkSchema, extractSchema, statusListSchema } from './plan-steps.ts';
import { stepShape as protocolStepShape, STEP_KINDS, type StepKind } from './protocols/protocols.ts';

const stepShape = {
  ...protocolStepShape(FIELDS),
  hold: durationSchema
    .optional()
    .describe('How long to stay before closing; an event stream ends sooner when its `events` have arrived.'),
  get: FIELDS.path.optional(),
  post: FIELDS.path.optional(),
  put: FIELDS.path.optional(),
  patch: FIELDS.path.optional(),
  delete: FIELDS.path.optional(),
  head: FIELDS.path.optional(),
  options: FIELDS.path.optional(),
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
