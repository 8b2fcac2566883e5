import { LONGEST_WINDOW_SECONDS, NO_PERCENTILES } from '../../../contract/second-percentiles.ts';
import type { SecondPercentiles } from '../../../contract/second-percentiles-schema.ts';

type Word = SecondPercentiles['evidence']['p50'];

/** What the percentiles of a demo second may say, with so many answers in each of the seconds up to it. */
export function percentilesOf(
  perSecond: number,
  second: number,
  values: Pick<SecondPercentiles, 'p50Ms' | 'p95Ms' | 'p99Ms'>,
): SecondPercentiles {
  if (perSecond < 1) return NO_PERCENTILES;
  const stretch = (least: number): number => {
    const seconds = Math.ceil(least / perSecond);
    return seconds <= Math.min(LONGEST_WINDOW_SECONDS, second + 1) ? seconds : 0;
  };
  const [forMedian, forBody, forTail] = [stretch(2), stretch(20), stretch(100)];
  const windowSeconds = forBody === 0 ? forMedian : forBody;
  return {
    p50Ms: windowSeconds === 0 ? null : values.p50Ms,
    p95Ms: forBody === 0 ? null : values.p95Ms,
    p99Ms: forTail === 0 ? null : values.p99Ms,
    windowSeconds,
    p99WindowSeconds: forTail,
    evidence: {
      p50: wordOf(perSecond * windowSeconds, 50),
      p95: forBody === 0 ? 'unknown' : wordOf(perSecond * forBody, 95),
      p99: wordOf(perSecond * forTail, 99),
    },
  };
}

function wordOf(samples: number, percentile: number): Word {
  const beyond = samples - Math.ceil((samples * percentile) / 100);
  if (beyond >= 10) return 'sure';
  return beyond >= 1 ? 'estimate' : 'unknown';
}
