import { type Failure, testFailure } from '../../../contract/failure.ts';
import { MAX_MARKERS } from '../../../contract/marker.ts';
import { MAX_STEERING_ACTS } from '../../../contract/steering.ts';

/** What can be said against a command on a run, each as one sentence with a way out. */

/** What a run says of seconds that are lost to damage; empty for none. */
export function damageSentence(damaged: readonly number[]): string {
  if (damaged.length === 0) return '';
  const named = damaged.slice(0, 10).join(', ');
  const more = damaged.length > 10 ? ` and ${damaged.length - 10} more` : '';
  return damaged.length === 1
    ? `Second ${named} of the run is damaged on disk and left out of the figures.`
    : `${damaged.length} seconds of the run are damaged or missing on disk and left out of the figures: ${named}${more}.`;
}

export const RUN_BUSY = testFailure(
  'run.busy',
  'A run is already in progress here, and a second one would distort its figures.',
  'Wait until it ends, or stop it.',
);

export const READ_ONLY: Failure = {
  code: 'storage.read_only',
  side: 'client',
  message:
    'The data was written by a newer Plimsoll and is open for reading only, so a run could not be stored.',
  hint: 'Update Plimsoll, or choose another folder with --data-dir.',
};

export const TOO_MANY_MARKERS = testFailure(
  'run.too_many_markers',
  `A run keeps ${MAX_MARKERS} markers.`,
  'Remove one first.',
);

export const TOO_MANY_ACTS = testFailure(
  'steer.too_many',
  `A run is steered at most ${MAX_STEERING_ACTS} times.`,
);

export const SEARCH_STEERS = testFailure(
  'steer.search',
  'A capacity search orders the load of this run itself.',
  'Stop it to load by hand.',
);

export function notFound(runId: string): Failure {
  return testFailure('run.not_found', `There is no run ${runId}.`, 'The list of runs shows which exist.');
}

export function runElsewhere(runId: string): Failure {
  return testFailure(
    'run.elsewhere',
    `The run ${runId} belongs to another Plimsoll on this folder.`,
    'Stop it there: in its window, or with Ctrl-C in its terminal.',
  );
}

export function stillRunning(runId: string): Failure {
  return testFailure('run.running', `The run ${runId} is still in progress.`, 'Stop it first.');
}
