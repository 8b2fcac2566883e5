import { cumulateBinomial } from '../../../../workers/engine/verdicts/evidence.ts';

/**
 * Exact binomial bounds, for shares (error rates) and for quantiles (order statistics). All are one-sided at 95%
 * unless told otherwise, and conservative: where the sum is discrete the bound lies on the safe side.
 */
const CONFIDENCE = 0.95;

/** P(X <= k) for X binomial with n trials of probability p. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  let below = 0;
  cumulateBinomial(n, p, (successes, cumulated) => {
    if (successes <= k) below = cumulated;
    return successes < k;
  });
  return below;
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
