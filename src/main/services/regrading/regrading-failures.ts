import { type Failure, testFailure } from '../../../contract/failure.ts';

/** What can be said against grading a run again, each as one sentence with a way out. */

export const SEARCHED = testFailure(
  'regrade.search',
  'A capacity search is judged by its objectives, not by thresholds.',
  'Run it again with other objectives.',
);

export const NO_SECONDS = testFailure(
  'regrade.no_seconds',
  'The run ended before its first second was stored, so there is nothing to grade.',
  'Run it again.',
);

export function inBin(runId: string): Failure {
  return testFailure('run.in_bin', `The run ${runId} is in the bin.`, 'Restore it first.');
}

export function noGrading(runId: string, number: number, there: number): Failure {
  const has = there < 2 ? 'It was graded once, as it ran.' : `It has gradings 1 to ${there}.`;
  return testFailure('regrade.no_grading', `The run ${runId} has no grading ${number}.`, has);
}
