import { z } from 'zod';
import { WATCHED_UNITS } from './watch.ts';

const second = z.number().int().nonnegative();
const label = z.string().describe('Of the watch that gives it.');
const service = z.string().nullable().describe('Null: of no service of the plan, such as a database.');

/** What was watched of the targets, and what of it is missing and why. */
export const watchesSchema = z.array(
  z.strictObject({
    watch: label,
    service,
    source: z.string().describe('Where it was read: port:8000, docker:shop-db, prometheus:http://…'),
    found: z
      .array(z.strictObject({ fromSecond: second, text: z.string() }))
      .describe('What was found there, and since when.'),
    gaps: z
      .array(z.strictObject({ fromSecond: second, toSecond: second, reason: z.string() }))
      .describe(
        'Seconds of which figures are missing, both included, and why. That the run ended within a second is no gap.',
      ),
    remarks: z.array(z.string()).describe('What it never tells.'),
  }),
);
export type WatchSummary = z.infer<typeof watchesSchema>[number];

/** A figure that was watched, over the run. */
export const gaugesSchema = z.array(
  z.strictObject({
    watch: label,
    service,
    name: z.string(),
    unit: z.enum(WATCHED_UNITS),
    title: z.string().describe('As a chart of it is called.'),
    perSecond: z
      .array(z.number().nullable())
      .describe(
        'Of each second in view, as in `perSecond`; null: a gap, or the last second of a run that ended within it. Empty where seconds were not asked for.',
      ),
    statistics: z
      .strictObject({
        min: z.number(),
        mean: z.number(),
        p95: z
          .number()
          .describe('A reading that there was, of nearest rank; at most 1% above the exact one.'),
        max: z.number(),
        first: z
          .number()
          .describe('Of a target that was restarted: since then, so that `last` is of the same process.'),
        last: z.number(),
        seconds: second.describe('That have a reading.'),
      })
      .nullable()
      .describe('Of the seconds that are measured, without the warm-up; null: none has a reading.'),
  }),
);
export type GaugeSummary = z.infer<typeof gaugesSchema>[number];
