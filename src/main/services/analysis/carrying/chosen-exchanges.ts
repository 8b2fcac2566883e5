import { heldOrMade } from '../../../../contract/keys.ts';
import type { KeptRequest } from '../../../../contract/tick.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../../contract/units.ts';
import { hasExchange } from '../reading/readable-run.ts';

/** So many stretches of a run have examples of their own. */
const STRETCHES = 12;
/** Of a series in a stretch, the slowest. */
const SLOWEST = 2;
/** Of a series and failure, the first. */
const FAILED = 3;

/**
 * Chooses from the requests that a run kept with their texts a few for a report: of each series the slowest in every twelfth of
 * the run, and of each of its failures the first ones.
 */
export class ChosenExchanges {
  readonly #stretchUs: Micros;
  readonly #slowest = new Map<string, KeptRequest[]>();
  readonly #failed = new Map<string, KeptRequest[]>();

  /** @param seconds of the run */
  constructor(seconds: number) {
    this.#stretchUs = (Math.max(STRETCHES, seconds) / STRETCHES) * MICROS_PER_SECOND;
  }

  add(request: KeptRequest): void {
    if (!hasExchange(request)) return;
    const { series, code, endedUs } = request;
    if (code !== null) {
      const some = heldOrMade(this.#failed, `${series} ${code}`, () => []);
      if (some.length < FAILED) some.push(request);
      return;
    }
    const key = `${series} ${Math.floor(endedUs / this.#stretchUs)}`;
    const some = heldOrMade(this.#slowest, key, () => []);
    some.push(request);
    some.sort((a, b) => durationUs(b) - durationUs(a));
    some.length = Math.min(some.length, SLOWEST);
  }

  /** Failures first, then the slower before the faster. */
  get chosen(): KeptRequest[] {
    const slowest = [...this.#slowest.values()].flat();
    return [
      ...[...this.#failed.values()].flat(),
      ...slowest.toSorted((a, b) => durationUs(b) - durationUs(a)),
    ];
  }
}

function durationUs({ intendedUs, startedUs, endedUs }: KeptRequest): Micros {
  return endedUs - (intendedUs ?? startedUs);
}
