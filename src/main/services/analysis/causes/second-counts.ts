import { LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { Observed } from './observed.ts';
import type { SlowSet } from './slow-set.ts';

/** Exact, of endpoint e and second t at e · seconds + t: requests, and those that are slow, in the whole run. */
export interface SecondCounts {
  readonly totals: Float64Array;
  readonly slow: Float64Array;
}

export function secondCounts(observed: Observed, { cuts, area }: SlowSet): SecondCounts {
  const { endpoints, seconds } = observed;
  const totals = new Float64Array(endpoints * seconds);
  const slow = new Float64Array(endpoints * seconds);
  for (let endpoint = 0; endpoint < endpoints; endpoint += 1) {
    const counts = observed.countsOf(endpoint);
    const from = cuts[endpoint] ?? 0;
    for (let second = 0; second < seconds; second += 1) {
      let all = 0;
      let beyond = 0;
      for (let band = 0; band < LATENCY_BANDS; band += 1) {
        const here = counts[second * LATENCY_BANDS + band] ?? 0;
        all += here;
        if (band >= from && band <= area.toBand) beyond += here;
      }
      totals[endpoint * seconds + second] = all;
      slow[endpoint * seconds + second] = beyond;
    }
  }
  return { totals, slow };
}
