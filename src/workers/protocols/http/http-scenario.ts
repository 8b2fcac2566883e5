import { profileDurationMs } from '../../../contract/profile.ts';
import type { HttpScenario, HttpStep } from '../../../contract/run-plan.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { sharesSetup } from '../../engine/load/plan-needs.ts';
import { SLEPT_US } from '../../engine/time/stall-guard.ts';
import { REQUESTS_AFTER_STOP_US } from '../../engine/time/stop-policy.ts';
import { ClosedUsers } from '../../engine/users/closed-users.ts';
import { OpenArrivals } from '../../engine/users/open-arrivals.ts';
import { type Pacing, WeightedPicker } from '../../engine/users/pacing.ts';
import { doesSharedSetups } from '../../engine/users/run-setups.ts';
import type { ScenarioContext, ScenarioRunner } from '../../engine/users/scenario-runner.ts';
import { compileTaskStep } from '../../engine/users/task-step.ts';
import { type HttpLane, laneOf } from '../../engine/users/thread-context.ts';
import { CompiledStep, type StepBase, stepBaseOf } from './http-step.ts';
import { SharedHttpSetup } from './shared-http-setup.ts';

/** A runner for an HTTP scenario of the plan of this context; compiles all of its templates. */
export function createHttpRunner(scenario: HttpScenario, context: ScenarioContext): ScenarioRunner {
  return new HttpRunner(laneOf(context), scenario, context.plan.scenarios.indexOf(scenario));
}

/**
 * One HTTP scenario's share on one thread. Everything it does, it does in `advance`, called about every millisecond
 * and at each second's boundary: what is due before a boundary is accounted for before the second is closed, and
 * nothing after it is.
 */
export class HttpRunner implements ScenarioRunner {
  readonly done: Promise<void>;
  readonly #lane: HttpLane;
  readonly #scenario: HttpScenario;
  readonly #base: StepBase;
  readonly #index: number;
  readonly #setup: readonly CompiledStep[];
  /** Where all users or arrivals share one setup, and it is done here. */
  readonly #shared: SharedHttpSetup | null;
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

  constructor(lane: HttpLane, scenario: HttpScenario, index: number) {
    const base = stepBaseOf(scenario, lane.context.userAgent);
    const setupBase = stepBaseOf(
      { ...scenario, baseUrl: scenario.setupBaseUrl ?? scenario.baseUrl },
      base.userAgent,
    );
    const compile = (step: HttpStep) => compileTaskStep(step, base, lane);
    this.#lane = lane;
    this.#base = base;
    this.#scenario = scenario;
    lane.enlist();
    lane.willAsk(base.origin);
    lane.willAsk(setupBase.origin);
    this.#index = index;
    const setup = scenario.setup.map(
      (step) => new CompiledStep(step, setupBase, lane.values, lane.credentials),
    );
    const everyMs = scenario.setupPolicy?.everyMs ?? null;
    const shared = sharesSetup(scenario);
    this.#setupEveryUs = everyMs === null ? null : everyMs * MICROS_PER_MILLI;
    this.#setup = shared ? [] : setup;
    this.#shared =
      shared && setup.length > 0 && doesSharedSetups(lane.context.thread)
        ? new SharedHttpSetup(lane, {
            steps: setup,
            written: scenario.setup,
            everyUs: this.#setupEveryUs,
            scenario: index,
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
    await this.#lane.prepare();
    await this.#shared?.prepare();
  }

  addresses(): Record<string, string> {
    const address = this.#lane.addressOf(this.#base.origin);
    return address === null ? {} : { [this.#scenario.service]: address };
  }

  start(startUs: Micros, endUs: Micros): void {
    const { profile, startAfterMs, connections } = this.#scenario;
    const lane = this.#lane;
    const beginUs = startUs + startAfterMs * MICROS_PER_MILLI;
    lane.begin(startUs);
    this.#endUs = Math.min(endUs, beginUs + profileDurationMs(profile) * MICROS_PER_MILLI);
    this.#pacing =
      profile.model === 'open'
        ? new OpenArrivals({
            lane,
            profile,
            tasks: this.#tasks,
            scenario: this.#index,
            total: this.#scenario.totalIterations,
            startUs: beginUs,
            policy: connections,
            home: this.#base.origin,
          })
        : new ClosedUsers({
            lane,
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
    this.#lane.settle();
  }

  tick(nowUs: Micros): void {
    const pacing = this.#pacing;
    if (pacing === null) return;
    this.#advance(nowUs + 1);
    // First the end, then those who wait: after the plan's end nobody is sent any more.
    if (!this.#ended && (nowUs >= this.#endUs || pacing.exhausted)) this.#end();
    if (!this.#ended) this.#shared?.tick(nowUs);
    this.#lane.tick(nowUs);
    if (this.#ended && nowUs >= this.#cutAtUs) {
      pacing.cut(nowUs);
      this.#shared?.cut(nowUs);
    }
    if (this.#ended && this.#live === 0 && !this.#finished) this.#finish();
  }

  users(): number {
    return this.#pacing?.users ?? 0;
  }

  takeStream(): null {
    return null;
  }

  stop(kind: 'graceful' | 'now'): Promise<void> {
    const nowUs = this.#lane.clock.nowUs();
    if (this.#pacing === null && !this.#finished) this.#finish();
    // What would be sent and cut in the same moment never left: it is cancelled. The order is for the whole thread.
    if (kind === 'now') this.#lane.admissionQueue.shut();
    if (!this.#ended) {
      this.#advance(nowUs + 1);
      this.#end();
    }
    this.#cutAtUs = Math.min(this.#cutAtUs, kind === 'now' ? nowUs : nowUs + REQUESTS_AFTER_STOP_US);
    this.tick(nowUs);
    return this.done;
  }

  #advance(untilUs: Micros): void {
    const pacing = this.#pacing;
    if (pacing === null || this.#ended) return;
    const nowUs = this.#lane.clock.nowUs();
    if (nowUs - this.#seenUs > SLEPT_US && this.#seenUs > 0) this.#lostUntilUs = nowUs;
    this.#seenUs = nowUs;
    pacing.advance(Math.min(untilUs, this.#endUs), nowUs, this.#lostUntilUs);
  }

  #finish(): void {
    this.#finished = true;
    this.#lane.leave();
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
