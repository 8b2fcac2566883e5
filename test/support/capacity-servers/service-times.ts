import { type Random, standardNormal } from '../seeded-random.ts';

/** Draws a service time in milliseconds. */
export type ServiceTime = () => number;

export function exponential(random: Random, meanMs: number): ServiceTime {
  return () => -Math.log(1 - random()) * meanMs;
}

/** @param sigma of the logarithm */
export function logNormal(random: Random, meanMs: number, sigma: number): ServiceTime {
  const mu = Math.log(meanMs) - sigma ** 2 / 2;
  return () => Math.exp(mu + sigma * standardNormal(random));
}
