import { LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { Observed } from './observed.ts';
import type { SlowSet } from './slow-set.ts';

/** Exact, of endpoint e and second t at e · seconds + t: requests, and those that are slow, in the whole run. */
export interface SecondCounts {
  readonly totals: Float64Array;
  readonly slow: Float64Array;
}

export function secondCounts(
  { counts, endpoints, seconds }: Observed,
  { cuts, area }: SlowSet,
): SecondCounts {
  const totals = new Float64Array(endpoints * seconds);
  const slow = new Float64Array(endpoints * seconds);
  for (let cell = 0; cell < totals.length; cell += 1) {
    const from = cuts[Math.floor(cell / seconds)] ?? 0;
    let all = 0;
    let beyond = 0;
    for (let band = 0; band < LATENCY_BANDS; band += 1) {
      const here = counts[cell * LATENCY_BANDS + band] ?? 0;
      all += here;
      if (band >= from && band <= area.toBand) beyond += here;
    }
    totals[cell] = all;
    slow[cell] = beyond;
  }
  return { totals, slow };
}
