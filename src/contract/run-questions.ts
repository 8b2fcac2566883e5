import { z } from 'zod';
import { areaSchema, scopeSchema } from './area.ts';
import { REQUEST_ORDERS, requestFilterSchema } from './request-rows.ts';

export const runIdSchema = z.string().regex(/^[\w-]{1,64}$/);
const runId = runIdSchema;
const second = z.number().int().min(0);

/** What is asked about the seconds and requests of a run; the answers stand in the wire. */
export const RUN_QUESTIONS = {
  heatmap: z.strictObject({ runId, scope: scopeSchema }),
  select: z.strictObject({ runId, scope: scopeSchema, area: areaSchema, against: areaSchema.optional() }),
  grades: z.strictObject({
    runId,
    fromSecond: second,
    toSecond: second,
    /** True: all the others that are measured. */
    outside: z.boolean().optional(),
  }),
  why: z.strictObject({
    runId,
    scope: scopeSchema,
    /** Absent: the whole run. */
    area: areaSchema.optional(),
    /** Absent: the rest of the run. */
    against: areaSchema.optional(),
  }),
  scopeSeconds: z.strictObject({ runId, scope: scopeSchema, fromSecond: second.optional() }),
  requests: z.strictObject({
    runId,
    filter: requestFilterSchema,
    from: z.number().int().min(0).optional(),
    limit: z.number().int().min(1).max(1_000),
    /** Absent: the slowest first. */
    order: z.enum(REQUEST_ORDERS).optional(),
  }),
  request: z.strictObject({
    runId,
    id: z.string().max(40),
    /** By which its times are; absent: from its intended start. */
    clock: scopeSchema.shape.clock.optional(),
  }),
} as const;
