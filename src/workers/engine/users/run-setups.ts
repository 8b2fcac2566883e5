import type { Failure } from '../../../contract/failure.ts';
import type { HttpStep, RunPlan, Scenario } from '../../../contract/run-plan.ts';
import type { Millis } from '../../../contract/units.ts';
import type { Cookie } from '../cookies/set-cookie.ts';
import { sharesSetup } from '../load/plan-needs.ts';
import type { Scope } from '../values/port.ts';

/**
 * Shared setups run once per run: each by the first share of its scenario. What comes of one is told to all other parts
 * of the run before it begins, and again when it was renewed.
 */
export interface SetupOutcome {
  /** Place of the scenario in the plan. */
  readonly scenario: number;
  /** What its steps extracted, those before a failed one included: secrets, never stored, never logged. */
  readonly values: readonly (readonly [name: string, value: unknown])[];
  readonly failure: Failure | null;
  /** All that its answers have set and not taken back: secrets as well; absent: the plan keeps none. */
  readonly cookies?: readonly Cookie[];
  /** Key of the credential that the failed step was rejected by; absent: it was no rejection. */
  readonly rejected?: string;
}

/** Before the run a failed shared setup is tried so often; then the run begins without. */
export const SETUP_TRIES = 3;

/** Whether the part with this share does the shared setups of its scenarios. */
export function doesSharedSetups(share: { readonly index: number }): boolean {
  return share.index === 0;
}

export function outcomeOf(
  setup: { readonly scenario: number; readonly steps: readonly HttpStep[] },
  scope: Scope,
  failure: Failure | null,
): SetupOutcome {
  const names = new Set(setup.steps.flatMap(({ extract }) => extract.map(({ to }) => to)));
  const values = [...names].flatMap((name) => {
    const value = scope.given(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const cookies = scope.cookies?.cookies;
  return { scenario: setup.scenario, values, failure, ...(cookies === undefined ? {} : { cookies }) };
}

/** The longest the shared setups of a plan may take before the run begins, all tries counted. */
export function longestSetupMs({ scenarios, limits }: Pick<RunPlan, 'scenarios' | 'limits'>): Millis {
  const triedMs = (scenario: Scenario) =>
    scenario.setup.reduce((sum, step) => sum + step.timeoutMs + limits.connectTimeoutMs, 0) * SETUP_TRIES;
  return Math.max(0, ...scenarios.filter(sharesSetup).map(triedMs));
}
