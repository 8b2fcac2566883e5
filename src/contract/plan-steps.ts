import { z } from 'zod';
import { durationSchema } from './plan-fields.ts';

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
