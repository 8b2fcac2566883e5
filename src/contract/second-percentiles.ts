import { ESTIMATE_SIGN, leastSamples } from './evidence.ts';
import { formatMs, NO_VALUE } from './format.ts';
import type { MainPercentile } from './percentiles.ts';
import type { SecondPercentiles } from './second-percentiles-schema.ts';

/** No percentile of a second looks back further: what it says lies near the second it is drawn in. */
export const LONGEST_WINDOW_SECONDS = 5;

/** By percentile, the field that says how many seconds it covers. */
export const WINDOW_FIELDS = {
  p50: 'p50WindowSeconds',
  p95: 'windowSeconds',
  p99: 'p99WindowSeconds',
} as const satisfies Record<MainPercentile, string>;

/** Fewest samples of which one lies beyond the percentile. */
export const MIN_SAMPLES: Readonly<Record<MainPercentile, number>> = {
  p50: leastSamples('p50'),
  p95: leastSamples('p95'),
  p99: leastSamples('p99'),
};

/** Of a second in which nothing was measured. */
export const NO_PERCENTILES: SecondPercentiles = {
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  windowSeconds: 0,
  p50WindowSeconds: 0,
  p99WindowSeconds: 0,
  evidence: { p50: 'unknown', p95: 'unknown', p99: 'unknown' },
};

/** A percentile of a second as text: an estimate with `~`, one that is unknown as an en dash. */
export function secondPercentileText(times: SecondPercentiles, name: MainPercentile): string {
  const value = times[`${name}Ms`];
  if (value === null) return NO_VALUE;
  return times.evidence[name] === 'estimate' ? `${ESTIMATE_SIGN}${formatMs(value)}` : formatMs(value);
}
