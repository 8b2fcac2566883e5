import { heldOrMade } from '../../../../contract/keys.ts';
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
  // One text may be known by several names: the variables it comes from say where to change it, else the first does.
  const namesByText = new Map<string, string[]>();
  for (const [name, text] of secretsOfRun({ plan, source, overrides: {}, inputs }))
    if (text !== '' && isTooCommon(text)) heldOrMade(namesByText, text, () => []).push(name);
  const names = [...namesByText.values()].flatMap((known) => {
    const given = known.flatMap((name) => variables.get(name) ?? []);
    return given.length > 0 ? given : known.slice(0, 1);
  });
  return [...new Set(names)].map(
    (name) => `The value of ${name} is too short or too common to be hidden: it remains readable in results.`,
  );
}
