import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const countRange = z.union([
  z.number().int().min(0).max(10_000),
  z.tuple([z.number().int().min(0), z.number().int().max(10_000)]).readonly(),
]);

/**
 * Where a value named in a template comes from. `{{ name }}` in a text is replaced by the value as text; a JSON
 * string that is exactly one `{{ name }}` becomes the value with its own type. Values are substituted, never evaluated.
 */
export const valueSpecSchema = z.union([
  scalar,
  z.strictObject({ value: z.unknown() }),
  z.strictObject({ oneOf: z.array(z.unknown()).min(1), order: z.enum(['random', 'round-robin']).optional() }),
  /** Whole numbers from first to last, both included. */
  z.strictObject({ range: z.tuple([z.number().int(), z.number().int()]) }),
  z.strictObject({
    decimal: z.tuple([z.number(), z.number()]),
    digits: z.number().int().min(0).max(12).optional(),
  }),
  z.strictObject({ uuid: z.literal(true) }),
  z.strictObject({ counter: z.strictObject({ from: z.number().int(), step: z.number().int().optional() }) }),
  z.strictObject({ timestamp: z.enum(['iso', 'ms', 's']) }),
  z.strictObject({ env: z.string().min(1), default: z.string().optional() }),
  z.strictObject({ secret: z.string().min(1) }),
  z.strictObject({
    feed: z.string().min(1),
    column: z.string().optional(),
    order: z.enum(['sequential', 'random', 'unique']).optional(),
  }),
  /** A few different items of a list, in random order. */
  z.strictObject({ sample: z.array(z.unknown()).min(1), count: countRange }),
  /** Any JSON with templates inside. */
  z.strictObject({ object: z.record(z.string(), z.unknown()) }),
  /** So many times the template. */
  z.strictObject({ list: z.unknown(), count: countRange }),
]);
export type ValueSpec = z.infer<typeof valueSpecSchema>;
