import { formatClock } from './format.ts';
import type { Micros } from './units.ts';

/** A moment of a run to the millisecond it fell into: `10:03.725`. */
export function momentText(us: Micros): string {
  const ms = Math.floor(us / 1_000);
  const rest = String(ms % 1_000).padStart(3, '0');
  return `${formatClock(Math.floor(ms / 1_000) * 1_000)}.${rest}`;
}
