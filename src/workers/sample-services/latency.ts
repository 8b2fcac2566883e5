/**
 * How long a sample service takes, as pure functions: a seeded source of uniform numbers, and the log-normal
 * distribution that real service latencies resemble (a hard floor, a long right tail).
 */

/** A source of uniform numbers in [0, 1). */
export type Random = () => number;

/** A log-normal latency: its median in milliseconds (> 0) and the standard deviation of its logarithm (>= 0). */
export interface LogNormal {
  readonly medianMs: number;
  readonly sigma: number;
}

/** Half of the generator's step: added to a draw it keeps 0 out, whose quantile is minus infinity. */
const HALF_STEP = 2 ** -33;

/**
 * A seeded generator (mulberry32, 32 bits of state): the same seed gives the same sequence on every machine.
 * Source: Tommy Ettinger's mulberry32, public domain.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The standard normal quantile for p in (0, 1), correct to about 7 digits.
 * Formula: Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution" (1988), PPND7.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    const above = ((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179;
    const below = ((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1;
    return (q * above) / below;
  }
  const tail = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const size = tail <= 5 ? nearTail(tail - 1.6) : farTail(tail - 5);
  return q < 0 ? -size : size;
}

function nearTail(r: number): number {
  const above = ((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777;
  return above / ((0.12021132975 * r + 0.7370016425) * r + 1);
}

function farTail(r: number): number {
  const above = ((0.017337203997 * r + 0.42868294337) * r + 3.081226386) * r + 6.657905115;
  return above / ((0.012258202635 * r + 0.24197894225) * r + 1);
}

/** The latency in ms below which a share p in (0, 1) of the draws fall: median · exp(sigma · z(p)). */
export function logNormalQuantileMs(shape: LogNormal, p: number): number {
  return shape.medianMs * Math.exp(shape.sigma * normalQuantile(p));
}

/** One latency in ms, by inversion: exactly one uniform number is consumed per draw. */
export function drawLogNormalMs(shape: LogNormal, random: Random): number {
  return logNormalQuantileMs(shape, random() + HALF_STEP);
}
