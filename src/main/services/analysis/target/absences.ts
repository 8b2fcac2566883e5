import { type GapEvent, gapEvent } from '../../../../contract/gap-reasons.ts';
import type { Watch } from '../../../../contract/watch.ts';
import type { WatchSummary } from '../../../../contract/watched-schema.ts';
import type { TraceSecond } from '../seconds/load-trace.ts';
import type { Stretch } from './steady-load.ts';
import type { WatchedColumns } from './watched-columns.ts';

/** A target that was gone for a while, or another process in its place at once. */
export interface Absence extends Stretch {
  readonly watch: Watch;
  /** What it was, for some seconds that were read: `was not listening`; null: it was never found to be gone. */
  readonly gone: string | null;
  /** `0:11`, when another took its place; null: none did, or it was the same again. */
  readonly restarted: string | null;
  /** To the last second that was looked at. */
  readonly isToEnd: boolean;
}

type Gap = WatchSummary['gaps'][number];

/**
 * Where targets were gone or restarted, of each watch in order of time, as its gaps tell. What was never there is not gone.
 * @param seconds that count, in order: what lies before or after them is left out
 */
export function absencesOf(columns: WatchedColumns, seconds: readonly TraceSecond[]): Absence[] {
  const [first, last] = [seconds[0]?.second, seconds.at(-1)?.second];
  if (first === undefined || last === undefined) return [];
  return columns.watches.flatMap((watch, nth) => {
    const since = firstReading(columns, watch, last);
    const gaps = columns
      .story(nth, false)
      .gaps.filter(({ fromSecond }) => fromSecond > since && fromSecond <= last)
      .map((gap) => ({ ...gap, toSecond: Math.min(gap.toSecond, last) }));
    return joined(gaps)
      .map((told): Absence => ({ ...told, watch, isToEnd: told.toSecond >= last }))
      .filter(({ toSecond }) => toSecond >= first);
  });
}

function firstReading(columns: WatchedColumns, watch: Watch, last: number): number {
  const own = columns.columns(watch);
  for (let second = 0; second <= last; second += 1)
    if (own.some((column) => !Number.isNaN(column.at(second)))) return second;
  return Number.POSITIVE_INFINITY;
}

type Told = Omit<Absence, 'watch' | 'isToEnd'>;

/** Gaps that follow one another are one absence, until another has taken its place. */
function joined(gaps: readonly Gap[]): Told[] {
  const all: Told[] = [];
  for (const { fromSecond, toSecond, reason } of gaps) {
    const event = gapEvent(reason);
    const open = all.at(-1);
    if (open !== undefined && open.restarted === null && open.toSecond + 1 === fromSecond)
      all[all.length - 1] = { ...open, toSecond, restarted: clockOf(event) };
    else if (event !== null && event.kind !== 'anew')
      all.push({
        fromSecond,
        toSecond,
        gone: event.kind === 'away' ? event.gone : null,
        restarted: clockOf(event),
      });
  }
  return all;
}

function clockOf(event: GapEvent | null): string | null {
  return event?.kind === 'restarted' ? event.clock : null;
}
