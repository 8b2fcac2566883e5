import type { Millis } from '../../../../contract/units.ts';
import type { CapacitySecond } from './capacity-second.ts';

/** However much is still in flight. */
const LONGEST_MS: Millis = 30_000;

/** No load after a miss: until nothing of it is in flight, and a second more, so that the next level begins on an idle target. */
export class Rest {
  #wasEmpty = false;

  /** A second that ended. @returns whether the rest is over */
  see({ second, appliedSinceMs, inFlight }: CapacitySecond): boolean {
    if (appliedSinceMs === null) return false;
    if (this.#wasEmpty || (second + 1) * 1_000 - appliedSinceMs >= LONGEST_MS) return true;
    this.#wasEmpty = inFlight === 0;
    return false;
  }
}
