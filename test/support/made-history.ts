import { seededRandom, standardNormal } from './seeded-random.ts';

/** A history that is made up: figures of runs around 200, one after the other. */
export interface MadeHistory {
  readonly length: number;
  /** Spread of the logarithms from run to run. */
  readonly sd?: number;
  /** Share of runs that are odd: slower by e^0.4, give or take e^0.1. */
  readonly odd?: number;
  /** Between neighbours, by an autoregression of the first order. */
  readonly correlation?: number;
  /** From this run on all are slower by this share. */
  readonly change?: { readonly at: number; readonly share: number };
}

export function madeHistory(made: MadeHistory, seed: number): number[] {
  const { length, sd = 0.05, odd = 0, correlation = 0, change = { at: length, share: 0 } } = made;
  const random = seededRandom(seed);
  let noise = standardNormal(random);
  return Array.from({ length }, (_, nth) => {
    if (nth > 0)
      noise = correlation * noise + Math.sqrt(1 - correlation * correlation) * standardNormal(random);
    const oddness = odd > 0 && random() < odd ? 0.4 + 0.1 * standardNormal(random) : 0;
    const level = nth >= change.at ? Math.log1p(change.share) : 0;
    return 200 * Math.exp(sd * noise + oddness + level);
  });
}
