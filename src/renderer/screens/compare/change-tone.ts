import type { Difference } from '../../../contract/comparison.ts';

export type Tone = 'better' | 'worse' | 'even';

/** Changes smaller than this between single runs are what runs do on their own. */
const EVEN_PERCENT = 5;

/** Which way a change points. A description, no verdict: that needs repeats. */
export function toneOf(row: Difference): Tone {
  const { changePercent: percent, better } = row;
  if (percent === null || better === 'neither' || Math.abs(percent) < EVEN_PERCENT) return 'even';
  return percent > 0 === (better === 'higher') ? 'better' : 'worse';
}

/** Length of a change bar, 0…1 of its half: a doubling fills it, larger changes are squeezed against the end. */
export function barLength(percent: number): number {
  const size = Math.abs(percent) / 100;
  return size <= 1 ? size * 0.8 : 0.8 + 0.2 * (1 - 1 / size);
}
