import type { Failure } from '../../../contract/failure.ts';
import type { HttpStep } from '../../../contract/run-plan.ts';
import type { Micros } from '../../../contract/units.ts';
import { Random } from '../load/random.ts';
import type { Scope } from '../values/port.ts';
import { outcomeOf, SETUP_TRIES } from './run-setups.ts';
import type { TaskStep } from './task-step.ts';
import type { ThreadContext } from './thread-context.ts';
import { type IterationOwner, VirtualUser } from './virtual-user.ts';

interface SharedSetupOptions {
  /** One or more, all to the same origin. */
  readonly steps: readonly TaskStep[];
  /** The same as the plan has them. */
  readonly written: readonly HttpStep[];
  /** After so long it is done again; null: once. */
  readonly everyUs: Micros | null;
  /** Place of the scenario in the plan: its rng and what it extracts are its own. */
  readonly scenario: number;
}

/** A failed renewal is tried again so much later. */
const AGAIN_US: Micros = 1_000_000;

/**
 * A setup that all users or arrivals of a scenario share: a token got before the first of them, and renewed in time. The
 * first share of the scenario does it; the others are told. Without it the run begins, and its requests say what is missing.
 */
export class SharedSetup implements IterationOwner {
  leaving = false;
  readonly #thread: ThreadContext;
  readonly #options: SharedSetupOptions;
  readonly #virtualUser: VirtualUser;
  readonly #scope: Scope;
  #dueUs: Micros = Number.POSITIVE_INFINITY;
  #underWay = false;
  #heard: (failure: Failure | null) => void = () => {};

  constructor(thread: ThreadContext, options: SharedSetupOptions) {
    const [first] = options.steps;
    if (first === undefined) throw new RangeError('a setup without steps');
    this.#thread = thread;
    this.#options = options;
    this.#scope = thread.values.sharedOf(options.scenario);
    this.#virtualUser = new VirtualUser(thread, {
      owner: this,
      scope: this.#scope,
      random: new Random(thread.plan.seed, options.scenario),
      policy: 'shared',
      home: first.origin,
    });
  }

  /** 1 while it is under way. */
  get live(): number {
    return this.#underWay ? 1 : 0;
  }

  /** Done before the first user or arrival, so that none waits for it. Never rejects. */
  async prepare(): Promise<void> {
    for (let attempt = 0; attempt < SETUP_TRIES; attempt += 1) {
      const { promise, resolve } = Promise.withResolvers<Failure | null>();
      this.#heard = resolve;
      this.#iterate(this.#thread.clock.nowUs());
      this.#thread.tickWhile(() => this.#underWay);
      if ((await promise) === null) break;
    }
    this.#heard = () => {};
  }

  tick(nowUs: Micros): void {
    if (!this.#underWay && nowUs >= this.#dueUs) this.#iterate(nowUs);
  }

  /** No more from now on; what is under way may end. */
  end(): void {
    this.leaving = true;
    if (this.#virtualUser.state !== 'waiting') return;
    this.#virtualUser.cancel();
    this.#underWay = false;
  }

  cut(nowUs: Micros): void {
    this.#virtualUser.cut(nowUs);
    this.#underWay = false;
  }

  iterationEnded({ rejected }: VirtualUser, failure: Failure | null): void {
    this.#underWay = false;
    const { everyUs, scenario, written } = this.#options;
    const told = outcomeOf({ scenario, steps: written }, this.#scope, failure);
    this.#thread.didSetup(rejected === '' ? told : { ...told, rejected });
    if (everyUs !== null) {
      this.#dueUs = this.#thread.clock.nowUs() + (failure === null ? everyUs : Math.min(everyUs, AGAIN_US));
    }
    this.#heard(failure);
  }

  #iterate(nowUs: Micros): void {
    this.#underWay = true;
    this.#scope.beginIteration();
    this.#virtualUser.iterate(this.#options.steps, -1, nowUs);
  }
}
