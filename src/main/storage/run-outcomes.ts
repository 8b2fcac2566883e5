import { OUTCOMES } from '../../contract/outcome.ts';
import { EVIDENCE } from '../../contract/percentiles.ts';
import type { RunHeadline } from '../../contract/run-headline.ts';
import { sealOf } from './crc.ts';
import { numberIn, numberOrNullIn, type Queries, type SqlRow, textIn } from './database.ts';

type RunOutcome = Pick<RunHeadline, 'outcome' | 'errorRatePercent' | 'failed' | 'leftOut' | 'p95Evidence'>;

/** Adds the outcome columns to a row of `runs`; all null for a run of before there were any. */
export const WITH_OUTCOMES = `SELECT runs.*, outcome, error_rate, failed AS failed_count, left_out,
  p95_evidence, run_outcomes.seal AS outcome_seal FROM runs LEFT JOIN run_outcomes USING (run)`;

/** Keeps how a run stands now. The caller holds the transaction. */
export function keepOutcome(queries: Queries, run: number, headline: RunOutcome): void {
  const { outcome, errorRatePercent, failed, leftOut, p95Evidence } = headline;
  const seal = sealOf([outcome, errorRatePercent, failed, leftOut, p95Evidence]);
  queries('INSERT OR REPLACE INTO run_outcomes VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    run,
    outcome,
    errorRatePercent,
    failed,
    leftOut,
    p95Evidence,
    seal,
  );
}

/**
 * The outcome in a row of `WITH_OUTCOMES`. A run of before, or one whose row was changed on disk, has what its record
 * says: whether it passed, and no rate.
 */
export function outcomeIn(
  row: SqlRow,
  old: Pick<RunHeadline, 'passed' | 'errors' | 'overallGrade'>,
): RunOutcome {
  const stored = OUTCOMES.find((one) => one === row.outcome);
  if (stored === undefined || row.outcome_seal !== sealIn(row)) {
    return {
      outcome: old.passed ? 'passed' : old.overallGrade === 'no-data' ? 'not gradable' : 'failed',
      errorRatePercent: null,
      failed: old.errors,
      leftOut: 0,
      p95Evidence: null,
    };
  }
  return {
    outcome: stored,
    errorRatePercent: numberOrNullIn(row, 'error_rate'),
    failed: numberIn(row, 'failed_count'),
    leftOut: numberIn(row, 'left_out'),
    p95Evidence: EVIDENCE.find((one) => one === row.p95_evidence) ?? null,
  };
}

function sealIn(row: SqlRow): number {
  return sealOf([
    textIn(row, 'outcome'),
    numberOrNullIn(row, 'error_rate'),
    numberIn(row, 'failed_count'),
    numberIn(row, 'left_out'),
    row.p95_evidence === null ? null : textIn(row, 'p95_evidence'),
  ]);
}
