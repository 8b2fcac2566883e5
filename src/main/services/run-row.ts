import { showOverallPercentile } from '../../contract/evidence.ts';
import type { Summary } from '../../contract/summary.ts';
import type { RunRow } from '../../contract/wire.ts';
import type { RunHeadline, RunListing } from '../storage/run-record.ts';

/** A stored run as a line of a list. */
export function rowOf(listing: RunListing): RunRow {
  const { runId, name, state, purpose, durationMs, plannedDurationMs, notes, tags, headline } = listing;
  return {
    runId,
    name,
    state,
    purpose,
    startedAt: new Date(listing.startedAt).toISOString(),
    endedAt: listing.endedAt === null ? null : new Date(listing.endedAt).toISOString(),
    durationMs,
    plannedDurationMs,
    ...headline,
    notes,
    tags,
  };
}

/** The figures kept beside a run, so that lists need no histograms; the same ones its summary shows. */
export function headlineOf(summary: Summary): RunHeadline {
  const { totals, rates, overall, trust } = summary;
  const p95 = showOverallPercentile(summary, 'p95');
  return {
    requests: totals.sent,
    errors: totals.errors,
    errorRatePercent: rates.errorRatePercent,
    failed: rates.failed,
    leftOut: rates.leftOut,
    p95Ms: p95.value,
    p95Evidence: p95.value === null ? null : p95.evidence,
    overallGrade: overall.grade,
    outcome: overall.outcome,
    passed: overall.passed,
    trust: trust.verdict,
  };
}
