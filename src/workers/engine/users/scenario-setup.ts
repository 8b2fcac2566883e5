import type { Scenario } from '../../../contract/run-plan.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { sharesSetup } from '../load/plan-needs.ts';
import { doesSharedSetups, type SetupOutcome } from './run-setups.ts';
import { SharedSetup } from './shared-setup.ts';
import { stepBaseOf, type TaskStep } from './task-step.ts';
import type { ThreadContext } from './thread-context.ts';

/** The setup of a scenario as its policy has it: each user's own, or one that all of them share. */
export class ScenarioSetup {
  /** Of each user; empty: there is none, or all share one. */
  readonly own: readonly TaskStep[];
  /** After so long it is done again; null: never. */
  readonly everyUs: Micros | null;
  /** null: there is none that is done on this thread. */
  readonly shared: SharedSetup | null;
  readonly #thread: ThreadContext;
  readonly #index: number;

  /** @param home base URL of steps that have no other */
  constructor(thread: ThreadContext, scenario: Scenario, home: string) {
    const { setup, setupBaseUrl, headers, setupPolicy } = scenario;
    const everyMs = setupPolicy?.everyMs ?? null;
    this.everyUs = everyMs === null ? null : everyMs * MICROS_PER_MILLI;
    const compile = () => {
      const base = stepBaseOf({ baseUrl: setupBaseUrl ?? home, headers });
      return setup.map((step) => thread.compileStep(step, base));
    };
    const steps = setup.length === 0 ? [] : compile();
    const isShared = steps.length > 0 && sharesSetup(scenario);
    this.own = isShared ? [] : steps;
    this.#thread = thread;
    this.#index = thread.plan.scenarios.indexOf(scenario);
    const options = { steps, written: setup, everyUs: this.everyUs, scenario: this.#index };
    this.shared = isShared && doesSharedSetups(thread.share) ? new SharedSetup(thread, options) : null;
  }

  /** What came of the shared one last, wherever it is done. */
  get outcome(): Pick<SetupOutcome, 'failure' | 'rejected'> {
    return this.#thread.setupOf(this.#index) ?? { failure: null };
  }
}
