import type { Rates } from '../../../../contract/rates.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { Counts, Distribution, EndpointSummary } from '../../../../contract/summary.ts';
import type { SeriesCounts } from '../../../../contract/tick.ts';
import type { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { distributionOf } from '../../../../workers/engine/verdicts/evidence.ts';
import { finishedOf } from './rates.ts';
import type { SeriesTotals } from './totals.ts';

/**
 * Closes the books of a series. What still waits when a run has ended was given up; while it runs, or in a slice of
 * it, it is neither sent nor cancelled.
 */
export function countersOf(counts: SeriesCounts, ended: boolean): Counts {
  return {
    planned: counts.planned,
    sent: counts.sent,
    ok: counts.ok,
    errors: counts.errors,
    dropped: counts.dropped,
    cancelled: counts.cancelled + (ended ? counts.waiting : 0),
    openAtStop: counts.inFlight,
    bytesIn: counts.bytesIn,
    bytesOut: counts.bytesOut,
  };
}

/** The row of one endpoint: figures of the measured part, books of the whole. */
export function summarizeEndpoint(
  series: MeasuredPlan['series'][number],
  figures: SeriesTotals,
  { books, rates, plannedMs, part }: { books: Counts; rates: Rates; plannedMs: number; part: boolean },
): EndpointSummary {
  const { ok, errors, newConnections, reusedConnections } = figures.counts;
  const graded = figures.histogram(series.clock === 'intended' ? 'response' : 'service');
  const phase = (name: Parameters<SeriesTotals['histogram']>[0]) => phaseOf(figures.histogram(name));
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
    responseTimeMs: { ...distributionOf(graded), clock: series.clock },
    serviceTimeMs: distributionOf(figures.histogram('service')),
    failedTimeMs: distributionOf(figures.histogram('failed')),
    phasesMs: {
      queued: phase('queued'),
      dns: phase('dns'),
      connect: phase('connect'),
      tls: phase('tls'),
      send: phase('send'),
      wait: phase('wait'),
      receive: phase('receive'),
    },
  };
}

function phaseOf(histogram: Histogram): Distribution | null {
  return histogram.count === 0 ? null : distributionOf(histogram);
}
