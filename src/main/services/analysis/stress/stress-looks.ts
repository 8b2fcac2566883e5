import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { StressAnswers } from '../../../../contract/stress.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import type { RunLoad } from '../counts/run-load.ts';
import { stressAnswers } from './stress-answers.ts';
import { StressSeconds } from './stress-seconds.ts';

/** While a run goes on, its answers are looked for again once so large a part more of it is there. */
const MORE = 1 / 50;

/**
 * The answers of a run that goes on. To look for them is to go through all its seconds; looking once a fiftieth more are there,
 * all looks together cost as much per second in its second hour as in its second minute. Which seconds an answer is of, their
 * number alone says, so that the same seconds give the same.
 */
export class StressLooks {
  readonly #seconds: StressSeconds;
  #lookedAt = 0;
  #answers: StressAnswers | null = null;

  constructor(plan: MeasuredPlan, load: RunLoad) {
    this.#seconds = new StressSeconds(plan, load);
  }

  /** A measured second. @param trusted the load generator was not disturbed */
  add(second: RunSecond, trusted: boolean): void {
    this.#seconds.add(second, trusted);
  }

  /** @param ended the run is over: then all its seconds are looked at */
  answers(ended: boolean): StressAnswers {
    const { seconds, scopes, unit } = this.#seconds;
    if (ended) return stressAnswers({ seconds, scopes, unit }, true);
    const due = lastLook(seconds.length, this.#lookedAt);
    if (this.#answers !== null && due === this.#lookedAt) return this.#answers;
    this.#lookedAt = due;
    this.#answers = stressAnswers({ seconds: seconds.slice(0, due), scopes, unit }, false);
    return this.#answers;
  }
}

/** Of how many seconds the last look is where there are so many. @param from a look before it */
function lastLook(count: number, from: number): number {
  let look = from;
  for (;;) {
    const next = look + Math.max(1, Math.floor(look * MORE));
    if (next > count) return look;
    look = next;
  }
}
