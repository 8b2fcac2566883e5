import type { Failure } from '../../contract/failure.ts';
import type { Micros } from '../../contract/units.ts';
import type { HttpLane } from './http-lane.ts';
import type { CompiledStep } from './http-step.ts';
import { Random } from './random.ts';
import { Walker, type WalkOwner } from './walker.ts';

export interface SharedHttpSetupOptions {
  /** One or more, all to the same origin. */
  readonly steps: readonly CompiledStep[];
  /** After so long it is done again; null: once. */
  readonly everyUs: Micros | null;
  readonly dice: number;
}

/** Before the run a failed setup is tried so often; then the run begins without, and its requests say what is missing. */
const TRIES = 3;
/** A failed renewal is tried again so much later. */
const AGAIN_US: Micros = 1_000_000;

/** A setup that all users or arrivals of a thread share: a token got before the first of them, and renewed in time. */
export class SharedHttpSetup implements WalkOwner {
  leaving = false;
  readonly #lane: HttpLane;
  readonly #options: SharedHttpSetupOptions;
  readonly #walker: Walker;
  #dueUs: Micros = Number.POSITIVE_INFINITY;
  #underWay = false;
  #heard: (failure: Failure | null) => void = () => {};

  constructor(lane: HttpLane, options: SharedHttpSetupOptions) {
    const [first] = options.steps;
    if (first === undefined) throw new RangeError('a setup without steps');
    this.#lane = lane;
    this.#options = options;
    this.#walker = new Walker(lane, {
      owner: this,
      scope: lane.values.shared,
      random: new Random(lane.context.plan.seed, options.dice),
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
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const { promise, resolve } = Promise.withResolvers<Failure | null>();
      this.#heard = resolve;
      this.#walk(this.#lane.clock.nowUs());
      this.#lane.tickWhile(() => this.#underWay);
      if ((await promise) === null) break;
    }
    this.#heard = () => {};
  }

  tick(nowUs: Micros): void {
    if (!this.#underWay && nowUs >= this.#dueUs) this.#walk(nowUs);
  }

  /** No more from now on; what is under way may end. */
  end(): void {
    this.leaving = true;
    if (this.#walker.state !== 'waiting') return;
    this.#walker.cancel();
    this.#underWay = false;
  }

  cut(nowUs: Micros): void {
    this.#walker.cut(nowUs);
    this.#underWay = false;
  }

  walked(_: Walker, failure: Failure | null): void {
    this.#underWay = false;
    const { everyUs } = this.#options;
    if (everyUs !== null) {
      this.#dueUs = this.#lane.clock.nowUs() + (failure === null ? everyUs : Math.min(everyUs, AGAIN_US));
    }
    this.#heard(failure);
  }

  #walk(nowUs: Micros): void {
    this.#underWay = true;
    this.#lane.values.shared.beginIteration();
    this.#walker.walk(this.#options.steps, -1, nowUs);
  }
}
