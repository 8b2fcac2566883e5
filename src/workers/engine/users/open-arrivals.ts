import type { OpenProfile } from '../../../contract/profile.ts';
import type { HttpScenario } from '../../../contract/run-plan.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import type { Origin } from '../drivers/driver.ts';
import { indexInShare } from '../load/divide.ts';
import { Random } from '../load/random.ts';
import { type Arrivals, arrivalsOf } from '../load/schedule.ts';
import { REQUESTS_GRACE } from '../time/stop-policy.ts';
import type { Pacing, SteeredLoad, WeightedPicker } from './pacing.ts';
import type { ThreadContext } from './thread-context.ts';
import { type IterationOwner, VirtualUser } from './virtual-user.ts';

interface OpenArrivalsOptions {
  readonly thread: ThreadContext;
  readonly profile: OpenProfile;
  readonly scenario: HttpScenario;
  /** Place of the scenario in the plan: its random numbers are its own. */
  readonly index: number;
  readonly tasks: WeightedPicker;
  readonly startUs: Micros;
  readonly home: Origin;
}

/**
 * Requests leave when the plan says, whether or not earlier ones were answered. Arrival i draws task and values from
 * rng seeded with i: the mix does not depend on threads or answers. An arrival that finds too many open is dropped.
 */
export class OpenArrivals implements Pacing, IterationOwner {
  readonly grace = REQUESTS_GRACE;
  readonly users = 0;
  leaving = false;
  readonly #options: OpenArrivalsOptions;
  readonly #arrivals: Arrivals;
  readonly #live = new Set<VirtualUser>();
  readonly #free: VirtualUser[] = [];
  #made = 0;

  constructor(options: OpenArrivalsOptions) {
    const { thread, profile, index } = options;
    this.#options = options;
    this.#arrivals = arrivalsOf(profile, thread.share, thread.plan.seed + index);
  }

  get live(): number {
    return this.#live.size;
  }

  get exhausted(): boolean {
    return this.#isOver && this.#live.size === 0;
  }

  get #isOver(): boolean {
    return this.#arrivals.index >= (this.#options.scenario.totalIterations ?? Number.POSITIVE_INFINITY);
  }

  advance(untilUs: Micros, nowUs: Micros, lostUntilUs: Micros): void {
    const arrivals = this.#arrivals;
    const { startUs } = this.#options;
    while (!this.#isOver && startUs + arrivals.atUs < untilUs) {
      const intendedUs = startUs + arrivals.atUs;
      this.#arrive(intendedUs, nowUs, intendedUs < lostUntilUs);
      arrivals.advance();
    }
  }

  steer({ segments, doneUs }: SteeredLoad): void {
    const atUs = (segments[0]?.startMs ?? 0) * MICROS_PER_MILLI;
    this.#arrivals.steer(atUs, segments, doneUs);
  }

  end(): void {
    this.leaving = true;
    for (const virtualUser of [...this.#live]) {
      virtualUser.drain();
      if (virtualUser.state !== 'waiting') continue;
      virtualUser.cancel();
      this.#live.delete(virtualUser);
    }
  }

  cut(nowUs: Micros): void {
    for (const virtualUser of this.#live) virtualUser.cut(nowUs);
    this.#live.clear();
  }

  iterationEnded(virtualUser: VirtualUser): void {
    this.#live.delete(virtualUser);
    this.#free.push(virtualUser);
  }

  #arrive(intendedUs: Micros, nowUs: Micros, lost: boolean): void {
    const { thread, tasks, index } = this.#options;
    const virtualUser = this.#free.pop() ?? this.#make();
    virtualUser.random.reseed(thread.plan.seed, index, this.#arrivals.index);
    const { steps } = tasks.pick(virtualUser.random);
    if (lost || thread.admissionQueue.full) {
      const series = steps[0]?.series ?? 0;
      thread.meter.started(series, intendedUs, false);
      thread.meter.planned(series, 1);
      thread.meter.dropped(series, 1);
      this.#free.push(virtualUser);
      return;
    }
    this.#live.add(virtualUser);
    virtualUser.scope.beginIteration();
    virtualUser.scope.cookies?.startOver();
    virtualUser.iterate(steps, intendedUs, nowUs);
  }

  #make(): VirtualUser {
    const { thread, home, scenario, index } = this.#options;
    const slot = indexInShare(this.#made, thread.share);
    this.#made += 1;
    // An arrival has no connection to keep: what belongs to a user is shared here.
    const { connections } = scenario;
    return new VirtualUser(thread, {
      owner: this,
      scope: thread.values.openScope(slot, index),
      random: new Random(0),
      policy: connections === 'per-user' ? 'shared' : connections,
      home,
    });
  }
}
