import { METHODS, SAFE_METHODS } from '../../../../contract/methods.ts';
import { isRecord } from '../../../../contract/plan-data.ts';
import type { ClassView } from './plan-classes.ts';

/** A class with tasks and no users. */
export interface IdleClass {
  readonly group: ClassView;
  /** Whether one of its requests does more than read. */
  readonly changesData: boolean;
}

const CHANGING: readonly string[] = METHODS.filter((method) => !SAFE_METHODS.includes(method));

/** Classes written in the plan that send requests and have no users at the size shown. */
export function idleClasses(groups: readonly ClassView[]): IdleClass[] {
  return groups
    .filter(
      ({ fromSuite, hasTasks, own, spec, tasks }) =>
        !fromSuite && hasTasks && own === 0 && !isRecord(spec.load) && tasks.length > 0,
    )
    .map((group) => ({
      group,
      changesData: group.tasks.some(({ steps }) => steps.some(({ method }) => CHANGING.includes(method))),
    }));
}

/** `POST /orders`, each once. */
export function requestsOf({ tasks }: ClassView): string[] {
  const lines = tasks.flatMap(({ steps }) =>
    steps.map(({ protocol, method, target }) =>
      protocol.stream === null ? `${method.toUpperCase()} ${target}` : target,
    ),
  );
  return [...new Set(lines)];
}
