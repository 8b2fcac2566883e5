import type { Micros } from '../../../contract/units.ts';

/** A turn that begins so long after the one before follows a pause of our own. */
const PAUSE_US: Micros = 20_000;
/** Not looked at for so long: the machine slept, or the process was stopped. What was due meanwhile is not made up for. */
export const SLEPT_US: Micros = 2_000_000;

/**
 * Tells which turns are to leave deadlines alone. While our own loop was held up, answers may have come that lie in the
 * kernel: they are read before anything is judged by the time. One turn is enough for that. The next one judges, however
 * late it is itself: a thread that is busy all the time would otherwise never keep a deadline.
 */
export class StallGuard {
  #lastUs: Micros = -1;
  #waited = false;

  /** Called once per turn. True: read first, judge in the next turn. */
  waits(nowUs: Micros): boolean {
    const isLate = this.#lastUs >= 0 && nowUs - this.#lastUs > PAUSE_US;
    this.#lastUs = nowUs;
    this.#waited = isLate && !this.#waited;
    return this.#waited;
  }
}
