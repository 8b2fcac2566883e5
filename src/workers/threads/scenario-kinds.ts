import type { Scenario } from '../../contract/run-plan.ts';
import { createHttpRunner } from '../engine/http-scenario.ts';
import type { ScenarioContext, ScenarioRunner } from '../engine/scenario-runner.ts';
import { createSseRunner } from '../engine/streams/sse-scenario.ts';
import { createWebSocketRunner } from '../engine/streams/websocket-scenario.ts';

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
