import { leavesOf } from '../../../../contract/plan-steps.ts';
import type { StepSpec } from '../../../../contract/plan-tasks.ts';
import { STEP_PROTOCOLS } from '../../../../contract/protocols/protocols.ts';
import { STEP_PLANS, streamOfStep } from '../../../protocols/protocols.ts';
import { listOf } from '../describe/describe-load.ts';
import { contradiction, type Issue, idleKeys, type Path } from '../text/issue.ts';

/** What a step says that its kind cannot do: someone meant something by it, so it is not passed over. */
export function checkStepKind(step: StepSpec, path: Path): Issue[] {
  const own = streamOfStep(step);
  const ofOthers = STEP_PLANS.filter((one) => one !== own).flatMap(({ keys, aStep, inRequests }) =>
    idleKeys(step, path, { keys, why: `is for ${aStep}${own === null ? inRequests : own.inItself}` }),
  );
  if (own === null)
    return [
      ...ofOthers,
      ...idleKeys(step, path, {
        keys: ['hold'],
        why: `is for ${HOLDING} steps; users pause with thinkTime`,
      }),
    ];
  if (path.includes('setup')) {
    const message = `a setup step is a request; write ${listOf(STEP_PROTOCOLS)} steps into a task`;
    return [contradiction(path, message)];
  }
  const hold = { keys: own.holds ? [] : ['hold' as const], why: `is for ${HOLDING} steps` };
  return [
    ...idleKeys(step, path, own.idle),
    ...idleKeys(step, path, hold),
    ...ofOthers,
    ...own.check(step, path),
    ...checkAnswer(step, path, own.answer),
  ];
}

const HOLDING = listOf(STEP_PLANS.flatMap(({ kind, holds }) => (holds ? [kind] : [])));

/** Checks and extraction of such a step see what answers it, and that has no head. */
function checkAnswer(step: StepSpec, path: Path, answer: string): Issue[] {
  return (['checks', 'extract'] as const).flatMap((key) =>
    (step[key] ?? []).flatMap((whole, index) => {
      const parts = 'anyOf' in whole ? leavesOf(whole) : [{ at: [], leaf: whole }];
      return parts.flatMap(({ at, leaf }) => {
        const [head] = ['status', 'header', 'cookie'].filter((name) => name in leaf);
        if (head === undefined) return [];
        const message = `${answer} has no ${head}; check its text or JSON instead`;
        return [contradiction([...path, key, index, ...at, head], message)];
      });
    }),
  );
}
