import { type Micros, type Millis, microsToMillis } from '../../../../contract/units.ts';

/** Longer than any time limit in use; what is older is this old at least. */
const MAX_SECONDS = 120;

/**
 * How long the oldest of what is in flight has been so, at the least: where more is in flight than was sent in the last
 * seconds, something was sent before them. Counts alone, so it costs nothing per request and is exact to the second.
 */
export class OldestInFlight {
  /** Newest first. */
  #sent: { readonly count: number; readonly lengthUs: Micros }[] = [];

  /** Takes the next second. @returns the least age at its end; 0: it may be of this second, or there is none */
  add(second: { readonly sent: number; readonly inFlight: number; readonly lengthUs: Micros }): Millis {
    this.#sent = [{ count: second.sent, lengthUs: second.lengthUs }, ...this.#sent].slice(0, MAX_SECONDS);
    let sent = 0;
    let ageUs = 0;
    for (const { count, lengthUs } of this.#sent) {
      sent += count;
      if (second.inFlight <= sent) break;
      ageUs += lengthUs;
    }
    return microsToMillis(ageUs);
  }
}
