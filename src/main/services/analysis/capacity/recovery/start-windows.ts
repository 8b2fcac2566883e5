import { START_SLOT_MS, type StartSlot } from '../../../../../contract/start-counts.ts';
import { StartSum } from '../start-sum.ts';
import type { RecoveryWindow } from './recovered-at.ts';

/** Slots by their number; one in which nothing started may be absent. */
type SlotsByNumber = ReadonlyMap<number, StartSlot>;

/** Slots from one on to before another. */
export interface SlotRange {
  readonly from: number;
  readonly to: number;
}

/** Slots of a window: 0.25, 0.5, 1 and 2 s. */
const WINDOW_SLOTS = [1, 2, 4, 8] as const;
const LONGEST = 8;
/** With fewer starts than this, a window says little of a p95. */
const MIN_STARTS = 40;

/** Slots of the smallest window that has 40 starts on average; the longest where none has. */
export function windowSlots(slots: SlotsByNumber, range: SlotRange): number {
  const each = sumOf(slots, range).starts / Math.max(1, range.to - range.from);
  return WINDOW_SLOTS.find((count) => count * each >= MIN_STARTS) ?? LONGEST;
}

/** Whole windows of a range, one after the other. */
export function slotWindows(
  slots: SlotsByNumber,
  { from, to }: SlotRange,
  slotsEach: number,
): RecoveryWindow[] {
  return Array.from({ length: Math.max(0, Math.floor((to - from) / slotsEach)) }, (_, nth) => {
    const first = from + nth * slotsEach;
    const sum = sumOf(slots, { from: first, to: first + slotsEach });
    const startMs = first * START_SLOT_MS;
    return { startMs, starts: sum.starts, failed: sum.failed, p95Us: sum.percentile(95) };
  });
}

/** All that is known of a range. */
export function sumOf(slots: SlotsByNumber, { from, to }: SlotRange): StartSum {
  const sum = new StartSum();
  for (let number = from; number < to; number += 1) {
    const slot = slots.get(number);
    if (slot !== undefined) sum.add(slot);
  }
  return sum;
}
