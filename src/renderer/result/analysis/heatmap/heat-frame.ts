import { BANDS_PER_OCTAVE, bandStartUs, LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { Millis } from '../../../../contract/units.ts';
import type { BandRange, Zoom } from './heat-grid.ts';

/** Where on the picture what is in sight lies, in CSS pixels. */
export interface HeatFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly zoom: Zoom;
  readonly bands: BandRange;
}

/** Where a second begins. */
export function xOfSecond({ left, width, zoom }: HeatFrame, second: number): number {
  return left + ((second - zoom.from) / (zoom.to - zoom.from)) * width;
}

/** The moment at a pixel, in seconds; outside of the picture beyond its ends. */
export function secondAtX({ left, width, zoom }: HeatFrame, x: number): number {
  return zoom.from + ((x - left) / Math.max(1, width)) * (zoom.to - zoom.from);
}

/** Where a band begins: its lower edge. */
export function yOfBand({ top, height, bands }: HeatFrame, band: number): number {
  return top + height - ((band - bands.from) / (bands.to - bands.from + 1)) * height;
}

/** The band at a pixel, with its fraction. */
export function bandAtY({ top, height, bands }: HeatFrame, y: number): number {
  return bands.from + ((top + height - y) / Math.max(1, height)) * (bands.to - bands.from + 1);
}

/** Where a latency is, in bands with a fraction; also between the ends of the first and of the last band. */
export function bandPlace(ms: Millis): number {
  const place = BANDS_PER_OCTAVE * Math.log2(Math.max(1e-6, ms * 1_000) / bandStartUs(0));
  return Math.max(0, Math.min(LATENCY_BANDS, place));
}

/** The latency at the lower edge of a band. */
export function bandStartMs(band: number): Millis {
  return bandStartUs(band) / 1_000;
}

/** Latencies that have a line across and a name: the powers of ten in sight, or of two where there are few. */
export function latencyTicks({ bands }: HeatFrame): Millis[] {
  const inSight = (ms: Millis) => {
    const place = bandPlace(ms);
    return place > bands.from && place < bands.to + 1;
  };
  const tens = [0.1, 1, 10, 100, 1_000, 10_000].filter(inSight);
  if (tens.length > 1) return tens;
  return [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000].filter(
    inSight,
  );
}

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200];
/** Pixels between the names of two moments. */
const TICK_ROOM = 76;

/** Seconds that have a name, evenly apart. */
export function timeTicks({ width, zoom: { from, to } }: HeatFrame): number[] {
  const least = ((to - from) * TICK_ROOM) / Math.max(1, width);
  const step = TIME_STEPS.find((one) => one >= least) ?? 14_400;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, nth) => first + nth * step);
}
