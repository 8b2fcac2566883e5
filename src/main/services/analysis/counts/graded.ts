import type { AppliedLoad } from '../../../../contract/applied-load.ts';
import { sumCounts } from '../../../../contract/counts.ts';
import type { Protocol } from '../../../../contract/protocols/protocols.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { PRIMARY_ROLES, type Series } from '../../../../contract/series.ts';
import type { SeriesCounts } from '../../../../contract/tick.ts';
import type { Micros, Millis, PerSecond } from '../../../../contract/units.ts';
import { offeredBySeries, type Span } from './offered.ts';

/** What is read of durations, as `Histogram` tells it. */
export interface LatencySample {
  readonly count: number;
  readonly mean: number | null;
  percentile(percentile: number): Micros | null;
  valueAtRank(rank: number): Micros;
  lowestAtRank(rank: number): Micros;
  buckets(): Iterable<{ readonly lowUs: Micros; readonly highUs: Micros; readonly count: number }>;
}

/** Connections of streams, counted. */
type StreamCounts = Readonly<Record<'attempted' | 'opened' | 'failed' | 'openBefore', number>>;

/** The part of a run that is graded: all that grades and rates depend on, whoever holds its seconds. */
export interface GradedSeconds extends Cover {
  readonly plan: Pick<MeasuredPlan, 'series' | 'thresholds'>;
  /** What is applied, as the seconds so far tell it. */
  readonly load: readonly AppliedLoad[];
  /** By series index. */
  readonly tallies: readonly { readonly counts: SeriesCounts; readonly withinPlan: SeriesCounts }[];
  /** Graded latency of several series together: from the intended start in open plans, from the actual one in closed plans. */
  latency(series: readonly number[]): LatencySample;
  readonly streams: { totals(kind?: Protocol, service?: string): StreamCounts | null };
  /** By series index: every second in view, warm-up included. */
  readonly books: readonly SeriesCounts[];
  /** The same of what happens once per connection, which is never warm-up. */
  readonly once: Cover;
  /** From the plan's end, or the stop that cut it, to the end of the run. */
  readonly afterPlanMs: Millis;
}

/** The seconds that figures cover. */
export interface Cover {
  /** The sum of their lengths. */
  readonly measuredMs: Millis;
  /** Of that, what lies before the plan's end: what rates are per second of. */
  readonly plannedMs: Millis;
  /** From the first to the last of them, the plan's end at the latest. */
  readonly span: Span;
}

/** The seconds that the figures of a series cover. */
export function coverOf(measured: GradedSeconds, series: number): Cover {
  return measured.plan.series[series]?.once === true ? measured.once : measured;
}

/**
 * Per second of the planned time, over several series, each over the time its figures cover; null before any second is
 * measured. What comes to an end after the plan has is no part of it.
 */
export function ratePerSecond(
  measured: GradedSeconds,
  indexes: readonly number[],
  countOf: (counts: SeriesCounts) => number,
): number | null {
  if (measured.plannedMs === 0 && measured.once.plannedMs === 0) return null;
  return indexes.reduce((sum, index) => {
    const { plannedMs } = coverOf(measured, index);
    const seriesTotals = measured.tallies[index];
    return plannedMs === 0 || seriesTotals === undefined
      ? sum
      : sum + (countOf(seriesTotals.withinPlan) * 1_000) / plannedMs;
  }, 0);
}

/** The most the plan could have asked of each series per second, each over the span its figures cover. */
export function offeredOf(measured: GradedSeconds): PerSecond[] {
  const applied = { series: measured.plan.series, load: measured.load };
  const offered = offeredBySeries(applied, measured.span);
  const once = offeredBySeries(applied, measured.once.span);
  return offered.map((rate, index) =>
    measured.plan.series[index]?.once === true ? (once[index] ?? 0) : rate,
  );
}

/** What counts of series are read from. */
export interface CountedSeries {
  readonly plan: Pick<MeasuredPlan, 'series'>;
  readonly tallies: readonly { readonly counts: SeriesCounts }[];
}

/** Indexes of the series of a service, or of one endpoint of it, that `keep` lets through. */
export function seriesOf(
  measured: Pick<CountedSeries, 'plan'>,
  where: { service: string; endpoint?: string | undefined },
  keep: (series: Series) => boolean = () => true,
): number[] {
  return measured.plan.series.flatMap((series, index) => {
    if (series.service !== where.service || !keep(series)) return [];
    return where.endpoint === undefined || series.endpoint === where.endpoint ? [index] : [];
  });
}

/** The services whose series are in the totals. */
export function countedServices({ plan }: Pick<CountedSeries, 'plan'>): string[] {
  return [...new Set(plan.series.flatMap(({ service, inTotals }) => (inTotals ? [service] : [])))];
}

/** Counts of several series together. */
export function countsOf({ tallies }: CountedSeries, indexes: readonly number[]): SeriesCounts {
  return sumCounts(indexes.flatMap((index) => tallies[index]?.counts ?? []));
}

/** Counts of several series together, of what came before the plan's end. */
export function withinPlanOf({ tallies }: GradedSeconds, indexes: readonly number[]): SeriesCounts {
  return sumCounts(indexes.flatMap((index) => tallies[index]?.withinPlan ?? []));
}

/**
 * The series whose latency stands for a whole service: its HTTP requests; without any, its message round trips, then
 * pings, then first events, then connects. Times of different kinds are never mixed.
 */
export function serviceLatencySeries(measured: Pick<CountedSeries, 'plan'>, service: string): number[] {
  for (const role of ['request', ...PRIMARY_ROLES] as const) {
    const indexes = seriesOf(measured, { service }, (one) => one.inTotals && one.role === role);
    if (indexes.length > 0) return indexes;
  }
  return [];
}
