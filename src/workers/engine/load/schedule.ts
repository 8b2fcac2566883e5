import type { OpenProfile } from '../../../contract/profile.ts';
import type { Micros } from '../../../contract/units.ts';
import { Curve } from './curve.ts';
import type { Share } from './divide.ts';
import { Random } from './random.ts';

/**
 * When requests leave, in an open plan. Pure: the same profile and seed give the same times in every thread, whatever
 * happens to the requests.
 *
 * | arrivals | arrival i leaves                                                                     |
 * |----------|--------------------------------------------------------------------------------------|
 * | constant | when the area under the rate reaches i: `t0 + i·gap` at a steady rate, and the exact inverse integral over ramps and stages |
 * | poisson  | when the area reaches the sum of i + 1 exponential gaps of mean 1 (time change theorem), so ramps are Poisson too |
 */
export interface Arrivals {
  /** Index of the next arrival of this share, counted over all threads. */
  readonly index: number;
  /** When it is due, microseconds since the start of the profile; Infinity when none is left. */
  readonly atUs: Micros;
  advance(): void;
}

/** The arrivals `i` with `i % count === index` of a profile, in order. */
export function arrivalsOf(profile: OpenProfile, share: Share, seed: number): Arrivals {
  const curve = new Curve(profile.segments);
  return profile.arrivals === 'poisson'
    ? new PoissonArrivals(curve, share, seed)
    : new ConstantArrivals(curve, share);
}

class ConstantArrivals implements Arrivals {
  index: number;
  atUs: Micros;
  readonly #curve: Curve;
  readonly #step: number;

  constructor(curve: Curve, share: Share) {
    this.#curve = curve;
    this.#step = share.count;
    this.index = share.index;
    this.atUs = curve.timeOfArea(this.index);
  }

  advance(): void {
    this.index += this.#step;
    this.atUs = this.#curve.timeOfArea(this.index);
  }
}

/** Every thread draws all gaps and takes its own: threads agree on the process without talking. */
class PoissonArrivals implements Arrivals {
  index: number;
  atUs: Micros;
  readonly #curve: Curve;
  readonly #step: number;
  readonly #random: Random;
  #area = 0;

  constructor(curve: Curve, share: Share, seed: number) {
    this.#curve = curve;
    this.#step = share.count;
    this.#random = new Random(seed, POISSON_STREAM);
    this.index = share.index;
    this.atUs = this.#draw(share.index + 1);
  }

  advance(): void {
    this.index += this.#step;
    this.atUs = this.#draw(this.#step);
  }

  #draw(gaps: number): Micros {
    for (let gap = 0; gap < gaps; gap += 1) this.#area += this.#random.exponential();
    return this.#curve.timeOfArea(this.#area);
  }
}

const POISSON_STREAM = 0x9015_5011;
