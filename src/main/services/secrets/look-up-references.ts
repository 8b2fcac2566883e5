import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { secretVariable } from '../../../contract/secret-variable.ts';
import { parseTemplate } from '../../../workers/engine/values/template.ts';
import type { NamedSecret } from '../plans/inputs/written-secrets.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Puts texts of the environment in the place of `{{ env.NAME }}` and `{{ secret.NAME }}`, and notes them as secrets.
 * @returns failures `secret.bad_reference` and `secret.missing_value`, naming what is missing
 */
export function lookUpReferences(text: string, env: Environment, secrets: NamedSecret[]): Result<string> {
  const parts = parseTemplate(text);
  if (!parts.ok) return fail({ ...parts.failure, code: 'secret.bad_reference' });
  let found = '';
  for (const part of parts.value) {
    if (typeof part === 'string') {
      found += part;
      continue;
    }
    const variable = variableOf(part.name);
    const value = variable !== null && Object.hasOwn(env, variable) ? env[variable] : undefined;
    if (value === undefined || value === '') return fail(missing(part.name, variable));
    secrets.push([part.name, value]);
    found += value;
  }
  return succeed(found);
}

function variableOf(name: string): string | null {
  const [kind, ...rest] = name.split('.');
  if (rest.length === 0) return null;
  if (kind === 'env') return rest.join('.');
  return kind === 'secret' ? secretVariable(rest.join('.')) : null;
}

function missing(name: string, variable: string | null): Failure {
  return {
    code: 'secret.missing_value',
    side: 'test',
    message:
      variable === null
        ? `{{ ${name} }} is undefined here.`
        : `{{ ${name} }} needs ${variable}, which is not set in the environment.`,
    hint:
      variable === null
        ? 'Only {{ env.NAME }} and {{ secret.NAME }} can stand here.'
        : 'Set it and restart Plimsoll, or type the value itself.',
  };
}
