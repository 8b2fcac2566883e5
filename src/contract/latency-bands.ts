import type { Micros } from './units.ts';

/**
 * Bands of latency, four per doubling (each 19% wide): 62.5 µs … 65.5 s. The edges of whole milliseconds are edges of
 * bands; the first band takes what is faster, the last what is slower.
 */
export const LATENCY_BANDS = 80;
const PER_DOUBLING = 4;
const FIRST_US: Micros = 62.5;

/** The lower edge of each band, and behind the last its upper edge. */
const EDGES_US = Float64Array.from(
  { length: LATENCY_BANDS + 1 },
  (_, band) => FIRST_US * 2 ** (band / PER_DOUBLING),
);

/** Where a band begins. @param band 0 … LATENCY_BANDS, the end of the last one included */
export function bandStartUs(band: number): Micros {
  return EDGES_US[Math.max(0, Math.min(LATENCY_BANDS, band))] ?? 0;
}

/** The band of a latency. @param us not negative */
export function bandOf(us: Micros): number {
  if (us < FIRST_US) return 0;
  const band = Math.min(LATENCY_BANDS - 1, Math.floor(PER_DOUBLING * Math.log2(us / FIRST_US)));
  // The logarithm may miss an edge by its last bit.
  return us >= bandStartUs(band + 1) && band < LATENCY_BANDS - 1 ? band + 1 : band;
}

/** The first band that begins at `us` or later. */
export function bandFrom(us: Micros): number {
  const band = bandOf(us);
  return bandStartUs(band) >= us ? band : band + 1;
}
