import type { Micros } from './units.ts';

/**
 * Bands of latency, four per doubling (each 19% wide): 62.5 µs … 65.5 s. The edges of whole milliseconds are edges of
 * bands; the first band takes what is faster, the last what is slower.
 */
export const LATENCY_BANDS = 80;
export const BANDS_PER_OCTAVE = 4;
const FIRST_US: Micros = 62.5;

/** The lower edge of each band, and behind the last its upper edge. */
const EDGES_US = Float64Array.from(
  { length: LATENCY_BANDS + 1 },
  (_, band) => FIRST_US * 2 ** (band / BANDS_PER_OCTAVE),
);

/** Where a band begins. @param band 0 … LATENCY_BANDS, the end of the last one included */
export function bandStartUs(band: number): Micros {
  return EDGES_US[Math.max(0, Math.min(LATENCY_BANDS, band))] ?? 0;
}

/** The band of a latency. @param us not negative */
export function bandOf(us: Micros): number {
  if (!(us >= FIRST_US)) return 0;
  // Octave by octave: 62.5 µs times a power of two; the quarter within it by comparing.
  const octave = 31 - Math.clz32(us / FIRST_US);
  const at = octave * BANDS_PER_OCTAVE;
  if (at >= LATENCY_BANDS) return LATENCY_BANDS - 1;
  const half = at + (us >= (EDGES_US[at + 2] ?? 0) ? 2 : 0);
  return half + (us >= (EDGES_US[half + 1] ?? 0) ? 1 : 0);
}

/** The first band that begins at `us` or later. */
export function bandFrom(us: Micros): number {
  const band = bandOf(us);
  return bandStartUs(band) >= us ? band : band + 1;
}

/** Whether an area takes every latency: it is bounded by time alone, and all that is said of it is exact. */
export function isTimeAlone({
  fromBand,
  toBand,
}: {
  readonly fromBand: number;
  readonly toBand: number;
}): boolean {
  return fromBand === 0 && toBand === LATENCY_BANDS - 1;
}
