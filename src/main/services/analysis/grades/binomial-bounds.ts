/**
 * Exact binomial bounds, for shares (error rates) and for quantiles (order statistics). All are one-sided at 95%
 * unless told otherwise, and conservative: where the sum is discrete the bound lies on the safe side.
 */
const CONFIDENCE = 0.95;

// Lanczos approximation, g = 7, nine terms: |relative error| < 1e-14 for x >= 0.5.
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** Natural logarithm of the gamma function, x >= 0.5. */
function logGamma(x: number): number {
  const shifted = x - 1;
  let sum: number = LANCZOS[0];
  LANCZOS.forEach((coefficient, i) => {
    if (i > 0) sum += coefficient / (shifted + i);
  });
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Continued fraction of the incomplete beta function (DLMF 8.17.22), evaluated by the modified Lentz method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const bump = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / bump(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / bump(1 + even * d);
    c = bump(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / bump(1 + odd * d);
    c = bump(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-14) break;
  }
  return fraction;
}

/** Regularised incomplete beta function I_x(a, b); a, b > 0. */
export function betaRegularised(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges fast only on this side of the mean; the other side by symmetry (DLMF 8.17.4).
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** P(X <= k) for X binomial with n trials of probability p (DLMF 8.17.5). */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return betaRegularised(1 - p, n - k, k + 1);
}

/**
 * Largest share that `hits` of `trials` leave open (Clopper–Pearson, upper). For no hits it is 1 − 0.05^(1/n), close
 * to the rule of three, 3/n.
 * @returns a share in 0…1; 1 without trials
 */
export function upperShare(hits: number, trials: number, confidence = CONFIDENCE): number {
  if (hits >= trials) return 1;
  if (hits === 0) return -Math.expm1(Math.log(1 - confidence) / trials);
  return bisect((p) => binomialCdf(hits, trials, p) > 1 - confidence);
}

/** Smallest share that `hits` of `trials` leave open (Clopper–Pearson, lower), in 0…1. */
export function lowerShare(hits: number, trials: number, confidence = CONFIDENCE): number {
  return hits <= 0 ? 0 : 1 - upperShare(trials - hits, trials, confidence);
}

/** The border in 0…1 up to which `below` holds. */
function bisect(below: (p: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Beyond this variance the normal approximation of a rank is good to less than one rank, which is then added. */
const LARGE_VARIANCE = 1_000;

/**
 * Rank (1…n) of the smallest order statistic that is not below the q-quantile with the confidence asked: the least r
 * with P(Bin(n, q) <= r − 1) >= confidence. Distribution-free (David & Nagaraja, Order Statistics, 7.1).
 * @returns null where even the maximum gives no such assurance
 */
export function rankNotBelow(quantile: number, n: number, confidence = CONFIDENCE): number | null {
  if (n === 0 || n < samplesToBound(quantile, confidence)) return null;
  const variance = n * quantile * (1 - quantile);
  const guess = Math.ceil(n * quantile + normalPoint(confidence) * Math.sqrt(variance)) + 1;
  if (variance > LARGE_VARIANCE) return Math.min(n, guess + 1);
  const enough = (rank: number) => binomialCdf(rank - 1, n, quantile) >= confidence;
  let rank = Math.min(n, guess);
  while (rank > 1 && enough(rank - 1)) rank -= 1;
  while (rank < n && !enough(rank)) rank += 1;
  return rank;
}

/** Point of the standard normal distribution below which this share lies (Abramowitz & Stegun 26.2.23, ±0.00045). */
function normalPoint(share: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - share));
  const top = 2.515517 + 0.802853 * t + 0.010328 * t * t;
  const bottom = 1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3;
  return t - top / bottom;
}

/** Rank of the largest order statistic that is not above the q-quantile with the confidence asked; see above. */
export function rankNotAbove(quantile: number, n: number, confidence = CONFIDENCE): number | null {
  const mirrored = rankNotBelow(1 - quantile, n, confidence);
  return mirrored === null ? null : n + 1 - mirrored;
}

/** Least number of samples whose maximum bounds the q-quantile: 59 for p95, 299 for p99. */
export function samplesToBound(quantile: number, confidence = CONFIDENCE): number {
  return Math.ceil(Math.log(1 - confidence) / Math.log(quantile));
}
