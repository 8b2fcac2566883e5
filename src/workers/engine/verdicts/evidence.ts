import type { Distribution, Interval } from '../../../contract/distribution.ts';
import { heldOrMade, tableOf } from '../../../contract/keys.ts';
import { PERCENTILE_VALUES, PERCENTILES, type Percentile } from '../../../contract/percentiles.ts';
import { microsToMillis } from '../../../contract/units.ts';
import { Histogram } from '../measure/histogram.ts';
import { evidenceOfCount } from './evidence-of-count.ts';

/** Half of the 5% that may be missed lies on each side. */
const ONE_SIDE = 0.025;
const Z = 1.959_964;
/** From this variance on the normal approximation, widened by a rank on each side, is never narrower than the exact one. */
const NORMAL_FROM = 400;

const NOTHING = new Histogram();

interface Ranks {
  readonly low: number | null;
  readonly high: number | null;
}

/** By n + q: a request has one duration in each of its phases, so that tables ask for the same ranks many times over. */
const known = new Map<number, Ranks>();
const MAX_KNOWN = 1_000;

/** What a table may print of a histogram: percentiles in ms, what each rests on, and how far off it could be. */
export function distributionOf(recorded: Histogram | null): Distribution {
  const histogram = recorded ?? NOTHING;
  // Each with its interval beside it, in rising order: the histogram is walked through once.
  const read = tableOf(PERCENTILES, (name) => {
    const percentile = PERCENTILE_VALUES[name];
    const value = microsToMillis(histogram.percentile(percentile));
    return { value, interval: intervalOf(histogram, percentile) };
  });
  const each = <Value>(of: (name: Percentile) => Value): Record<Percentile, Value> => ({
    p50: of('p50'),
    p90: of('p90'),
    p95: of('p95'),
    p99: of('p99'),
    p999: of('p999'),
  });
  return {
    count: histogram.count,
    min: microsToMillis(histogram.min),
    mean: microsToMillis(histogram.mean),
    ...each((name) => read[name].value),
    max: microsToMillis(histogram.max),
    evidence: each((name) => evidenceOfCount(histogram.count, PERCENTILE_VALUES[name])),
    interval95: each((name) => read[name].interval),
    beyond: each((name) => histogram.countBeyond(PERCENTILE_VALUES[name])),
  };
}

/** The 95% interval of a percentile in ms, outer ends of its buckets; null where the sample bounds it on neither side. */
export function intervalOf(histogram: Histogram, percentile: number): Interval {
  if (histogram.count === 0) return null;
  const { low, high } = intervalRanks(histogram.count, percentile / 100);
  if (low === null && high === null) return null;
  return [
    low === null ? null : microsToMillis(histogram.lowestAtRank(low)),
    high === null ? null : microsToMillis(histogram.valueAtRank(high)),
  ];
}

/**
 * Ranks (1 … n) of the order statistics between which the q-quantile of the population lies with at least 95%,
 * whatever its distribution: the largest l with P(B < l) <= 2.5% and the smallest u with P(B < u) >= 97.5%, where B
 * is binomial(n, q). A side is null where n is too small to bound it.
 * Source: David & Nagaraja, Order Statistics, 3rd ed., section 7.1.
 */
export function intervalRanks(n: number, q: number): Ranks {
  if (known.size >= MAX_KNOWN) known.clear();
  return heldOrMade(known, n + q, () => ranksOf(n, q));
}

function ranksOf(n: number, q: number): Ranks {
  const mean = n * q;
  const variance = mean * (1 - q);
  if (variance >= NORMAL_FROM) {
    const reach = Z * Math.sqrt(variance);
    return { low: Math.max(1, Math.floor(mean - reach)), high: Math.min(n, Math.ceil(mean + reach) + 1) };
  }
  // P(B <= k) for k in order, by the ratio of neighbouring terms, over all k whose probability is not negligible.
  const spread = Math.ceil(12 * Math.sqrt(variance)) + 12;
  const first = Math.max(0, Math.floor(mean) - spread);
  let term = Math.exp(logBinomialTerm(n, first, q));
  let cumulated = term;
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  for (let k = first; k <= n; k += 1) {
    if (cumulated <= ONE_SIDE) low = k + 1;
    if (cumulated >= 1 - ONE_SIDE) {
      high = k + 1;
      break;
    }
    term *= ((n - k) / (k + 1)) * (q / (1 - q));
    cumulated += term;
  }
  return { low: low >= 1 ? low : null, high: high <= n ? high : null };
}

function logBinomialTerm(n: number, k: number, q: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(q) + (n - k) * Math.log1p(-q);
}

/** Stirling's series (DLMF 5.11.1), exact products below 32: relative error under 1e-13. */
function logFactorial(n: number): number {
  if (n < 32) {
    let product = 1;
    for (let factor = 2; factor <= n; factor += 1) product *= factor;
    return Math.log(product);
  }
  const series = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1_260 * n ** 5);
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}
