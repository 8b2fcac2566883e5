import { type CapacityHeadline, capacityHeadline } from './capacity-text.ts';
import { showOverallPercentile } from './evidence.ts';
import type { Outcome } from './outcome.ts';
import type { Evidence } from './percentiles.ts';
import type { Summary } from './summary.ts';
import type { GradeResult } from './threshold.ts';
import type { Millis } from './units.ts';

/** The figures kept beside a run, so that a list of a thousand runs needs no histograms. */
export interface RunHeadline {
  readonly requests: number;
  /** Every failure in the books, counted or not. */
  readonly errors: number;
  /** Those that count, as a share of what finished, in percent; null: nothing that counts did, or it was not kept yet. */
  readonly errorRatePercent: number | null;
  readonly failed: number;
  readonly leftOut: number;
  /** As it is shown: null where an en dash stands. */
  readonly p95Ms: Millis | null;
  /** What it rests on; null: there is none, or it was not kept yet. */
  readonly p95Evidence: Evidence | null;
  readonly overallGrade: GradeResult;
  readonly outcome: Outcome;
  readonly passed: boolean;
  readonly trust: Summary['trust']['verdict'];
  /** Absent: it searched for no capacity. */
  readonly capacity?: CapacityHeadline;
}

/** The headline of a document: the same figures its pages show. */
export function headlineOf(summary: Summary): RunHeadline {
  const { totals, rates, overall, trust, capacity } = summary;
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
    ...(capacity === undefined ? {} : { capacity: capacityHeadline(capacity) }),
  };
}
