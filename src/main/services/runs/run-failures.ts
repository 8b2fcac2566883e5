import type { Failure } from '../../../contract/failure.ts';

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

export const RUN_BUSY: Failure = {
  code: 'run.busy',
  side: 'test',
  message: 'A run is already in progress here, and a second one would distort its figures.',
  hint: 'Wait until it ends, or stop it.',
};

export const READ_ONLY: Failure = {
  code: 'storage.read_only',
  side: 'client',
  message:
    'The data was written by a newer Plimsoll and is open for reading only, so a run could not be stored.',
  hint: 'Update Plimsoll, or choose another folder with --data-dir.',
};

export function notFound(runId: string): Failure {
  return {
    code: 'run.not_found',
    side: 'test',
    message: `There is no run ${runId}.`,
    hint: 'The list of runs shows which exist.',
  };
}

export function runElsewhere(runId: string): Failure {
  return {
    code: 'run.elsewhere',
    side: 'test',
    message: `The run ${runId} belongs to another Plimsoll on this folder.`,
    hint: 'Stop it there: in its window, or with Ctrl-C in its terminal.',
  };
}

export function stillRunning(runId: string): Failure {
  return {
    code: 'run.running',
    side: 'test',
    message: `The run ${runId} is still in progress.`,
    hint: 'Stop it first.',
  };
}
