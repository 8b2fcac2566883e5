import type { Evidence } from '../../../contract/percentiles.ts';
import { nearestRank } from '../measure/nearest-rank.ts';

/** With so many samples beyond it a percentile is sure; with fewer, but one at least, it is an estimate. */
export const MIN_BEYOND = 10;

/** What a percentile of so many values rests on: see `EVIDENCE`. */
export function evidenceOfCount(count: number, percentile: number): Evidence {
  const beyond = count === 0 ? 0 : count - nearestRank(count, percentile);
  if (beyond >= MIN_BEYOND) return 'sure';
  return beyond >= 1 ? 'estimate' : 'unknown';
}
