import { z } from 'zod';
import { historyFilterShape } from './history-filter.ts';
import { keysOf } from './keys.ts';
import { TREND_FIGURES } from './trend-figures.ts';

const count = z.number().int().nonnegative();

const trendFigureSchema = z.enum(keysOf(TREND_FIGURES));

/**
 * What a trend is asked of: a figure of one place in the runs of a filter. `service` and `endpoint` name the place here, and the
 * runs that measured it: without them it is the run as a whole.
 */
export const trendArgumentSchema = z
  .strictObject({ ...historyFilterShape, figure: trendFigureSchema })
  .refine(({ service, endpoint }) => endpoint === undefined || service !== undefined, {
    path: ['endpoint'],
    message: 'takes the service it belongs to',
  });

/**
 * How far the value of a point may lie off, by the point alone: it says nothing of how runs differ from one another.
 *
 * | kind       | of                                                                                          |
 * |------------|---------------------------------------------------------------------------------------------|
 * | sampling   | one run: 95% by the requests of the run; percentiles by order statistics, error rates by Wilson's score |
 * | runs       | a series: its lowest and its highest run                                                    |
 * | search     | a search of capacity: the interval that it came out with                                    |
 */
const trendIntervalSchema = z.strictObject({
  kind: z.enum(['sampling', 'runs', 'search']),
  /** Null: no bound is known on that side. */
  low: z.number().nullable(),
  high: z.number().nullable(),
});

/** One session: a series, or a run alone. */
const trendPointSchema = z.strictObject({
  /** Id of the series, with its side where it has two; or of the run. */
  session: z.string(),
  /** Ids of its runs, in order of time; of a series, those that count. */
  runs: z.array(z.string()),
  name: z.string(),
  startedAt: z.number().describe('Epoch milliseconds; of a series, of its first run.'),
  value: z.number().nullable().describe('Median of the runs that count; null: none has the figure.'),
  interval: trendIntervalSchema.nullable(),
  leftOut: z
    .string()
    .describe('Why it is shown and not judged, in words for behind a dash; empty: it is judged.'),
  changed: z
    .array(z.enum(['plan', 'machine', 'version']))
    .describe('What else is not as it was in the point before that is judged.'),
});
export type TrendPoint = z.infer<typeof trendPointSchema>;

/** Where the level of a trend changed, and stayed changed. */
const trendChangeSchema = z.strictObject({
  point: count.describe('Index of the first point of the new level.'),
  before: count.describe('Index of the last judged point of the level before.'),
  fromValue: z.number().describe('Median of the level before.'),
  toValue: z.number().describe('Median of the new level.'),
  changePercent: z.number().nullable().describe('Null: the level before was 0.'),
  direction: z.enum(['worse', 'better', 'neither']),
});
export type TrendChange = z.infer<typeof trendChangeSchema>;

/** A stretch between two changes. */
const trendLevelSchema = z.strictObject({
  fromPoint: count,
  toPoint: count,
  median: z.number(),
});

/** A line across the trend. */
const trendLineSchema = z.strictObject({
  kind: z.enum(['threshold', 'baseline']),
  /** `good`, or the name of the baseline. */
  name: z.string(),
  value: z.number(),
});
export type TrendLine = z.infer<typeof trendLineSchema>;

/** One sentence on what to look at next, and where it leads. */
const nextStepSchema = z.strictObject({
  text: z.string(),
  compare: z.strictObject({ a: z.string(), b: z.string() }).nullable().describe('Ids of two runs.'),
  run: z.string().nullable().describe('Id of a run to open.'),
});
export type NextStep = z.infer<typeof nextStepSchema>;

const trendSchema = z.strictObject({
  schema: z.literal('plimsoll.trend/1'),
  figure: trendFigureSchema,
  service: z.string().nullable(),
  endpoint: z.string().nullable(),
  unit: z.string(),
  better: z.enum(['lower', 'higher', 'neither']),
  /** In order of time. */
  points: z.array(trendPointSchema),
  /** Points that are judged; fewer than 15: changes are not looked for. */
  judged: count,
  changes: z.array(trendChangeSchema),
  levels: z.array(trendLevelSchema).describe('Empty where nothing is judged.'),
  alarm: trendChangeSchema
    .nullable()
    .describe('The last change that holds by the strict limits too, over the last 100 points; null: none.'),
  lines: z
    .array(trendLineSchema)
    .describe(
      'Thresholds of the last run for this very figure; of one plan, the median of each of its baselines.',
    ),
  next: z.array(nextStepSchema).max(3).describe('What to look at next; never why it is so.'),
  unread: count.describe('Runs of the filter whose figures are still being read from their seconds.'),
});
export type Trend = z.infer<typeof trendSchema>;
