import { profileDurationMs } from '../../contract/profile.ts';
import type { HttpScenario, HttpStep } from '../../contract/run-plan.ts';
import { MICROS_PER_MILLI, type Micros } from '../../contract/units.ts';
import { ClosedUsers } from './closed-users.ts';
import { type HttpLane, laneOf } from './http-lane.ts';
import { CompiledStep, type StepBase, stepBaseOf } from './http-step.ts';
import { OpenArrivals } from './open-arrivals.ts';
import { type Pacing, TaskWheel } from './pacing.ts';
import { Random } from './random.ts';
import type { ScenarioContext, ScenarioRunner } from './scenario-runner.ts';
import { Walker } from './walker.ts';

/** So long may open requests go on after a graceful stop. */
export const GRACE_US: Micros = 750_000;
/** Not looked at for so long: the machine slept, or the process was stopped. What was due meanwhile is not made up for. */
export const SLEPT_US: Micros = 2_000_000;
const SETUP_TRIES = 3;

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
  readonly #tasks: TaskWheel;
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
    const compile = (step: HttpStep) => new CompiledStep(step, base, lane.values);
    this.#lane = lane;
    this.#base = base;
    this.#scenario = scenario;
    lane.enlist();
    lane.willAsk(base.origin);
    this.#index = index;
    this.#setup = scenario.setup.map(compile);
    this.#tasks = new TaskWheel(
      scenario.tasks.map(({ name, weight, steps }) => ({ name, weight, steps: steps.map(compile) })),
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    this.done = promise;
    this.#resolve = resolve;
  }

  /** Arrivals share one setup: done before the first is due, so that none waits for it. Users each do their own. */
  async prepare(): Promise<void> {
    await this.#lane.prepare();
    if (this.#scenario.profile.model !== 'open' || this.#setup.length === 0) return;
    for (let attempt = 0; attempt < SETUP_TRIES; attempt += 1) {
      if (await this.#runSharedSetup()) return;
    }
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
            startUs: beginUs,
            policy: connections,
          })
        : new ClosedUsers({
            lane,
            profile,
            scenario: this.#scenario,
            index: this.#index,
            setup: this.#setup,
            tasks: this.#tasks,
            startUs: beginUs,
          });
  }

  settle(boundaryUs: Micros): void {
    this.#advance(boundaryUs);
  }

  tick(nowUs: Micros): void {
    const pacing = this.#pacing;
    if (pacing === null) return;
    this.#advance(nowUs + 1);
    // First the end, then those who wait: after the plan's end nobody is sent any more.
    if (!this.#ended && (nowUs >= this.#endUs || pacing.exhausted)) this.#end();
    this.#lane.tick(nowUs);
    if (this.#ended && pacing.live > 0 && nowUs >= this.#cutAtUs) pacing.cut(nowUs);
    if (this.#ended && pacing.live === 0 && !this.#finished) this.#finish();
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
    if (!this.#ended) {
      this.#advance(nowUs + 1);
      this.#end();
    }
    this.#cutAtUs = Math.min(this.#cutAtUs, kind === 'now' ? nowUs : nowUs + GRACE_US);
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
  }

  #runSharedSetup(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const lane = this.#lane;
    const walker = new Walker(lane, {
      owner: { leaving: false, walked: (_, failure) => resolve(failure === null) },
      scope: lane.values.shared,
      random: new Random(lane.context.plan.seed, this.#index),
      policy: 'shared',
    });
    let underWay = true;
    void promise.then(() => {
      underWay = false;
    });
    walker.walk(this.#setup, -1, lane.clock.nowUs());
    lane.tickWhile(() => underWay);
    return promise;
  }
}
