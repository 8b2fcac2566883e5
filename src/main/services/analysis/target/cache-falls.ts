import type { Watch } from '../../../../contract/watch.ts';
import type { TraceSecond } from '../seconds/load-trace.ts';
import { type Beside, besideOthers } from './beside-others.ts';
import type { Stretch } from './steady-load.ts';
import type { WatchedColumns } from './watched-columns.ts';

/** A cache that answered fewer and fewer of its lookups; shares are 0…1. */
export interface CacheFall extends Stretch {
  readonly watch: Watch;
  readonly of: string;
  /** In the first third of the seconds that were looked at, and in the last. */
  readonly first: number;
  readonly last: number;
  /** Seconds that were further below the first third than what is called a fall. */
  readonly seconds: number;
  readonly beside: Beside;
}

/** So far below its first third, in shares, and for so many seconds. */
const FALL = 0.1;
const LEAST_SECONDS = 10;
const LEAST_THIRD = 5;

/** Cache-hit ratios that fell, each against its own first third. */
export function cacheFalls(columns: WatchedColumns, seconds: readonly TraceSecond[]): CacheFall[] {
  return columns.columns().flatMap((column) => {
    const { of, watch } = column;
    if (of === undefined) return [];
    const known = seconds.filter(({ second }) => !Number.isNaN(column.at(second)));
    const third = Math.floor(known.length / 3);
    if (third < LEAST_THIRD) return [];
    const mean = (part: readonly TraceSecond[]) =>
      part.reduce((sum, { second }) => sum + column.at(second), 0) / part.length;
    const [first, last] = [mean(known.slice(0, third)), mean(known.slice(-third))];
    const low = known.filter(({ second }) => column.at(second) <= first - FALL);
    const [from, to] = [low[0], low.at(-1)];
    if (last > first - FALL || low.length < LEAST_SECONDS || from === undefined || to === undefined)
      return [];
    return [
      {
        watch,
        of,
        first,
        last,
        seconds: low.length,
        fromSecond: from.second,
        toSecond: to.second,
        beside: besideOthers(known, new Set(low.map(({ second }) => second))),
      },
    ];
  });
}
