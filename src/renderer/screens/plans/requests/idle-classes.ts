import { SAFE_METHODS, STREAM_STEPS } from '../../../../contract/methods.ts';
import { isRecord } from '../../../../contract/plan-data.ts';
import { type ClassView, isStreamStep } from './plan-classes.ts';

/** A class with tasks and no users. */
export interface IdleClass {
  readonly group: ClassView;
  /** Whether one of its requests does more than read. */
  readonly changesData: boolean;
}

const READING: readonly string[] = [...SAFE_METHODS, ...STREAM_STEPS];

/** Classes written in the plan that send requests and have no users at the size shown. */
export function idleClasses(groups: readonly ClassView[]): IdleClass[] {
  return groups
    .filter(
      ({ fromSuite, kind, own, spec, tasks }) =>
        !fromSuite && kind === 'http' && own === 0 && !isRecord(spec.load) && tasks.length > 0,
    )
    .map((group) => ({
      group,
      changesData: group.tasks.some(({ steps }) => steps.some(({ method }) => !READING.includes(method))),
    }));
}

/** `POST /orders`, each once. */
export function requestsOf({ tasks }: ClassView): string[] {
  const lines = tasks.flatMap(({ steps }) =>
    steps.map((step) => (isStreamStep(step) ? step.target : `${step.method.toUpperCase()} ${step.target}`)),
  );
  return [...new Set(lines)];
}
