import type { Drain, Rates } from '../../../../contract/rates.ts';
import { indexesWhere } from '../../../../contract/series.ts';
import type { SeriesCounts } from '../../../../contract/tick.ts';
import type { PerSecond } from '../../../../contract/units.ts';
import { brokenOff } from './broken-off.ts';
import {
  type CountedSeries,
  countsOf,
  type GradedSeconds,
  offeredOf,
  ratePerSecond,
  withinPlanOf,
} from './graded.ts';

/** Rates of the whole run, of its services and of single series, all by the one definition of `contract/rates.ts`. */
export interface RunRates {
  readonly run: Rates;
  ofService(service: string): Rates;
  ofSeries(index: number): Rates;
  /** What finished after the plan's end, of the measured seconds. */
  readonly drain: Drain;
}

/** @param ended whether the run is over, so that what is under way will have no end any more */
export function ratesOf(measured: GradedSeconds, ended: boolean): RunRates {
  const { plan } = measured;
  const counted = indexesWhere(plan.series, ({ inTotals }) => inTotals);
  const offered = offeredOf(measured);
  const rates = (indexes: readonly number[], broken: number) =>
    ratesFor(measured, indexes, {
      broken,
      open: ended ? openOf(measured, indexes) : 0,
      offered: sumOf(indexes, offered),
    });
  return {
    run: rates(counted, brokenOff(measured, null)),
    ofService: (service) =>
      rates(
        counted.filter((index) => plan.series[index]?.service === service),
        brokenOff(measured, service),
      ),
    ofSeries: (index) => rates([index], 0),
    drain: drainOf(measured, counted),
  };
}

/** Under way at the end of the last second in view, whichever seconds are measured. */
function openOf({ books }: GradedSeconds, indexes: readonly number[]): number {
  return indexes.reduce((sum, index) => sum + (books[index]?.inFlight ?? 0), 0);
}

/**
 * @param of connections of these series that were lost while in use, what was open when the run ended, and the most the
 * plan could ask per second
 */
function ratesFor(
  measured: GradedSeconds,
  indexes: readonly number[],
  of: { readonly broken: number; readonly open: number; readonly offered: PerSecond },
): Rates {
  const { ok, failed, errors, targetErrors, errorRatePercent } = judgedOf(measured, indexes, of.broken);
  const leftOut = errors - targetErrors + of.open;
  const plannedPerSecond = ratePerSecond(measured, indexes, ({ planned }) => planned) ?? 0;
  const sentPerSecond = ratePerSecond(measured, indexes, ({ sent }) => sent) ?? 0;
  const throughputPerSecond = ratePerSecond(measured, indexes, (counts) => counts.ok) ?? 0;
  // After a warm-up more may be answered than is sent: what was under way when the figures begin.
  const offered = Math.max(of.offered, sentPerSecond, throughputPerSecond);
  return {
    ok,
    failed,
    brokenOff: of.broken,
    leftOut,
    open: of.open,
    errorRatePercent,
    leftOutPercent: percentOf(leftOut, ok + failed + leftOut),
    throughputPerSecond,
    plannedPerSecond,
    sentPerSecond,
    offeredPerSecond: Number.isFinite(offered) ? offered : null,
  };
}

/**
 * What counts in the error rate of series: `failed` ÷ (`ok` + `failed`).
 * @param broken connections of these that were lost while in use
 */
export function judgedOf(measured: CountedSeries, indexes: readonly number[], broken: number) {
  const { ok, errors, targetErrors } = countsOf(measured, indexes);
  const failed = targetErrors + broken;
  return { ok, failed, errors, targetErrors, errorRatePercent: percentOf(failed, ok + failed) };
}

function drainOf(measured: GradedSeconds, counted: readonly number[]): Drain {
  const all = countsOf(measured, counted);
  const within = withinPlanOf(measured, counted);
  const after = (name: 'ok' | 'targetErrors' | 'errors') => all[name] - within[name];
  const drained = {
    ok: after('ok'),
    failed: after('targetErrors'),
    leftOut: after('errors') - after('targetErrors'),
  };
  const isSeen = drained.ok + drained.failed + drained.leftOut > 0;
  // The last second of the plan stays open for a moment: what came in it is late by that much.
  const seconds = measured.measuredMs - measured.plannedMs;
  return { lengthMs: isSeen ? Math.max(seconds, measured.afterPlanMs) : seconds, ...drained };
}

/** In percent; null of nothing. */
function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (part / whole) * 100;
}

/** What finished of these counts, good or bad. */
export function finishedOf({ ok, errors }: Pick<SeriesCounts, 'ok' | 'errors'>): number {
  return ok + errors;
}

function sumOf(indexes: readonly number[], values: readonly PerSecond[]): PerSecond {
  return indexes.reduce((sum, index) => sum + (values[index] ?? 0), 0);
}
