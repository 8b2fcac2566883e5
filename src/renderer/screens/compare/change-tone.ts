import type { Difference } from '../../../contract/comparison.ts';
import { formatPercent } from '../../../contract/format.ts';
import { EVEN_SHARE, worseningOf } from '../../../contract/worsening.ts';

export type Tone = 'better' | 'worse' | 'even';

/** Which way a change points. A description, no verdict: that needs repeats. */
export function toneOf(row: Difference): Tone {
  const worsening = worseningOf(row) ?? 0;
  if (Math.abs(worsening) < EVEN_SHARE) return 'even';
  return worsening < 0 ? 'better' : 'worse';
}

/** Length of a change bar, 0…1 of its half: a doubling fills it, larger changes are squeezed against the end. */
export function barLength(percent: number): number {
  const size = Math.abs(percent) / 100;
  return size <= 1 ? size * 0.8 : 0.8 + 0.2 * (1 - 1 / size);
}

/** `+12%`, `−3.1%`; words where there is no share. */
export function changeText(row: Difference): string {
  // A percentile that is unknown is not a figure that one run lacks.
  if (row.change === null && row.note !== '') return row.note;
  if (row.a === null) return row.b === null ? '–' : 'only in B';
  if (row.b === null) return 'only in A';
  if (row.changePercent === null) return row.change === 0 ? 'no change' : 'up from none';
  if (row.changePercent === 0) return 'no change';
  return `${row.changePercent > 0 ? '+' : '−'}${formatPercent(Math.abs(row.changePercent))}`;
}
