import { beginsAnew } from '../../../../contract/gap-reasons.ts';
import { heldOrMade, keysOf } from '../../../../contract/keys.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { CACHE_HIT_RATIO, TARGET_GAUGES } from '../../../../contract/target-gauges.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import { MICROS_PER_SECOND, type SecondIndex } from '../../../../contract/units.ts';
import type {
  LiveWatched,
  Watch,
  WatchedGauge,
  WatchedSecond,
  WatchedUnit,
} from '../../../../contract/watch.ts';
import type { WatchSummary } from '../../../../contract/watched-schema.ts';
import { cacheRatios } from './cache-ratio.ts';
import { ReadingStatistics } from './reading-statistics.ts';
import { WatchedGaps } from './watched-gaps.ts';

/** What of a second a document covers. */
export interface SecondsInView {
  /** It is in the part of the run that was chosen. */
  inView(second: SecondIndex): boolean;
  /** Its readings count: it is in view, and not warm-up. Seconds in which the load generator was disturbed count as well. */
  isMeasured(second: SecondIndex): boolean;
}

/** A gauge of a watch over the run. */
export interface WatchedColumn {
  readonly watch: Watch;
  readonly name: string;
  readonly unit: WatchedUnit;
  readonly statistics: ReadingStatistics;
  /** NaN: a gap. */
  at(second: SecondIndex): number;
  /** Derived of others, by a formula that its meaning states. */
  readonly of?: string;
}

/** All columns of a run have so many readings at most: 128 MiB; of a day, some 190 gauges. */
const MAX_READINGS = 16 * 1_048_576;
/** So many are listed of what was found; of what is found anew each second, later ones tell nothing more. */
const MAX_FOUND = 100;
const MORE_FOUND = `Found anew more than ${MAX_FOUND} times: later ones are not listed.`;
const TOO_MANY = 'Too many readings to keep each: later ones are in the statistics only.';
const ORDER: ReadonlyMap<string, number> = new Map(keysOf(TARGET_GAUGES).map((name, nth) => [name, nth]));

/** Readings of one gauge, by second; it grows by doubling. */
class Column implements WatchedColumn {
  readonly statistics = new ReadingStatistics();
  #values = new Float64Array(64).fill(Number.NaN);
  readonly watch: Watch;
  readonly name: string;
  readonly unit: WatchedUnit;
  readonly of?: string;

  constructor(watch: Watch, { name, unit, of }: Pick<WatchedColumn, 'name' | 'unit' | 'of'>) {
    this.watch = watch;
    this.name = name;
    this.unit = unit;
    if (of !== undefined) this.of = of;
  }

  get room(): number {
    return this.#values.length;
  }

  at(second: SecondIndex): number {
    return this.#values[second] ?? Number.NaN;
  }

  put(second: SecondIndex, value: number): void {
    this.#values[second] = value;
  }

  /** @returns by how many readings it grew */
  growTo(room: number): number {
    const grown = new Float64Array(room).fill(Number.NaN);
    grown.set(this.#values);
    const more = room - this.#values.length;
    this.#values = grown;
    return more;
  }
}

/** What is known of one watch. */
interface WatchStory {
  readonly gaps: WatchedGaps;
  readonly found: WatchSummary['found'];
  readonly remarks: Set<string>;
  readonly columns: Map<string, Column>;
  /** Caches whose hits and misses it tells, in the order in which they came. */
  readonly caches: string[];
}

/**
 * What watches told of a run, by watch and name. Each reading names its own second: it may come with a later one, and is
 * counted where it belongs. Readings that are not finite are gaps.
 */
export class WatchedColumns {
  readonly #watches: readonly Watch[];
  readonly #view: SecondsInView;
  readonly #stories: readonly WatchStory[];
  #readings = 0;
  /** The last whole second of the run. */
  #lastSecond: SecondIndex = -1;

  constructor({ watches = [] }: Pick<MeasuredPlan, 'watches'>, view: SecondsInView) {
    this.#watches = watches;
    this.#view = view;
    this.#stories = watches.map(() => ({
      gaps: new WatchedGaps(),
      found: [],
      remarks: new Set(),
      columns: new Map(),
      caches: [],
    }));
  }

  get watches(): readonly Watch[] {
    return this.#watches;
  }

  /** The last whole second of the run so far, in view or not; -1: there was none. */
  get lastSecond(): SecondIndex {
    return this.#lastSecond;
  }

  /** Takes what came with a second of the run, whether that second is in view or not. */
  add(second: Pick<RunSecond, 'second' | 'lengthUs' | 'watched'>): void {
    if (second.lengthUs >= MICROS_PER_SECOND) this.#lastSecond = second.second;
    for (const entry of second.watched ?? []) this.#take(entry);
  }

  /** What came with a second, as a live view is told it: by label, with what was derived of its readings beside them. */
  live({ watched = [] }: Pick<RunSecond, 'watched'>): LiveWatched[] {
    return watched.map((entry) => ({
      ...entry,
      watch: this.#watches[entry.watch]?.label ?? '',
      gauges: [...entry.gauges, ...this.#derived(entry)],
    }));
  }

  #derived({ watch, second }: WatchedSecond): WatchedGauge[] {
    const columns = [...(this.#stories[watch]?.columns.values() ?? [])];
    return columns.flatMap((column) => {
      const { name, unit, of } = column;
      const value = column.at(second);
      return of === undefined || Number.isNaN(value) ? [] : [{ name, unit, value }];
    });
  }

  /** Of one watch, or of all: what has a place in `TARGET_GAUGES` first and as there, the rest as it came. */
  columns(watch?: Watch): readonly WatchedColumn[] {
    const stories = this.#stories.filter((_, nth) => watch === undefined || this.#watches[nth] === watch);
    const place = ({ name, of }: Column) =>
      ORDER.get(name) ?? (of === undefined ? ORDER.size : ORDER.size + 1);
    return stories.flatMap(({ columns }) => [...columns.values()].toSorted((a, b) => place(a) - place(b)));
  }

  /** @param ended the run is over: what has not come will not come */
  story(nth: number, ended: boolean): Pick<WatchSummary, 'found' | 'gaps' | 'remarks'> {
    const story = this.#stories[nth];
    return {
      found: story?.found ?? [],
      gaps: [...(story?.gaps.told(ended ? this.#lastSecond : null) ?? [])],
      remarks: [...(story?.remarks ?? [])],
    };
  }

  /** Seconds in which another process took its place. */
  restartsOf(watch: Watch): readonly SecondIndex[] {
    const story = this.#stories[this.#watches.indexOf(watch)];
    const gaps = story?.gaps.told(null) ?? [];
    return gaps.flatMap(({ reason, fromSecond, toSecond }) =>
      beginsAnew(reason) ? [fromSecond, toSecond] : [],
    );
  }

  #take({ second, watch, gauges, gap, found, remarks }: WatchedSecond): void {
    const [story, of] = [this.#stories[watch], this.#watches[watch]];
    if (story === undefined || of === undefined || second < 0) return;
    story.gaps.see(second, gap);
    if (found !== undefined) see(story, second, found);
    for (const remark of remarks ?? []) story.remarks.add(remark);
    if (gap !== undefined && beginsAnew(gap))
      for (const { statistics } of story.columns.values()) statistics.beginAnew(second);
    for (const gauge of gauges) this.#put(of, story, second, gauge);
    for (const cache of cacheRatios(gauges)) {
      if (!story.caches.includes(cache.of)) story.caches.push(cache.of);
      const isFirst = story.caches[0] === cache.of;
      const name = isFirst ? CACHE_HIT_RATIO.name : `${CACHE_HIT_RATIO.name}{of=${JSON.stringify(cache.of)}}`;
      this.#put(of, story, second, { name, unit: CACHE_HIT_RATIO.unit, value: cache.ratio, of: cache.of });
    }
  }

  #put(
    watch: Watch,
    { columns, remarks }: WatchStory,
    second: SecondIndex,
    gauge: WatchedGauge & { readonly of?: string },
  ): void {
    if (!Number.isFinite(gauge.value)) return;
    const column = heldOrMade(columns, gauge.name, () => new Column(watch, gauge));
    if (!Number.isNaN(column.at(second))) return;
    if (this.#hasRoom(column, second)) column.put(second, gauge.value);
    else remarks.add(TOO_MANY);
    if (this.#view.isMeasured(second)) column.statistics.add(second, gauge.value);
  }

  #hasRoom(column: Column, second: SecondIndex): boolean {
    if (second < column.room) return true;
    const room = Math.max(second + 1, 2 * column.room);
    if (this.#readings + room - column.room > MAX_READINGS) return false;
    this.#readings += column.growTo(room);
    return true;
  }
}

function see({ found, remarks }: WatchStory, fromSecond: SecondIndex, text: string): void {
  if (found.at(-1)?.text === text) return;
  if (found.length < MAX_FOUND) found.push({ fromSecond, text });
  else remarks.add(MORE_FOUND);
}
