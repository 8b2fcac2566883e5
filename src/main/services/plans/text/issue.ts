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

/** What a reader refuses, as an issue at this place. */
export function refusalOf(read: Result<unknown>, path: Path): Issue[] {
  return read.ok ? [] : [{ path, code: read.failure.code, message: read.failure.message }];
}
