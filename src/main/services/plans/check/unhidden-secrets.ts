import { neededSecrets } from '../compile/secrets.ts';
import { secretsOfRun } from '../inputs/run-secrets.ts';
import { isTooCommon } from '../text/common-words.ts';
import type { InputPlan } from './check-inputs.ts';

/**
 * What of a plan's secrets cannot be hidden by value: too short, a usual word, a small number. Said before the run.
 * @returns a sentence for each, by the variable or the name it has in the plan
 */
export function unhiddenSecrets(
  { plan, source }: InputPlan,
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const needed = neededSecrets(plan);
  const variables = new Map(needed.map(({ value, variable }) => [value, variable]));
  const texts = needed.flatMap(({ value, variable }): [string, string][] => {
    const text = Object.hasOwn(env, variable) ? env[variable] : undefined;
    return text === undefined || text === '' ? [] : [[value, text]];
  });
  const inputs = { secrets: Object.fromEntries(texts) };
  const names = secretsOfRun({ plan, source, overrides: {}, inputs })
    .filter(([, text]) => text !== '' && isTooCommon(text))
    .map(([name]) => variables.get(name) ?? name);
  return [...new Set(names)].map(
    (name) => `The value of ${name} is too short or too common to be hidden: it remains readable in results.`,
  );
}
