import { showOverallPercentile } from '../../../contract/evidence.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { RunRow } from '../../../contract/wire.ts';

type Headline = Pick<
  RunRow,
  | 'requests'
  | 'errors'
  | 'errorRatePercent'
  | 'failed'
  | 'leftOut'
  | 'p95Ms'
  | 'p95Evidence'
  | 'overallGrade'
  | 'outcome'
  | 'passed'
  | 'trust'
>;

/** The figures of a made-up run that a list shows. */
export function headlineOf(summary: Summary): Headline {
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
