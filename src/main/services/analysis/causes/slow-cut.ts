import { bandFrom, bandStartUs, LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { Micros } from '../../../../contract/units.ts';

/** Quantiles of the normal distribution at 75% and 90%. */
const Z75 = 0.6745;
const Z90 = 1.2816;
/** So many spreads above the middle is slow: of a logarithmic normal distribution, 3 in 100,000 are. */
const SPREADS = 4;
/** Fewer say nothing of a spread. */
export const MIN_COUNT = 20;

/** How slow is slow: from four spreads above the middle, or beyond the 99th percentile. */
export type Cut = 'spread' | 'p99';

/**
 * The first band in which a request is slow for its endpoint: p50 · exp(4 σ), with σ the wider of the spreads that p75
 * and p90 show on a logarithmic scale; the cut lies on the edge of a band, so that counts are exact.
 * @param bands requests of the endpoint by band
 * @returns LATENCY_BANDS where too few were seen: none is slow
 */
export function slowFrom(bands: ArrayLike<number>, cut: Cut): number {
  const count = sumOf(bands);
  if (count < MIN_COUNT) return LATENCY_BANDS;
  if (cut === 'p99') return bandFrom(quantileUs(bands, count, 0.99));
  const p50 = quantileUs(bands, count, 0.5);
  const spread = Math.max(
    Math.log(quantileUs(bands, count, 0.75) / p50) / Z75,
    Math.log(quantileUs(bands, count, 0.9) / p50) / Z90,
  );
  return bandFrom(p50 * Math.exp(SPREADS * spread));
}

/** A quantile from bands, interpolated on the logarithmic scale within its band. @param share 0 … 1 */
export function quantileUs(bands: ArrayLike<number>, count: number, share: number): Micros {
  const rank = share * count;
  let before = 0;
  for (let band = 0; band < bands.length; band += 1) {
    const here = bands[band] ?? 0;
    if (here > 0 && before + here >= rank) {
      const low = bandStartUs(band);
      return low * (bandStartUs(band + 1) / low) ** ((rank - before) / here);
    }
    before += here;
  }
  return bandStartUs(LATENCY_BANDS);
}

function sumOf(bands: ArrayLike<number>): number {
  let sum = 0;
  for (let band = 0; band < bands.length; band += 1) sum += bands[band] ?? 0;
  return sum;
}
