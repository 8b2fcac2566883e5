import type { OpenProfile, Segment } from '../../../contract/profile.ts';
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
  /**
   * From `atUs` on the rate is this instead. The arrivals are the same ones, at other times: none is left out or comes twice,
   * and none is due before `doneUs`, up to where all that was due has been done.
   */
  steer(atUs: Micros, segments: readonly Segment[], doneUs: Micros): void;
}

/** The arrivals `i` with `i % count === index` of a profile, in order. */
export function arrivalsOf(profile: OpenProfile, share: Share, seed: number): Arrivals {
  const areas = profile.arrivals === 'poisson' ? poissonAreas(share, seed) : constantAreas(share);
  return new CurveArrivals(new Curve(profile.segments), share, areas);
}

class CurveArrivals implements Arrivals {
  index: number;
  atUs: Micros;
  readonly #curve: Curve;
  readonly #step: number;
  readonly #nextArea: () => number;
  #area: number;
  #doneUs: Micros = Number.NEGATIVE_INFINITY;

  /** @param nextArea the area at which each arrival of this share is due, one after the other */
  constructor(curve: Curve, share: Share, nextArea: () => number) {
    this.#curve = curve;
    this.#step = share.count;
    this.#nextArea = nextArea;
    this.index = share.index;
    this.#area = nextArea();
    this.atUs = this.#time();
  }

  advance(): void {
    this.index += this.#step;
    this.#area = this.#nextArea();
    this.atUs = this.#time();
  }

  steer(atUs: Micros, segments: readonly Segment[], doneUs: Micros): void {
    this.#curve.replaceFrom(atUs, segments);
    this.#doneUs = doneUs;
    this.atUs = this.#time();
  }

  #time(): Micros {
    return Math.max(this.#doneUs, this.#curve.timeOfArea(this.#area));
  }
}

function constantAreas({ index, count }: Share): () => number {
  let area = index - count;
  return () => {
    area += count;
    return area;
  };
}

/** Every thread draws all gaps and takes its own: threads agree on the process without talking. */
function poissonAreas({ index, count }: Share, seed: number): () => number {
  const random = new Random(seed, POISSON_STREAM);
  let area = 0;
  let gaps = index + 1;
  return () => {
    for (let gap = 0; gap < gaps; gap += 1) area += random.exponential();
    gaps = count;
    return area;
  };
}

const POISSON_STREAM = 0x9015_5011;
