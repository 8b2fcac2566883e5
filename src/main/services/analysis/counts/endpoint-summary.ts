import { tableOf } from '../../../../contract/keys.ts';
import type { Rates } from '../../../../contract/rates.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { Counts, Distribution, EndpointSummary } from '../../../../contract/summary.ts';
import { PHASES, type SeriesCounts } from '../../../../contract/tick.ts';
import { histogramOf } from '../reading/readable-run.ts';
import { finishedOf } from './rates.ts';
import type { SeriesTotals } from './totals.ts';

/**
 * Closes the books of a series. What still waits when a run has ended was given up; while it runs, or in a slice of
 * it, it is neither sent nor cancelled.
 */
export function countersOf(counts: SeriesCounts, ended: boolean): Counts {
  const { planned, sent, ok, errors, dropped, waiting, inFlight, bytesIn, bytesOut } = counts;
  const cancelled = counts.cancelled + (ended ? waiting : 0);
  return { planned, sent, ok, errors, dropped, cancelled, openAtStop: inFlight, bytesIn, bytesOut };
}

/** The row of one endpoint: figures of the measured part, books of the whole. */
export function summarizeEndpoint(
  series: MeasuredPlan['series'][number],
  figures: SeriesTotals,
  { books, rates, plannedMs, part }: { books: Counts; rates: Rates; plannedMs: number; part: boolean },
): EndpointSummary {
  const { ok, errors, newConnections, reusedConnections } = figures.counts;
  return {
    service: series.service,
    endpoint: series.endpoint,
    protocol: series.protocol,
    definition: series.definition,
    part,
    rates,
    count: ok + errors,
    errors,
    targetErrors: rates.failed,
    errorRatePercent: rates.errorRatePercent,
    ratePerSecond: plannedMs === 0 ? 0 : (finishedOf(figures.withinPlan) * 1_000) / plannedMs,
    counts: books,
    newConnections,
    reusedConnections,
    responseTimeMs: { ...figures.distribution(histogramOf(series.clock)), clock: series.clock },
    serviceTimeMs: figures.distribution('service'),
    failedTimeMs: figures.distribution('failed'),
    phasesMs: tableOf(PHASES, (phase) => phaseOf(figures.distribution(phase))),
  };
}

function phaseOf(distribution: Distribution): Distribution | null {
  return distribution.count === 0 ? null : distribution;
}
