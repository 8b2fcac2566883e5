import { type Failure, testFailure } from '../../contract/failure.ts';

export const NOT_RUNNING: Failure = testFailure(
  'steer.not_running',
  'The load can only be steered while it is being sent.',
);
export const TOO_LATE: Failure = testFailure('steer.too_late', 'The plan is about to end.');
