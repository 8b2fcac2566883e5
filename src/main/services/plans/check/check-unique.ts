import { type Failure, testFailure } from '../../../../contract/failure.ts';
import type { ClassSpec, LoadSpec, Plan } from '../../../../contract/plan.ts';
import type { ValueSpec } from '../../../../contract/plan-values.ts';
import type { RunPlan } from '../../../../contract/run-plan.ts';
import { usedNames } from '../../../../workers/engine/values/used-names.ts';
import { isOpenLoad } from '../compile/load-shape.ts';
import { contradiction, type Issue } from '../text/issue.ts';

type Values = Readonly<Record<string, ValueSpec>>;

/**
 * A row of its own belongs to a user. Arrivals of a rate are no users, and a setup that users share is nobody's: there
 * `unique` could only give the same rows again and again.
 */
export function checkUniqueFeeds(plan: Plan): Issue[] {
  const values = plan.values ?? {};
  return Object.entries(plan.classes).flatMap(([className, spec]) => {
    const wrong = isOpenClass(spec, plan.load)
      ? openUse(className, spec, values)
      : sharedUse(className, spec.setupFor === 'shared' ? [spec.setup, spec.headers] : [], values);
    return wrong === null ? [] : [contradiction(['values', wrong.value, 'order'], wrong.message)];
  });
}

/** The same for a run: a size or an option may have made a rate of what the plan has as users. */
export function checkUniqueFeedsOfRun(run: RunPlan): Failure | null {
  const searched = new Set(run.capacity?.classes.map(({ name }) => name));
  for (const { name, profile, ...rest } of run.scenarios) {
    const wrong = searched.has(name)
      ? use(rest, run.values, searchedUse)
      : profile.model === 'open'
        ? openUse(name, rest, run.values)
        : null;
    if (wrong === null) continue;
    const { message } = wrong;
    const hint = searched.has(name) ? 'Choose another order.' : 'Write users, or another order.';
    return testFailure('plan.contradiction', message, hint);
  }
  return null;
}

function searchedUse(value: string): string {
  return `value ${value} gives each user a row of its own, but how many users a search takes is not known before it: take the rows in order sequential or random`;
}

function isOpenClass(spec: ClassSpec, load: LoadSpec | undefined): boolean {
  if (spec.tasks === undefined) return false;
  if (spec.load !== undefined) return isOpenLoad(spec.load);
  return spec.users === undefined && isOpenLoad(load);
}

function openUse(className: string, part: unknown, values: Values) {
  return use(part, values, (value) => {
    return `value ${value} gives each user a row of its own, but class "${className}" has a rate, and arrivals are not users: take the rows in order sequential or random, or write users`;
  });
}

function sharedUse(className: string, part: unknown, values: Values) {
  return use(part, values, (value) => {
    return `value ${value} gives each user a row of its own, but the setup of class "${className}" is shared by all its users: write setupFor: user, or take the rows in another order`;
  });
}

function use(part: unknown, values: Values, sentence: (value: string) => string) {
  const used = usedNames(part, values);
  for (const [value, spec] of Object.entries(values)) {
    const unique = typeof spec === 'object' && spec !== null && 'feed' in spec && spec.order === 'unique';
    if (unique && used.has(value)) return { value, message: sentence(value) };
  }
  return null;
}
