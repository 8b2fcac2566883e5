import type { SeriesSide } from '../../../contract/run-series.ts';
import type { SeriesRunRecord, SeriesSettings } from '../../storage/series-record.ts';

/** One run that is to be taken. */
export interface Turn {
  readonly side: SeriesSide;
  /** Its place in the order of the runs that count, from 0; −1: a warm-up run. */
  readonly slot: number;
}

/** Sides of the runs that count, in their order: of one side all alike, of two in turns (ABBABAAB…). */
function sideOf(slot: number, sides: number): SeriesSide {
  if (sides === 1) return 'A';
  const beginsWithA = onesIn(Math.floor(slot / 2)) % 2 === 0;
  return (slot % 2 === 0) === beginsWithA ? 'A' : 'B';
}

function onesIn(number: number): number {
  let ones = 0;
  for (let rest = number; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
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
  const slots = Array.from({ length: runsPerSide * sides }, (_, slot) => slot);
  const turns = slots
    .filter((slot) => !filled.has(slot))
    .map((slot): Turn => ({ slot, side: sideOf(slot, sides) }));
  if (turns.length === 0) return [];
  const warmUps = Array.from(
    { length: discard * sides },
    (_, nth): Turn => ({ slot: -1, side: sideOf(nth, sides) }),
  );
  return [...warmUps, ...turns];
}
