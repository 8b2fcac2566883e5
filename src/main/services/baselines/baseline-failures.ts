import { MAX_BASELINE_SESSIONS } from '../../../contract/baseline.ts';
import { type Failure, testFailure } from '../../../contract/failure.ts';

/** What can be said against a command on a baseline, each as one sentence with a way out. */

/** @param plan null: of any plan @param known the names there are */
export function noBaseline(name: string, plan: string | null, known: readonly string[]): Failure {
  const of = plan === null ? '' : ` of the plan ${plan}`;
  return testFailure(
    'baseline.not_found',
    `There is no baseline ${name}${of}.`,
    known.length === 0
      ? `Make one of a stored run: plimsoll baseline set ${name} RUN.`
      : `There is ${known.join(', ')}; or make one: plimsoll baseline set ${name} RUN.`,
  );
}

/** @param when a day, as people write it */
export function removedBaseline(name: string, plan: string, when: string): Failure {
  return testFailure(
    'baseline.removed',
    `The baseline ${name} of the plan ${plan} was removed on ${when}.`,
    `Restore it: plimsoll baseline restore ${name}; or set a new one.`,
  );
}

export function severalBaselines(name: string, plans: readonly string[]): Failure {
  return testFailure(
    'baseline.several',
    `${plans.length} plans have a baseline ${name}: ${plans.join(', ')}.`,
    'Say which with --plan.',
  );
}

export function damagedBaseline(name: string, plan: string): Failure {
  return {
    code: 'baseline.damaged',
    side: 'client',
    message: `The baseline ${name} of the plan ${plan} was changed on disk, so that which runs it holds is not certain.`,
    hint: 'Set it again, of the runs it should hold.',
  };
}

export function severalPlans(plans: readonly string[]): Failure {
  return testFailure(
    'baseline.several_plans',
    `A baseline holds runs of one plan, and these are of ${plans.length}: ${plans.join(', ')}.`,
    'Name runs of one plan.',
  );
}

export function notFit(runId: string, reason: string): Failure {
  return testFailure(
    'baseline.unfit_run',
    `Run ${runId} makes no baseline: ${reason}.`,
    'Name a run that ended and that can be trusted.',
  );
}

export const TOO_MANY_SESSIONS = testFailure(
  'baseline.too_many',
  `A baseline holds ${MAX_BASELINE_SESSIONS} sessions.`,
  'Set it anew, of the latest ones.',
);

export const BASELINE_READ_ONLY: Failure = {
  code: 'storage.read_only',
  side: 'client',
  message:
    'The data was written by a newer Plimsoll and is open for reading only, so a baseline cannot be changed.',
  hint: 'Update Plimsoll, or choose another folder with --data-dir.',
};

export function noRuns(name: string, plan: string): Failure {
  return testFailure(
    'baseline.no_runs',
    `Of the runs of the baseline ${name} of the plan ${plan} none is there any more.`,
    'Set it again, of a stored run.',
  );
}

export function otherLoad(name: string, stored: string, asked: string): Failure {
  return testFailure(
    'baseline.other_load',
    `The runs of the baseline ${name} had another load (${stored}) than this one asks for (${asked}): their figures answer different questions.`,
    'Ask for the same load, or set a baseline of a run with this one.',
  );
}

export function oneSide(seriesId: string): Failure {
  return testFailure(
    'baseline.one_side',
    `Series ${seriesId} has one side: nothing in it can be held against the other.`,
    'Hold its runs against a baseline: plimsoll run … --baseline NAME --repeat N.',
  );
}
