import type { Result } from '../../../../contract/failure.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';

/** Where something stands in a plan. */
export type Path = PlanPlace;

export interface Issue {
  readonly path: Path;
  readonly code: string;
  readonly message: string;
}

/** Of what a plan says that contradicts itself, or that no run would heed: someone meant something by it. */
export function contradiction(path: Path, message: string): Issue {
  return { path, code: 'plan.contradiction', message };
}

/** Keys that mean nothing where they stand, and why. */
export interface IdleKeys<Key> {
  readonly keys: readonly Key[];
  readonly why: string;
}

/** An issue for each of these keys that is written all the same. */
export function idleKeys<Spec extends object>(
  spec: Spec,
  path: Path,
  { keys, why }: IdleKeys<keyof Spec & string>,
): Issue[] {
  return keys
    .filter((key) => spec[key] !== undefined)
    .map((key) => contradiction([...path, key], `${key} ${why}`));
}

/** What a reader refuses, as an issue at this place. */
export function refusalOf(read: Result<unknown>, path: Path): Issue[] {
  return read.ok ? [] : [{ path, code: read.failure.code, message: read.failure.message }];
}
