import { formatMs, NO_VALUE } from './format.ts';
import type { SecondPercentiles } from './second-percentiles-schema.ts';

/** No percentile of a second looks back further: what it says lies near the second it is drawn in. */
export const LONGEST_WINDOW_SECONDS = 5;

/** Of a second in which nothing was measured. */
export const NO_PERCENTILES: SecondPercentiles = {
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  windowSeconds: 0,
  p99WindowSeconds: 0,
  evidence: { p50: 'unknown', p95: 'unknown', p99: 'unknown' },
};

/** A percentile of a second as text: an estimate with `~`, one that is unknown as an en dash. */
export function secondPercentileText(
  times: SecondPercentiles,
  name: keyof SecondPercentiles['evidence'],
): string {
  const value = times[`${name}Ms`];
  if (value === null) return NO_VALUE;
  return times.evidence[name] === 'estimate' ? `~${formatMs(value)}` : formatMs(value);
}
