import { type Failure, testFailure } from '../../../contract/failure.ts';
import type { Side } from '../../../contract/series-verdict.ts';

/** What can be said against a command on a series, each as one sentence with a way out. */

export const ONE_RUN = testFailure(
  'series.one_run',
  'A series of one run a side shows no spread, so nothing can be said from it.',
  'Take at least 2; a verdict needs 4 a side, or 3 where their number is declared beforehand.',
);

export const SERIES_BUSY = testFailure(
  'run.busy',
  'A series of runs is in progress here, and another run would distort its figures.',
  'Wait until it ends, or stop it.',
);

export const NO_SEARCH = testFailure(
  'series.search',
  'A search of capacity orders its load itself, so its runs are not repeated as a series.',
  'Repeat a run of a fixed load, or compare two searches.',
);

export const NO_REQUESTS_IN_COMMON = testFailure(
  'series.nothing_in_common',
  'The two sides have no endpoint in common, so there is no figure of one to hold against the other.',
  'Choose plans that send the same requests.',
);

/** The latency of one side counts from another moment than that of the other. */
export function otherClock(clocks: readonly [string, string]): Failure {
  const word = (clock: string) => (clock === 'intended' ? 'the intended start' : 'the actual start');
  return testFailure(
    'series.other_definition',
    `Latency counts from ${word(clocks[0])} on side A and from ${word(clocks[1])} on side B, so the two cannot be compared.`,
    'Load both with users, or both at a rate.',
  );
}

export function noSeries(seriesId: string): Failure {
  return testFailure(
    'series.not_found',
    `There is no series ${seriesId}.`,
    'The list of series shows which exist.',
  );
}

export function seriesElsewhere(seriesId: string): Failure {
  return testFailure(
    'series.elsewhere',
    `The series ${seriesId} goes on in another Plimsoll on this folder.`,
    'Stop it there: in its window, or with Ctrl-C in its terminal.',
  );
}

export function seriesRunning(seriesId: string): Failure {
  return testFailure('series.running', `The series ${seriesId} is still in progress.`, 'Stop it first.');
}

export function noMoreRuns(runsPerSide: number): Failure {
  return testFailure(
    'series.complete',
    `All ${runsPerSide} runs a side were taken, and its one look was declared for them: more would be another test.`,
    'Begin a new series.',
  );
}

export function allLooksTaken(runsPerSide: number): Failure {
  return testFailure(
    'series.complete',
    `This series has ${runsPerSide} runs a side; 20 is its last look.`,
    'Begin a new series.',
  );
}

/** What its process knew and never stored. */
export function secretsGone(side: Side, names: readonly string[]): Failure {
  return testFailure(
    'series.secret_values',
    `Side ${side} was started with ${names.join(', ')}, which ${names.length === 1 ? 'is' : 'are'} secret and not stored.`,
    `Give ${names.length === 1 ? 'it' : 'them'} again: --set ${names[0]}=…`,
  );
}

export function damagedSeries(message: string): Failure {
  return testFailure('series.damaged', message, 'Begin a new series.');
}

export function tooManyRuns(most: number): Failure {
  return testFailure('series.too_many', `A series has at most ${most} runs a side.`, 'Ask for fewer.');
}
