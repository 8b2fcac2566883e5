import {
  LONGEST_WINDOW_SECONDS,
  MIN_SAMPLES,
  NO_PERCENTILES,
  WINDOW_FIELDS,
} from '../../../contract/second-percentiles.ts';
import type { SecondPercentiles } from '../../../contract/second-percentiles-schema.ts';

type Word = SecondPercentiles['evidence']['p50'];

/** What the percentiles of a demo second may say, with so many answers in each of the seconds up to it. */
export function percentilesOf(
  perSecond: number,
  second: number,
  values: Pick<SecondPercentiles, 'p50Ms' | 'p95Ms' | 'p99Ms'>,
): SecondPercentiles {
  if (perSecond < 1) return NO_PERCENTILES;
  const row: { -readonly [Key in keyof SecondPercentiles]: SecondPercentiles[Key] } = {
    ...NO_PERCENTILES,
    evidence: { ...NO_PERCENTILES.evidence },
  };
  for (const [name, percentile] of [
    ['p50', 50],
    ['p95', 95],
    ['p99', 99],
  ] as const) {
    const seconds = Math.ceil(MIN_SAMPLES[name] / perSecond);
    if (seconds > Math.min(LONGEST_WINDOW_SECONDS, second + 1)) continue;
    row[`${name}Ms`] = values[`${name}Ms`];
    row[WINDOW_FIELDS[name]] = seconds;
    row.evidence[name] = wordOf(perSecond * seconds, percentile);
  }
  return row;
}

function wordOf(samples: number, percentile: number): Word {
  const beyond = samples - Math.ceil((samples * percentile) / 100);
  if (beyond >= 10) return 'sure';
  return beyond >= 1 ? 'estimate' : 'unknown';
}
