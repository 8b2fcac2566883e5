import {
  counted,
  formatBytes,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
  NO_VALUE,
} from './format.ts';
import type { WatchedUnit } from './watch.ts';

/** Bytes. Memory is counted in these, as its limits and the slope of a leak are. */
export const MEBIBYTE = 1_048_576;

const WRITTEN: Readonly<Record<WatchedUnit, (value: number) => string>> = {
  cores: (value) => counted(value, 'core'),
  share: (value) => formatPercent(value * 100),
  bytes: (value) => `${formatNumber(value / MEBIBYTE)} MiB`,
  'bytes/s': (value) => `${formatBytes(Math.round(value))}/s`,
  count: formatNumber,
  'per second': formatRate,
  seconds: (value) => formatMs(value * 1_000),
  number: formatNumber,
};

/** A watched figure as it is written everywhere: `0.62 cores`, `480 MiB`, `1.25 MB/s`; without one an en dash. */
export function formatWatched(value: number | null, unit: WatchedUnit): string {
  return value === null ? NO_VALUE : WRITTEN[unit](value);
}
