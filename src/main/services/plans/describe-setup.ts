import { printDuration } from '../../../contract/duration.ts';
import type { Scenario } from '../../../contract/run-plan.ts';

/**
 * How often a setup runs that users share: no thread knows what another one got, so each load thread runs its own. What
 * each user runs for itself needs no words.
 */
export function setupSentences(scenarios: readonly Scenario[]): string[] {
  return scenarios.flatMap((scenario) => {
    const { name, setup, setupPolicy } = scenario;
    // Arrivals are no users that could have one each.
    const isShared =
      setupPolicy?.shared === true || (scenario.kind === 'http' && scenario.profile.model === 'open');
    if (setup.length === 0 || !isShared) return [];
    const everyMs = setupPolicy?.everyMs ?? null;
    const again = everyMs === null ? '' : `, and again every ${printDuration(everyMs)}`;
    return [`The setup of ${name} runs once per load thread, before anything else of it${again}.`];
  });
}
