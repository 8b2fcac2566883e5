import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { StressAnswers } from '../../../../contract/stress.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import type { RunLoad } from '../counts/run-load.ts';
import { lastLook } from '../seconds/last-look.ts';
import { stressAnswers } from './stress-answers.ts';
import { StressSeconds } from './stress-seconds.ts';

/** The answers of a run that goes on. To look for them is to go through all its seconds: see `lastLook` for when that is done. */
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
