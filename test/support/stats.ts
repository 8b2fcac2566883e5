/** Naive statistics over whole samples: oracles that tests hold the product's own arithmetic against. */

/**
 * Nearest-rank percentile: the smallest sample with at least `percent` % of all samples at or below it.
 * `percent` in (0, 100]. Throws on an empty sample.
 */
export function exactPercentile(samples: ArrayLike<number>, percent: number): number {
  const sorted = Float64Array.from(samples).sort();
  // The product is rounded first: 0.999 · 1000 is 999.0000000000001 in floating point.
  const rank = Math.max(1, Math.ceil(Number(((percent / 100) * sorted.length).toFixed(9))));
  const found = sorted[rank - 1];
  if (found === undefined) throw new RangeError('no percentile of an empty sample');
  return found;
}

export function mean(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += samples[i] ?? 0;
  return sum / samples.length;
}

/** The largest distance between the empirical distribution of `samples` and the distribution function `cdf`. */
export function kolmogorovSmirnov(samples: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(samples).sort();
  let largest = 0;
  sorted.forEach((x, i) => {
    const expected = cdf(x);
    largest = Math.max(largest, (i + 1) / sorted.length - expected, expected - i / sorted.length);
  });
  return largest;
}

/** The same against the exponential distribution of the given mean: gaps between Poisson arrivals. */
export function kolmogorovSmirnovExponential(gaps: ArrayLike<number>, meanGap: number): number {
  return kolmogorovSmirnov(gaps, (x) => (x <= 0 ? 0 : 1 - Math.exp(-x / meanGap)));
}

/**
 * Probability of a distance at least this large when the hypothesis is true (Kolmogorov's limit with Stephens'
 * correction for finite n, good from n = 5; Press et al., Numerical Recipes, section 14.3).
 */
export function kolmogorovSmirnovPValue(distance: number, n: number): number {
  const root = Math.sqrt(n);
  const lambda = (root + 0.12 + 0.11 / root) * distance;
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k += 1) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, sum));
}

/** Pearson's Σ (observed − expected)² / expected. Both of one length; every expected count above 0. */
export function chiSquare(observed: readonly number[], expected: readonly number[]): number {
  if (observed.length !== expected.length) throw new RangeError('observed and expected differ in length');
  return observed.reduce((sum, count, i) => {
    const wanted = expected[i] ?? Number.NaN;
    return sum + (count - wanted) ** 2 / wanted;
  }, 0);
}

/** Probability of a chi-square statistic at least this large with the given degrees of freedom. */
export function chiSquarePValue(statistic: number, degreesOfFreedom: number): number {
  return 1 - lowerGamma(degreesOfFreedom / 2, statistic / 2);
}

/** The statistic that is exceeded with probability `alpha`, by bisection to 1e-9. */
export function chiSquareCritical(alpha: number, degreesOfFreedom: number): number {
  let low = 0;
  let high = degreesOfFreedom + 20 * Math.sqrt(2 * degreesOfFreedom) + 50;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (chiSquarePValue(middle, degreesOfFreedom) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularised lower incomplete gamma function P(a, x) (Numerical Recipes, section 6.2). */
function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  return x < a + 1 ? scale * gammaSeries(a, x) : 1 - scale * gammaFraction(a, x);
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 1_000 && Math.abs(term) > Math.abs(sum) * 1e-15; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Lentz's evaluation of the continued fraction. */
function gammaFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 1_000; i += 1) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (Math.abs(an * d + b) < tiny ? tiny : an * d + b);
    c = Math.abs(b + an / c) < tiny ? tiny : b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}

/** ln Γ(x) for x > 0 (Lanczos, g = 7, 9 terms; relative error below 1e-14). */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const z = x - 1;
  const sum = terms.reduce((total, term, i) => total + term / (z + i + 1), 0.9999999999998099);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
