import { fileURLToPath } from 'node:url';
import type { Overrides, Plan } from '../../../../../src/contract/plan.ts';
import type { RunPlan } from '../../../../../src/contract/run-plan.ts';
import { compilePlan } from '../../../../../src/main/services/plans/compile/compile-plan.ts';
import { readSuites } from '../../../../../src/main/services/plans/library/presets.ts';
import { parsePlan } from '../../../../../src/main/services/plans/text/parse-plan.ts';

export const PRESETS_DIR = fileURLToPath(new URL('../../../../../resources/presets', import.meta.url));
export const RESOURCES_DIR = fileURLToPath(new URL('../../../../../resources', import.meta.url));

const suites = await readSuites(PRESETS_DIR);
if (!suites.ok) throw new Error(suites.failure.message);
export const SUITES = suites.value.plans;

/** A plan that must parse. */
export function planOf(text: string): Plan {
  const plan = parsePlan(text, SUITES);
  if (!plan.ok) throw new Error(plan.failure.message);
  return plan.value;
}

/** A plan that must compile. */
export function runOf(text: string, overrides: Overrides = {}): RunPlan {
  const compiled = compilePlan(planOf(text), overrides);
  if (!compiled.ok) throw new Error(compiled.failure.message);
  return compiled.value.run;
}

/** What the compiler refuses with. */
export function refusalOf(text: string, overrides: Overrides): string {
  const compiled = compilePlan(planOf(text), overrides);
  return compiled.ok ? 'compiled' : `${compiled.failure.code}: ${compiled.failure.message}`;
}

/** The least that is a plan, with more put in. */
export function planText(parts: { load?: string; classes?: string; more?: string } = {}): string {
  return `plimsoll: 1
name: Test
services: { api: { url: "http://127.0.0.1:8080" } }
classes:
${parts.classes ?? '  user: { service: api, tasks: { home: { get: / } } }'}
${parts.load === undefined ? '' : `load: ${parts.load}\n`}${parts.more ?? ''}`;
}
