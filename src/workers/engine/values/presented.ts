import { isCredentialHeader, isCredentialName } from '../../../contract/credential-names.ts';
import type { BodySpec } from '../../../contract/plan-steps.ts';
import { type HttpStep, type RunPlan, type Scenario, stepsOf } from '../../../contract/run-plan.ts';
import { secretVariable } from '../../../contract/secret-variable.ts';
import type { CredentialSource, Series } from '../../../contract/series.ts';
import { usedNames } from './used-names.ts';

type Asking = Pick<RunPlan, 'scenarios' | 'values'>;

/** The series of a plan with what its requests say of them: the credential they present, redirects and cookies. */
export function withRequests(series: readonly Series[], plan: Asking): Series[] {
  const expecting = seriesOf(plan.scenarios.flatMap(stepsOf).filter(expectsRedirect));
  // A setup that takes a cookie out by its name sends it by itself.
  const setups = plan.scenarios.flatMap(({ setup }) => setup);
  const leaving = seriesOf(setups.filter(({ extract }) => !extract.some((spec) => 'cookie' in spec)));
  return series.map((one, index) => {
    const credential = credentialOf(plan, index);
    return {
      ...one,
      ...(expecting.has(index) && { expectsRedirect: true }),
      ...(leaving.has(index) && { leavesCookies: true }),
      ...(credential !== null && { credential }),
    };
  });
}

function seriesOf(steps: readonly HttpStep[]): Set<number> {
  return new Set(steps.map(({ series }) => series));
}

function expectsRedirect({ expectStatus }: HttpStep): boolean {
  return expectStatus.some((status) => status >= 300 && status < 400);
}

/** The value that feeds the credential which a series presents; null where it presents none. */
function credentialOf(plan: Asking, series: number): CredentialSource | null {
  const texts = plan.scenarios.flatMap((scenario) => presentedBy(scenario, series));
  const names = [...usedNames(texts, plan.values)];
  for (const value of names) {
    const spec = Object.hasOwn(plan.values, value) ? plan.values[value] : undefined;
    if (typeof spec !== 'object' || spec === null) continue;
    if ('env' in spec) return { from: 'env', value, variable: spec.env };
    if (!('secret' in spec)) continue;
    const [scheme] = texts.flatMap((text) => /^(bearer|basic) /i.exec(text)?.[1]?.toLowerCase() ?? []);
    const variable = secretVariable(spec.secret);
    return { from: 'secret', value, variable, ...(scheme !== undefined && { scheme }) };
  }
  const taken = new Set(plan.scenarios.flatMap(stepsOf).flatMap((step) => step.extract.map(({ to }) => to)));
  const extracted = names.find((name) => taken.has(name));
  if (extracted !== undefined) return { from: 'answer', value: extracted };
  const own = names.find((name) => Object.hasOwn(plan.values, name));
  if (own !== undefined) return { from: 'value', value: own };
  return texts.length === 0 ? null : { from: 'plan' };
}

function presentedBy(scenario: Scenario, series: number): string[] {
  const own = stepsOf(scenario).find((step) => step.series === series);
  const headers = headerTexts({ ...scenario.headers, ...own?.headers });
  if (own !== undefined) return [...headers, ...queryTexts(own.path), ...bodyTexts(own.body)];
  if (scenario.kind === 'http' || !Object.values(scenario.series).includes(series)) return [];
  return [...headers, ...queryTexts(scenario.url)];
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
