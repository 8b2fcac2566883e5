import type { Scenario } from '../../contract/run-plan.ts';
import type { ScenarioContext, ScenarioRunner } from '../engine/users/scenario-runner.ts';
import { createHttpRunner } from '../protocols/http/http-scenario.ts';
import { createSseRunner } from '../protocols/sse/sse-scenario.ts';
import { createWebSocketRunner } from '../protocols/websocket/websocket-scenario.ts';

/** One line per kind of scenario. */
export function createRunner(scenario: Scenario, context: ScenarioContext): ScenarioRunner {
  switch (scenario.kind) {
    case 'http':
      return createHttpRunner(scenario, context);
    case 'websocket':
      return createWebSocketRunner(scenario, context);
    case 'sse':
      return createSseRunner(scenario, context);
  }
}
