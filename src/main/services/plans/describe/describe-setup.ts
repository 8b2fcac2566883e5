import { printDuration } from '../../../../contract/duration.ts';
import type { Scenario } from '../../../../contract/run-plan.ts';
import { sharesSetup } from '../../../../workers/engine/load/plan-needs.ts';

/** How often a setup runs that users share. What each user runs for itself needs no words. */
export function setupSentences(scenarios: readonly Scenario[]): string[] {
  return scenarios.flatMap((scenario) => {
    const { name, setup, setupPolicy } = scenario;
    if (setup.length === 0 || !sharesSetup(scenario)) return [];
    const everyMs = setupPolicy?.everyMs ?? null;
    const again = everyMs === null ? '' : `, and again every ${printDuration(everyMs)}`;
    return [`The setup of ${name} runs once, before the run begins${again}.`];
  });
}
