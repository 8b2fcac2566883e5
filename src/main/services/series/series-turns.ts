import type { Side } from '../../../contract/series-verdict.ts';
import type { SeriesRunRecord, SeriesSettings } from '../../storage/series-record.ts';
import { alternatedSides } from '../compare/statistics/alternation.ts';

/** One run that is to be taken. */
export interface Turn {
  readonly side: Side;
  /** Its place in the order of the runs that count, from 0; −1: a warm-up run. */
  readonly slot: number;
}

/**
 * What is still to be taken: warm-up runs of each side first, whenever a series begins or is continued, then the turns
 * that no run has filled.
 */
export function turnsLeft(
  { runsPerSide, discard }: Pick<SeriesSettings, 'runsPerSide' | 'discard'>,
  sides: number,
  taken: readonly Pick<SeriesRunRecord, 'slot' | 'isFilled'>[],
): Turn[] {
  const filled = new Set(taken.filter(({ isFilled }) => isFilled).map(({ slot }) => slot));
  const order = (runs: number): Side[] => (sides === 1 ? Array<Side>(runs).fill('A') : alternatedSides(runs));
  const turns = order(runsPerSide)
    .map((side, slot): Turn => ({ side, slot }))
    .filter(({ slot }) => !filled.has(slot));
  if (turns.length === 0) return [];
  return [...order(discard).map((side): Turn => ({ side, slot: -1 })), ...turns];
}
