import { profileDurationMs } from '../../../contract/profile.ts';
import type { HttpScenario, HttpStep } from '../../../contract/run-plan.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { sharesSetup } from '../load/plan-needs.ts';
import { SLEPT_US } from '../time/stall-guard.ts';
import { REQUESTS_AFTER_STOP_US } from '../time/stop-policy.ts';
import { ClosedUsers } from './closed-users.ts';
import { OpenArrivals } from './open-arrivals.ts';
import { type Pacing, WeightedPicker } from './pacing.ts';
import { doesSharedSetups } from './run-setups.ts';
import type { ScenarioRunner } from './scenario-runner.ts';
import { SharedSetup } from './shared-setup.ts';
import { type StepBase, stepBaseOf, type TaskStep } from './task-step.ts';
import type { ThreadContext } from './thread-context.ts';

/**
 * The share of a scenario of users with tasks on one thread. What is due by the plan is done in `#advance`, about every millisecond
 * and at each second's boundary: what is due before a boundary is accounted for before the second is closed, and
 * nothing after it is.
 */
export class TaskRunner implements ScenarioRunner {
  readonly done: Promise<void>;
  readonly #thread: ThreadContext;
  readonly #scenario: HttpScenario;
  readonly #base: StepBase;
  readonly #index: number;
  readonly #setup: readonly TaskStep[];
  /** Where all users or arrivals share one setup, and it is done here. */
  readonly #shared: SharedSetup | null;
  readonly #setupEveryUs: Micros | null;
  readonly #tasks: WeightedPicker;
  readonly #resolve: () => void;
  #pacing: Pacing | null = null;
  #endUs: Micros = Number.POSITIVE_INFINITY;
  #seenUs: Micros = Number.NEGATIVE_INFINITY;
  #lostUntilUs: Micros = Number.NEGATIVE_INFINITY;
  #ended = false;
  #finished = false;
  #cutAtUs: Micros = Number.POSITIVE_INFINITY;

  constructor(thread: ThreadContext, scenario: HttpScenario) {
    const base = stepBaseOf(scenario, thread.userAgent);
    const setupBase = stepBaseOf(
      { ...scenario, baseUrl: scenario.setupBaseUrl ?? scenario.baseUrl },
      base.userAgent,
    );
    const compile = (step: HttpStep) => thread.compileStep(step, base);
    this.#thread = thread;
    this.#base = base;
    this.#scenario = scenario;
    thread.enlist();
    thread.willAsk(base.origin);
    this.#index = thread.plan.scenarios.indexOf(scenario);
    const setup = scenario.setup.map((step) => thread.compileStep(step, setupBase));
    const everyMs = scenario.setupPolicy?.everyMs ?? null;
    const shared = sharesSetup(scenario);
    this.#setupEveryUs = everyMs === null ? null : everyMs * MICROS_PER_MILLI;
    this.#setup = shared ? [] : setup;
    this.#shared =
      shared && setup.length > 0 && doesSharedSetups(thread.share)
        ? new SharedSetup(thread, {
            steps: setup,
            written: scenario.setup,
            everyUs: this.#setupEveryUs,
            scenario: this.#index,
          })
        : null;
    this.#tasks = new WeightedPicker(
      scenario.tasks.map(({ name, weight, steps }) => ({ name, weight, steps: steps.map(compile) })),
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    this.done = promise;
    this.#resolve = resolve;
  }

  async prepare(): Promise<void> {
    await this.#thread.prepare();
    await this.#shared?.prepare();
  }

  addresses(): Record<string, string> {
    const address = this.#thread.addressOf(this.#base.origin);
    return address === null ? {} : { [this.#scenario.service]: address };
  }

  start(startUs: Micros, endUs: Micros): void {
    const { profile, startAfterMs, connections } = this.#scenario;
    const thread = this.#thread;
    const beginUs = startUs + startAfterMs * MICROS_PER_MILLI;
    this.#endUs = Math.min(endUs, beginUs + profileDurationMs(profile) * MICROS_PER_MILLI);
    this.#pacing =
      profile.model === 'open'
        ? new OpenArrivals({
            thread,
            profile,
            tasks: this.#tasks,
            scenario: this.#index,
            total: this.#scenario.totalIterations,
            startUs: beginUs,
            policy: connections,
            home: this.#base.origin,
          })
        : new ClosedUsers({
            thread,
            profile,
            scenario: this.#scenario,
            index: this.#index,
            setup: this.#setup,
            setupEveryUs: this.#setupEveryUs,
            tasks: this.#tasks,
            startUs: beginUs,
            home: this.#base.origin,
          });
  }

  settle(boundaryUs: Micros): void {
    this.#advance(boundaryUs);
  }

  advance(nowUs: Micros): void {
    if (this.#pacing === null || this.#ended) return;
    this.#advance(nowUs + 1);
    if (nowUs >= this.#endUs || this.#pacing.exhausted) this.#end();
    else this.#shared?.tick(nowUs);
  }

  conclude(nowUs: Micros): void {
    if (!this.#ended || this.#finished) return;
    if (nowUs >= this.#cutAtUs) {
      this.#pacing?.cut(nowUs);
      this.#shared?.cut(nowUs);
    }
    if (this.#live === 0) this.#finish();
  }

  users(): number {
    return this.#pacing?.users ?? 0;
  }

  takeStream(): null {
    return null;
  }

  stop(kind: 'graceful' | 'now'): void {
    const nowUs = this.#thread.clock.nowUs();
    if (!this.#ended) {
      this.#advance(nowUs + 1);
      this.#end();
    }
    this.#cutAtUs = Math.min(this.#cutAtUs, kind === 'now' ? nowUs : nowUs + REQUESTS_AFTER_STOP_US);
    this.conclude(nowUs);
  }

  #advance(untilUs: Micros): void {
    const pacing = this.#pacing;
    if (pacing === null || this.#ended) return;
    const nowUs = this.#thread.clock.nowUs();
    if (nowUs - this.#seenUs > SLEPT_US && this.#seenUs > 0) this.#lostUntilUs = nowUs;
    this.#seenUs = nowUs;
    pacing.advance(Math.min(untilUs, this.#endUs), nowUs, this.#lostUntilUs);
  }

  #finish(): void {
    this.#finished = true;
    this.#thread.leave();
    this.#resolve();
  }

  #end(): void {
    this.#ended = true;
    this.#pacing?.end();
    this.#shared?.end();
  }

  /** Users, arrivals and setups not yet gone. */
  get #live(): number {
    return (this.#pacing?.live ?? 0) + (this.#shared?.live ?? 0);
  }
}
