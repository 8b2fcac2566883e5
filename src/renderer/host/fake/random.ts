/** A small seeded generator (mulberry32): the same seed gives the same demo on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A number in [0, 1) that depends only on its three coordinates. */
export function noise(seed: number, x: number, y: number): number {
  return seeded(Math.imul(seed, 7_919) ^ Math.imul(x + 1, 104_729) ^ Math.imul(y + 1, 1_299_709))();
}

/** Distribution function of the standard normal (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(z));
  const poly =
    t *
    (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return z >= 0 ? 1 - tail : tail;
}

export interface LogNormal {
  readonly weight: number;
  readonly median: number;
  readonly sigma: number;
}

/** Quantile of a mixture of log-normals by bisection; null for an empty mixture. */
export function mixtureQuantile(parts: readonly LogNormal[], probability: number): number | null {
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  if (total === 0) return null;
  let low = Math.log(0.01);
  let high = Math.log(120_000);
  for (let step = 0; step < 26; step++) {
    const middle = (low + high) / 2;
    const below = parts.reduce(
      (sum, part) => sum + part.weight * normalCdf((middle - Math.log(part.median)) / part.sigma),
      0,
    );
    if (below / total < probability) low = middle;
    else high = middle;
  }
  return round(Math.exp((low + high) / 2));
}

/** To the microsecond, in ms. */
export function round(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
