import { fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { Plan } from '../../../../contract/plan.ts';
import { suggestion } from '../text/plan-issues.ts';

/**
 * Keeps the classes named, those of the services named, and those named in part: `StreamingUser` keeps
 * `StreamingUser/websocket`. Services, thresholds and sizes that nothing uses any more go with the rest.
 */
export function selectClasses(plan: Plan, only: readonly string[]): Result<Plan> {
  const entries = Object.entries(plan.classes);
  const matches = (wanted: string) =>
    entries.filter(([name, spec]) => isClassMeant(name, wanted) || same(spec.service, wanted));
  for (const wanted of only) {
    if (matches(wanted).length > 0) continue;
    const names = [
      ...new Set([...entries.map(([name]) => name), ...entries.map(([, spec]) => spec.service)]),
    ];
    return fail(
      testFailure(
        'plan.unknown_class',
        `the plan has no class or service "${wanted}"${suggestion(wanted, names)}`,
        'Name a class or a service of the plan.',
      ),
    );
  }
  const kept =
    only.length === 0
      ? entries
      : entries.filter((entry) => only.some((wanted) => matches(wanted).includes(entry)));
  const classes = Object.fromEntries(kept);
  const used = new Set(
    kept.flatMap(([, spec]) => [
      spec.service,
      ...(spec.setup?.length ? [spec.setupService ?? spec.service] : []),
    ]),
  );
  const services = Object.fromEntries(Object.entries(plan.services).filter(([name]) => used.has(name)));
  return succeed({ ...plan, classes, services });
}

/** Whether a word names a class, or the family it belongs to: `StreamingUser` means `StreamingUser/websocket`, too. */
export function isClassMeant(name: string, wanted: string): boolean {
  return same(name, wanted) || name.toLowerCase().startsWith(`${wanted.toLowerCase()}/`);
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
