import type { Percentile } from '../../../../contract/percentiles.ts';
import type { ChartColor } from '../../../charts/chart-colors.ts';

/**
 * One blue hue in twelve steps of even change, from what a single request is drawn with to the fullest cell. Luminance
 * falls (rises in the dark) all the way, so the order is seen by every kind of eye. Against its ground one request has
 * 3.0:1 (3.4:1 in the dark), the fullest cell 13:1 (12:1).
 */
const RAMPS = {
  light: ['#7c97b3', '#6688aa', '#4b769f', '#32628f', '#1b4b76', '#0a3054'],
  dark: ['#4c6f8e', '#527f9f', '#6093b1', '#79aac2', '#98c1d2', '#bddae3'],
} as const;

/** What percentiles are drawn with over it, each cased in the ground. */
export const LINE_COLORS = {
  p50: '--chart-ink',
  p90: '--chart-3',
  p95: '--chart-5',
  p99: '--chart-4',
  p999: '--chart-2',
} as const satisfies Record<Percentile, ChartColor>;

const HEAT_STEPS = 12;
/** Below one, so that few among many are seen. */
const EXPONENT = 0.38;

/** How full a cell is drawn, 0 … 11; −1: empty. @param max the fullest cell */
export function heatStep(count: number, max: number): number {
  if (count <= 0) return -1;
  return Math.min(HEAT_STEPS - 1, Math.floor(HEAT_STEPS * (count / Math.max(count, max)) ** EXPONENT));
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** The colour of each step. */
export function heatRamp(theme: keyof typeof RAMPS): Rgb[] {
  const stops = RAMPS[theme].map(rgbOf);
  return Array.from({ length: HEAT_STEPS }, (_, step) => {
    const at = (step / (HEAT_STEPS - 1)) * (stops.length - 1);
    const [low, high] = [stops[Math.floor(at)], stops[Math.ceil(at)]];
    const mix = (part: 0 | 1 | 2) => {
      const [from, to] = [low?.[part] ?? 0, high?.[part] ?? 0];
      return Math.round(from + (to - from) * (at % 1));
    };
    return [mix(0), mix(1), mix(2)];
  });
}

function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

/** The ramp as a picture for a legend. */
export function heatGradient(theme: keyof typeof RAMPS): string {
  const colors = heatRamp(theme).map((rgb) => `rgb(${rgb.join(' ')})`);
  const stops = colors.map((color, at) => {
    const [from, to] = [at, at + 1].map((edge) => `${((edge / HEAT_STEPS) * 100).toFixed(2)}%`);
    return `${color} ${from} ${to}`;
  });
  return `linear-gradient(90deg, ${stops.join(', ')})`;
}
