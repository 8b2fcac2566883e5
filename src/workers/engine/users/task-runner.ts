import type { HttpScenario, HttpStep } from '../../../contract/run-plan.ts';
import { ClosedUsers } from './closed-users.ts';
import { OpenArrivals } from './open-arrivals.ts';
import { WeightedPicker } from './pacing.ts';
import { ScenarioSetup } from './scenario-setup.ts';
import { ScenarioShare } from './scenario-share.ts';
import { stepBaseOf } from './task-step.ts';
import type { ThreadContext } from './thread-context.ts';

/** Runs users or arrivals with tasks; compiles all of their steps. */
export function createTaskRunner(thread: ThreadContext, scenario: HttpScenario): ScenarioShare {
  const base = stepBaseOf(scenario);
  const setup = new ScenarioSetup(thread, scenario, scenario.baseUrl);
  const compile = (step: HttpStep) => thread.compileStep(step, base);
  const tasks = new WeightedPicker(
    scenario.tasks.map(({ name, weight, steps }) => ({ name, weight, steps: steps.map(compile) })),
  );
  const { profile } = scenario;
  const index = thread.plan.scenarios.indexOf(scenario);
  const home = base.origin;
  return new ScenarioShare(thread, {
    scenario,
    origin: home,
    setup,
    sendsRequests: true,
    pacing: (startUs) =>
      profile.model === 'open'
        ? new OpenArrivals({ thread, profile, scenario, index, tasks, startUs, home })
        : new ClosedUsers({ thread, profile, scenario, index, setup, tasks, startUs, home }),
  });
}
