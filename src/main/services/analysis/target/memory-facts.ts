import type { SecondIndex } from '../../../../contract/units.ts';
import type { Watch } from '../../../../contract/watch.ts';
import type { TraceSecond } from '../seconds/load-trace.ts';
import { isMuch, type MemoryTrend, memoryTrend, secondsSkipped } from './memory-leak.ts';
import { LEAST_SECONDS, type Stretch, steadyStretch } from './steady-load.ts';
import type { WatchedColumn, WatchedColumns } from './watched-columns.ts';

/** What grew, or may have. */
export interface MemoryFact extends Stretch {
  readonly watch: Watch;
  readonly trend: Extract<MemoryTrend, { readonly state: 'growing' | 'cannot tell' }>;
  /** The steady load was shorter than what is believed without a doubt. */
  readonly isShort: boolean;
  /** It was looked at to the end of the run: a last bin of its load may be too short to be one. */
  readonly isToEnd: boolean;
}

/** Resident memory, by what tells it. */
const MEMORY = ['target_memory_resident_bytes', 'process_resident_memory_bytes'];
const SHORT_SECONDS = 240;

/**
 * Memory that goes on growing under the steadiest load there was, of every watch that tells it. What a page of a service says
 * of its process is left out where that process is read as well. A disturbed
 * generator changes no reading of it: whether its load stayed steady, its own counts say.
 * @param ended the run is over
 */
export function memoryFacts(
  columns: WatchedColumns,
  seconds: readonly TraceSecond[],
  ended: boolean,
): MemoryFact[] {
  const own = columns
    .columns()
    .filter(({ name }) => MEMORY.includes(name))
    .toSorted((a, b) => MEMORY.indexOf(a.name) - MEMORY.indexOf(b.name));
  const steady = own.length === 0 ? null : steadyStretch(seconds);
  if (steady === null) return [];
  const seen = new Set(seconds.map(({ second }) => second));
  // Of a part of a run, and of one that goes on, the end is not seen.
  const lastSecond = ended ? columns.lastSecond : Number.POSITIVE_INFINITY;
  const read = new Set(own.filter(({ name }) => name === MEMORY[0]).map(({ watch }) => ownerOf(watch)));
  return own.flatMap((column) => {
    if (column.name !== MEMORY[0] && read.has(ownerOf(column.watch))) return [];
    const stretch = longestPart(steady, columns.restartsOf(column.watch));
    return factOf(column, stretch, { seen, lastSecond }) ?? [];
  });
}

function ownerOf({ service, label }: Watch): string {
  return service ?? label;
}

interface Seen {
  /** That count. */
  readonly seen: ReadonlySet<SecondIndex>;
  /** Of the run. */
  readonly lastSecond: SecondIndex;
}

function factOf(column: WatchedColumn, stretch: Stretch, { seen, lastSecond }: Seen): MemoryFact | null {
  const { fromSecond, toSecond } = stretch;
  const length = toSecond - fromSecond + 1;
  const values = Float64Array.from({ length }, (_, nth) =>
    seen.has(fromSecond + nth) ? column.at(fromSecond + nth) : Number.NaN,
  );
  // What has gone tells nothing more.
  const read = values.findLastIndex((value) => !Number.isNaN(value)) + 1;
  const trend = memoryTrend(values.subarray(0, read));
  if (trend.state !== 'growing' && trend.state !== 'cannot tell') return null;
  if (trend.state === 'cannot tell' && !isMuch(trend.growth, column.at(fromSecond) || 0)) return null;
  const stoppedAt = trend.state === 'growing' ? trend.stoppedAt : null;
  return {
    watch: column.watch,
    trend,
    fromSecond: fromSecond + secondsSkipped(read),
    toSecond: fromSecond + (stoppedAt ?? read) - 1,
    isShort: (stoppedAt ?? read) < SHORT_SECONDS,
    isToEnd: fromSecond + read - 1 > lastSecond - LEAST_SECONDS,
  };
}

/** Memory of another process is another story: the longest part between two restarts. */
function longestPart({ fromSecond, toSecond }: Stretch, restarts: readonly SecondIndex[]): Stretch {
  const edges = [
    fromSecond - 1,
    ...restarts.filter((second) => second >= fromSecond && second <= toSecond),
    toSecond + 1,
  ];
  const parts = edges.slice(1).map((end, nth) => ({ fromSecond: (edges[nth] ?? 0) + 1, toSecond: end - 1 }));
  return parts.reduce((best, part) =>
    part.toSecond - part.fromSecond > best.toSecond - best.fromSecond ? part : best,
  );
}
