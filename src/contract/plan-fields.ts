import { z } from 'zod';
import { parseDuration } from './duration.ts';

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

/** Name of a service, class, task or value: what a table can show and a command line can take. */
export const nameSchema = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _.\-/{}:]*$/u, 'a name starts with a letter or digit');

/** What fields of a plan are made of, wherever they stand. */
export const FIELDS = {
  z,
  duration: durationSchema,
  path: z.string().min(1).max(8_192),
  /** Text as it is, or JSON. */
  frame: z.union([z.string(), z.record(z.string(), z.unknown())]),
  frameRule: z.strictObject({
    pointer: z.string(),
    value: z.union([z.string(), z.number(), z.boolean()]),
  }),
  /** Users, connections, streams: there is no half of one. */
  headcount: z.number().nonnegative().max(1_000_000).int(),
  connectRate: z.number().positive().max(1_000_000).describe('Connections opened per second.'),
  messageRate: z.number().nonnegative().max(100_000).describe('Messages per second on each connection.'),
};
export type Fields = typeof FIELDS;
