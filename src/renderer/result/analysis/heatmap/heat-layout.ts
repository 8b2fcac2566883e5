import type { HeatFrame } from './heat-frame.ts';
import type { BandRange, Zoom } from './heat-grid.ts';

/** Where the parts of the picture stand, in CSS pixels from its top left. */
export interface HeatLayout {
  readonly width: number;
  readonly height: number;
  readonly frame: HeatFrame;
  /** Failures, one bar a column; its foot. */
  readonly lane: { readonly top: number; readonly height: number };
  /** The whole run, with what is in sight. */
  readonly strip: { readonly top: number; readonly height: number };
}

const LEFT = 78;
const RIGHT = 16;
const TOP = 12;
const TIME_AXIS = 24;
const LANE = 14;
const GAP = 8;
const STRIP = 24;
const FOOT = 4;

export function heatLayout(
  size: { readonly width: number; readonly height: number },
  sight: { readonly zoom: Zoom; readonly bands: BandRange },
): HeatLayout {
  const strip = size.height - FOOT - STRIP;
  const lane = strip - GAP - LANE;
  const frame = {
    left: LEFT,
    top: TOP,
    width: Math.max(1, size.width - LEFT - RIGHT),
    height: Math.max(1, lane - TIME_AXIS - TOP),
    ...sight,
  };
  return { ...size, frame, lane: { top: lane, height: LANE }, strip: { top: strip, height: STRIP } };
}

/** The frame of the strip: all of the run. */
export function stripFrame({ frame, strip }: HeatLayout, length: number): HeatFrame {
  return { ...frame, top: strip.top, height: strip.height, zoom: { from: 0, to: Math.max(1, length) } };
}
