import { PERCENTILE_VALUES, type Statistic } from '../../../../contract/percentiles.ts';
import { type Millis, microsToMillis } from '../../../../contract/units.ts';
import type { LatencySample } from '../counts/graded.ts';
import { rankNotAbove, rankNotBelow, samplesToBound } from './binomial-bounds.ts';
import type { Observation } from './grade.ts';

/** A latency statistic in ms with its one-sided 95% bounds. */
type BoundedLatency = Pick<Observation, 'value' | 'lower' | 'upper' | 'samplesNeeded'>;

/** Least sample for which the mean's normal approximation is worth printing. */
const ENOUGH_FOR_MEAN = 30;
/** One-sided 95% point of the normal distribution. */
const Z95 = 1.6449;

/**
 * Reads a statistic and how far the truth could lie from it: percentiles by order statistics, the mean by the
 * standard error. A maximum is what was seen, no more; it bounds itself. Unlike the tables, the value of a thinly
 * evidenced percentile is given too: the grade says that it is not provable.
 */
export function boundLatency(histogram: LatencySample, statistic: Statistic): BoundedLatency {
  const n = histogram.count;
  if (n === 0) return { value: null, lower: null, upper: null, samplesNeeded: 0 };
  if (statistic === 'max') {
    const value = latencyMs(histogram, 'max');
    return { value, lower: value, upper: value, samplesNeeded: 0 };
  }
  if (statistic === 'mean') return boundMean(histogram);
  const percentile = PERCENTILE_VALUES[statistic];
  const quantile = percentile / 100;
  const low = rankNotAbove(quantile, n);
  const high = rankNotBelow(quantile, n);
  return {
    value: latencyMs(histogram, percentile),
    lower: low === null ? null : microsToMillis(histogram.lowestAtRank(low)),
    upper: high === null ? null : microsToMillis(histogram.valueAtRank(high)),
    samplesNeeded: samplesToBound(quantile),
  };
}

/** A percentile (0 … 100), the mean or the longest of what was recorded; null of nothing. */
export function latencyMs(
  histogram: Pick<LatencySample, 'count' | 'mean' | 'percentile' | 'valueAtRank'>,
  statistic: number | 'mean' | 'max',
): Millis | null {
  if (histogram.count === 0) return null;
  if (statistic === 'max') return microsToMillis(histogram.valueAtRank(histogram.count));
  return microsToMillis(statistic === 'mean' ? histogram.mean : histogram.percentile(statistic));
}

function boundMean(histogram: LatencySample): BoundedLatency {
  const n = histogram.count;
  const mean = histogram.mean ?? 0;
  const value = microsToMillis(mean);
  if (n < ENOUGH_FOR_MEAN) return { value, lower: null, upper: null, samplesNeeded: ENOUGH_FOR_MEAN };
  let squares = 0;
  for (const { lowUs, highUs, count } of histogram.buckets()) {
    squares += count * ((lowUs + highUs) / 2 - mean) ** 2;
  }
  const margin = microsToMillis(Z95 * Math.sqrt(squares / (n - 1) / n));
  return { value, lower: Math.max(0, value - margin), upper: value + margin, samplesNeeded: 0 };
}
