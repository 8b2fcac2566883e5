import { fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { RunPlan } from '../../../../contract/run-plan.ts';
import { secretVariable } from '../../../../contract/secret-variable.ts';

/** Something a plan refers to and does not hold. */
interface NeededSecret {
  /** Name of the value. */
  readonly value: string;
  /** The environment variable it is read from. */
  readonly variable: string;
  readonly kind: 'env' | 'secret';
  readonly hasDefault: boolean;
}

/** What a run refers to by name, in the order of the values. */
export function neededSecrets(plan: Pick<RunPlan, 'values'>): NeededSecret[] {
  return Object.entries(plan.values).flatMap(([value, spec]): NeededSecret[] => {
    if (typeof spec !== 'object' || spec === null) return [];
    if ('env' in spec)
      return [{ value, variable: spec.env, kind: 'env', hasDefault: spec.default !== undefined }];
    if ('secret' in spec)
      return [{ value, variable: secretVariable(spec.secret), kind: 'secret', hasDefault: false }];
    return [];
  });
}

/**
 * Looks up what a run refers to.
 * @returns text by value name; values with a default that are not set are left out, and take it
 */
export function resolveSecrets(
  plan: Pick<RunPlan, 'values'>,
  env: Readonly<Record<string, string | undefined>>,
): Result<Record<string, string>> {
  const found: Record<string, string> = {};
  const missing: NeededSecret[] = [];
  for (const needed of neededSecrets(plan)) {
    const text = Object.hasOwn(env, needed.variable) ? env[needed.variable] : undefined;
    if (text !== undefined && text !== '') found[needed.value] = text;
    else if (!needed.hasDefault) missing.push(needed);
  }
  const names = [...new Set(missing.map((needed) => needed.variable))];
  if (names.length === 0) return succeed(found);
  return fail(
    testFailure(
      'plan.missing_secret',
      `the plan needs ${names.join(', ')}, which ${names.length === 1 ? 'is' : 'are'} not set in the environment`,
      `Set ${names.length === 1 ? 'it' : 'them'} and start again.`,
    ),
  );
}
