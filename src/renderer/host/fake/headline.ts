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
  | 'overallGrade'
  | 'outcome'
  | 'passed'
  | 'trust'
>;

/** The figures of a made-up run that a list shows. */
export function headlineOf({ totals, rates, overallTimeMs, overall, trust }: Summary): Headline {
  return {
    requests: totals.sent,
    errors: totals.errors,
    errorRatePercent: rates.errorRatePercent,
    failed: rates.failed,
    leftOut: rates.leftOut,
    p95Ms: overallTimeMs.p95,
    overallGrade: overall.grade,
    outcome: overall.outcome,
    passed: overall.passed,
    trust: trust.verdict,
  };
}
