import { z } from 'zod';
import { keysOf } from './keys.ts';

/** The two sides of a series of runs; what is said of a change is said of B against A. */
export const SERIES_SIDES = ['A', 'B'] as const;
export type Side = (typeof SERIES_SIDES)[number];

/** What of an endpoint can be compared between two series of runs. `throughput` counts successful answers. */
export const SERIES_FIGURES = {
  p50: { word: 'p50', unit: 'ms', better: 'lower' },
  p95: { word: 'p95', unit: 'ms', better: 'lower' },
  p99: { word: 'p99', unit: 'ms', better: 'lower' },
  mean: { word: 'mean', unit: 'ms', better: 'lower' },
  throughput: { word: 'throughput', unit: '1/s', better: 'higher' },
  errorRate: { word: 'error rate', unit: '%', better: 'lower' },
} as const;
export type SeriesFigure = keyof typeof SERIES_FIGURES;
const SERIES_FIGURE_NAMES = keysOf(SERIES_FIGURES);

/** How often a series is looked at: once, after a number of runs per side that was stored before the first; or as it grows. */
const seriesRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('declared'), runs: z.number().int().positive() }),
  z.strictObject({ kind: z.literal('open') }),
]);
export type SeriesRule = z.infer<typeof seriesRuleSchema>;

const SERIES_VERDICTS = [
  'worse',
  'better',
  /** A change for certain, and smaller than the least that matters. */
  'changed',
  /** No change beyond the least that matters, for certain. */
  'unchanged',
  /** Would be a change if it were the only figure that is judged; among so many it may be chance. */
  'alone-only',
  'cannot-tell',
  /** An interval, outside the family of judged figures. */
  'not-judged',
  'no-verdict',
] as const;
export type SeriesVerdictName = (typeof SERIES_VERDICTS)[number];

const NO_VERDICT_REASONS = [
  'too-few-runs',
  'not-yet',
  /** In too many runs too few requests lie beyond the percentile, or there is no figure. */
  'figures-missing',
  /** A fixed rate was reached on both sides: what was offered is no figure of the target. */
  'rate-reached',
  'no-errors',
  'few-sessions',
] as const;
export type NoVerdictReason = (typeof NO_VERDICT_REASONS)[number];

const side = z.enum(SERIES_SIDES);
const count = z.number().int().nonnegative();

export const seriesCellKeySchema = z.strictObject({
  service: z.string(),
  endpoint: z.string(),
  figure: z.enum(SERIES_FIGURE_NAMES),
});
export type SeriesCellKey = z.infer<typeof seriesCellKeySchema>;

const runRefSchema = z.strictObject({ id: z.string(), side });

const estimateSchema = z.strictObject({
  /** B against A: 12 is 12% more. Low and high are the ends of an interval of `levelPercent` confidence. */
  changePercent: z.number(),
  lowPercent: z.number(),
  highPercent: z.number(),
  levelPercent: z.number(),
  /** Natural logarithm of B over A, its standard error, degrees of freedom and two-sided p. */
  logRatio: z.number(),
  standardError: z.number(),
  df: z.number(),
  p: z.number(),
});
export type SeriesEstimate = z.infer<typeof estimateSchema>;

const neededSchema = z.strictObject({
  targetPercent: z.number(),
  alpha: z.number(),
  /** Runs per side that find a change of the target's size in 80% of series; a range where the spread is known by few runs. */
  runs: count,
  range: z.strictObject({ low: count, high: count }).nullable(),
  /** Runs per side still to be made, up to a look at which there is a verdict; null: no look is left. */
  more: count.nullable(),
});
export type SeriesRunsNeeded = z.infer<typeof neededSchema>;

const seriesCellSchema = seriesCellKeySchema.extend({
  unit: z.enum(['ms', '%', '1/s']),
  better: z.enum(['lower', 'higher']),
  /** Every run by itself, in the order of the series; `value` is null where the run has too little for it, or was left out. */
  runs: z.array(runRefSchema.extend({ value: z.number().nullable() })),
  /** Of the runs that are judged: geometric means; of an error rate all errors over all requests. */
  a: z.number().nullable(),
  b: z.number().nullable(),
  /** Runs that the estimate rests on. */
  judgedRuns: z.strictObject({ a: count, b: count }),
  estimate: estimateSchema.nullable(),
  /** Standard deviation between runs, in logarithms: 0.05 is about 5%. Null of an error rate, and below three runs a side. */
  spread: z.number().nullable(),
  /** Least change, in percent, that so many runs of this spread find four times of five. */
  visiblePercent: z.number().nullable(),
  needed: neededSchema.nullable(),
  /** Runs set aside because they do not belong to their series. */
  odd: z.array(runRefSchema.extend({ value: z.number(), isHigh: z.boolean() })),
  verdict: z.enum(SERIES_VERDICTS),
  reason: z.enum(NO_VERDICT_REASONS).nullable(),
  isPrimary: z.boolean(),
  sentence: z.string(),
});
export type SeriesCell = z.infer<typeof seriesCellSchema>;

export const seriesVerdictSchema = z.strictObject({
  schema: z.literal('plimsoll.series-verdict/1'),
  /** Whether the runs of both sides were made in turns, or A was stored before B was made. */
  kind: z.enum(['alternated', 'stored']),
  rule: seriesRuleSchema,
  /** Chance of a false verdict at one look; intervals are of 1 − alpha. */
  alpha: z.number(),
  /** Runs per side that the verdict is of; null: no look was reached yet. */
  look: count.nullable(),
  nextLook: count.nullable(),
  /** Runs of each side that can be believed, and how many of them are judged at this look. */
  runs: z.strictObject({ a: count, b: count, judgedA: count, judgedB: count }),
  excluded: z.array(runRefSchema.extend({ why: z.string() })),
  /** Runs made since the look; they count at the next one. */
  waiting: z.array(runRefSchema),
  /** Figures tested together (Benjamini–Hochberg), and how many of them pass. */
  family: z.strictObject({ size: count, passed: count }),
  primary: seriesCellKeySchema.nullable(),
  minChangePercent: z.number(),
  cells: z.array(seriesCellSchema),
  warnings: z.array(z.string()),
  /** Runs per side still to be made for what is not settled; null: nothing is left open, or no look is left. */
  more: count.nullable(),
  verdict: z.enum(SERIES_VERDICTS),
  sentence: z.string(),
});
export type SeriesVerdict = z.infer<typeof seriesVerdictSchema>;
