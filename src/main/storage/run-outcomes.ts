import { OUTCOMES } from '../../contract/outcome.ts';
import { EVIDENCE } from '../../contract/percentiles.ts';
import type { RunHeadline } from '../../contract/run-headline.ts';
import { rowSeal, sealOf } from './crc.ts';
import { numberIn, numberOrNullIn, type Queries, type SqlRow } from './database.ts';
import { CAPACITY } from './run-capacity.ts';

type RunOutcome = Pick<RunHeadline, 'outcome' | 'errorRatePercent' | 'failed' | 'leftOut' | 'p95Evidence'>;

/** The outcome as SQL, of `runs` joined with `run_outcomes`: the same as that of `outcomeIn`. */
export const OUTCOME = `COALESCE(run_outcomes.outcome, CASE WHEN passed = 1 THEN 'passed'
  WHEN overall_grade = 'no-data' THEN 'not gradable' ELSE 'failed' END)`;

/** Adds the outcome, the markers, what it is found by and what was searched for to a row of `runs`; all null for a run of before there were any. */
export const WITH_OUTCOMES = `SELECT runs.*, run_outcomes.outcome, error_rate, failed AS failed_count, left_out,
  p95_evidence, run_outcomes.seal AS outcome_seal, markers, run_markers.seal AS markers_seal,
  ${CAPACITY},
  plan_name, plan_mark, machine, program, run_facts.seal AS facts_seal, pinned_at
  FROM runs LEFT JOIN run_outcomes USING (run) LEFT JOIN run_markers USING (run)
  LEFT JOIN run_capacity USING (run) LEFT JOIN run_facts USING (run) LEFT JOIN run_pins USING (run)`;

/** What of a row of these is under its own seal. */
const COLUMNS = ['outcome', 'error_rate', 'failed_count', 'left_out', 'p95_evidence'];

/** Keeps how a run stands now. The caller holds the transaction. */
export function keepOutcome(queries: Queries, run: number, headline: RunOutcome): void {
  const { outcome, errorRatePercent, failed, leftOut, p95Evidence } = headline;
  const values = [outcome, errorRatePercent, failed, leftOut, p95Evidence];
  const insert = queries('INSERT OR REPLACE INTO run_outcomes VALUES (?, ?, ?, ?, ?, ?, ?)');
  insert.run(run, ...values, sealOf(values));
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
  if (stored === undefined || row.outcome_seal !== rowSeal(row, COLUMNS)) {
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
