import { isCredentialHeader, isCredentialName } from '../../../../contract/credential-names.ts';
import type { BodySpec } from '../../../../contract/plan-steps.ts';
import type { HttpStep, RunPlan, Scenario } from '../../../../contract/run-plan.ts';
import { secretVariable } from '../../../../contract/secret-variable.ts';
import { usedNames } from '../../../../workers/engine/values/used-names.ts';

/**
 * How another credential is set than the one that a series presents: by the value of the plan that feeds it.
 * @returns one or two sentences; null where the plan does not say where the credential comes from
 */
export function credentialHint(plan: Pick<RunPlan, 'scenarios' | 'values'>, series: number): string | null {
  const texts = plan.scenarios.flatMap((scenario) => presentedBy(scenario, series));
  const names = [...usedNames(texts, plan.values)];
  for (const name of names) {
    const spec = Object.hasOwn(plan.values, name) ? plan.values[name] : undefined;
    if (typeof spec !== 'object' || spec === null) continue;
    if ('env' in spec) {
      return `Set ${spec.env} in the environment, or pass --set ${name}=…, with a credential it accepts.`;
    }
    if ('secret' in spec) return setSecret(name, secretVariable(spec.secret), texts);
  }
  const taken = new Set(stepsOf(plan).flatMap((step) => step.extract.map(({ to }) => to)));
  const extracted = names.find((name) => taken.has(name));
  if (extracted !== undefined)
    return `It is extracted from a response as {{ ${extracted} }}: check that step.`;
  const [own] = names.filter((name) => Object.hasOwn(plan.values, name));
  if (own !== undefined)
    return `Set the value ${own} of the plan, or pass --set ${own}=…, with a credential it accepts.`;
  return texts.length === 0 ? null : 'It is written in the plan itself: change it there.';
}

/** How a value is called that stands for what was typed beside an address, or came with an import. */
const TYPED = 'secret.';

/** A plan made from an address has it from the command line; saved as a file, from the environment. */
function setSecret(name: string, variable: string, texts: readonly string[]): string {
  if (!name.startsWith(TYPED)) return `Set ${variable} in the environment to a credential it accepts.`;
  const [scheme] = texts.flatMap((text) => /^(bearer|basic) /i.exec(text)?.[1]?.toLowerCase() ?? []);
  const where = scheme === undefined ? 'where it was typed' : `with --${scheme}`;
  return `Give a credential it accepts ${where}; where the plan is a file, set ${variable} in the environment.`;
}

function presentedBy(scenario: Scenario, series: number): string[] {
  const own = stepsOf({ scenarios: [scenario] }).find((step) => step.series === series);
  const headers = headerTexts({ ...scenario.headers, ...own?.headers });
  if (own !== undefined) return [...headers, ...queryTexts(own.path), ...bodyTexts(own.body)];
  if (scenario.kind === 'http' || !Object.values(scenario.series).includes(series)) return [];
  return [...headers, ...queryTexts(scenario.url)];
}

function stepsOf({ scenarios }: Pick<RunPlan, 'scenarios'>): HttpStep[] {
  return scenarios.flatMap((scenario) => [
    ...scenario.setup,
    ...(scenario.kind === 'http' ? scenario.tasks.flatMap(({ steps }) => steps) : []),
  ]);
}

function headerTexts(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, text]) =>
    isCredentialHeader(name.toLowerCase()) ? [text] : [],
  );
}

function queryTexts(path: string): string[] {
  const pairs = path.slice(path.indexOf('?') + 1).split('&');
  return path.includes('?') ? pairs.filter((pair) => isCredentialName(pair.split('=')[0] ?? '')) : [];
}

function bodyTexts(body: BodySpec | null): string[] {
  if (body === null) return [];
  if ('json' in body) return memberTexts(body.json);
  return 'form' in body ? memberTexts(body.form) : [];
}

function memberTexts(json: unknown): string[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) =>
    typeof value === 'string' && isCredentialName(name) ? [value] : memberTexts(value),
  );
}
