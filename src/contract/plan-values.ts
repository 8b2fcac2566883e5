import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const countRange = z.union([
  z.number().int().min(0).max(10_000),
  z.tuple([z.number().int().min(0), z.number().int().max(10_000)]).readonly(),
]);

/**
 * How long a drawn value stays: until the next task (the usual case), or as long as the virtual user, connection or
 * stream that drew it. An arrival of a rate is a user for one task.
 */
const scope = z
  .enum(['iteration', 'user'])
  .optional()
  .describe('user: drawn once per virtual user and kept. iteration: drawn for every task.');

/**
 * Where a value named in a template comes from. `{{ name }}` in a text is replaced by the value as text; a JSON
 * string that is exactly one `{{ name }}` becomes the value with its own type. Values are substituted, never evaluated.
 */
export const valueSpecSchema = z.union([
  scalar,
  z.strictObject({ value: z.unknown() }),
  z.strictObject({
    oneOf: z.array(z.unknown()).min(1),
    order: z.enum(['random', 'round-robin']).optional(),
    scope,
  }),
  /** Whole numbers from first to last, both included. */
  z.strictObject({ range: z.tuple([z.number().int(), z.number().int()]), scope }),
  z.strictObject({
    decimal: z.tuple([z.number(), z.number()]),
    digits: z.number().int().min(0).max(12).optional(),
    scope,
  }),
  z.strictObject({ uuid: z.literal(true), scope }),
  z.strictObject({
    counter: z.strictObject({ from: z.number().int(), step: z.number().int().optional() }),
    scope,
  }),
  /** Place of an item in the `list` it is part of, the first having this number. */
  z.strictObject({ position: z.number().int() }),
  z.strictObject({ timestamp: z.enum(['iso', 'ms', 's']) }),
  /** The default is a template, such as a token put together from its parts. */
  z.strictObject({ env: z.string().min(1), default: z.string().optional() }),
  z.strictObject({ secret: z.string().min(1) }),
  z.strictObject({
    feed: z.string().min(1),
    column: z.string().optional(),
    order: z.enum(['sequential', 'random', 'unique']).optional(),
    scope,
  }),
  /** A few different items of a list, in random order. */
  z.strictObject({ sample: z.array(z.unknown()).min(1), count: countRange, scope }),
  /** Any JSON with templates inside. */
  z.strictObject({ object: z.record(z.string(), z.unknown()), scope }),
  /** So many times the template. */
  z.strictObject({ list: z.unknown(), count: countRange, scope }),
]);
export type ValueSpec = z.infer<typeof valueSpecSchema>;
