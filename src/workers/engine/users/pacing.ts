import type { LoadSegment } from '../../../contract/applied-load.ts';
import type { StreamSecond } from '../../../contract/tick.ts';
import type { Micros } from '../../../contract/units.ts';
import type { Random } from '../load/random.ts';
import type { StopGrace } from '../time/stop-policy.ts';
import type { TaskStep } from './task-step.ts';

/** What is to come of a load, in the place of what was; times are since the start of the scenario. */
export interface SteeredLoad {
  /** At least one. The first may begin before `doneUs`, where the thread hears of it late. */
  readonly segments: readonly LoadSegment[];
  /** Up to here all that was due has been done: nothing may become due before it any more. */
  readonly doneUs: Micros;
}

/**
 * Who sends, and when: the one thing in which users, arrivals and held streams differ. The runner's loop is the same for
 * all.
 */
export interface Pacing {
  /** Does all that is due before `untilUs`. What was due before `lostUntilUs` was slept through and is dropped. */
  advance(untilUs: Micros, nowUs: Micros, lostUntilUs: Micros): void;
  /** What is due from the start of these segments on changes; what is under way goes on. */
  steer(load: SteeredLoad): void;
  /** Nothing new from now on: who thinks goes, what waits is cancelled, what is open may end. */
  end(nowUs: Micros): void;
  /**
   * What is held open is closed, without waiting for answers any longer. Absent: nothing is held.
   * @param isStop the run was stopped; else its plan is over
   */
  close?(isStop: boolean): void;
  /** Cuts what is still open. */
  cut(nowUs: Micros): void;
  readonly grace: StopGrace;
  /** Users there by the plan; 0 in open plans, which have none. */
  readonly users: number;
  /** Users or arrivals not yet gone. */
  readonly live: number;
  /** True where nothing will ever be due again, before the end of the profile. */
  readonly exhausted: boolean;
  /** Of a stream class: see `ScenarioRunner`. */
  takeStream?(): StreamSecond;
}

interface Task {
  readonly name: string;
  readonly steps: readonly TaskStep[];
}

/** Chooses tasks by weight: task k with probability weight k / Σ weights. */
export class WeightedPicker {
  readonly #tasks: readonly Task[];
  readonly #upTo: readonly number[];
  readonly #total: number;

  constructor(tasks: readonly (Task & { readonly weight: number })[]) {
    let total = 0;
    this.#tasks = tasks;
    this.#upTo = tasks.map(({ weight }) => {
      total += weight;
      return total;
    });
    this.#total = total;
  }

  pick(random: Random): Task {
    const at = random.next() * this.#total;
    const place = this.#upTo.findIndex((upTo) => at < upTo);
    const task = this.#tasks[place < 0 ? this.#tasks.length - 1 : place];
    if (task === undefined) throw new RangeError('a scenario without tasks');
    return task;
  }
}
