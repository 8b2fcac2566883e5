import { lastLook } from '../seconds/last-look.ts';
import type { TraceSecond } from '../seconds/load-trace.ts';
import { type Absence, absencesOf } from './absences.ts';
import { type CacheFall, cacheFalls } from './cache-falls.ts';
import { type Ceiling, ceilingsOf } from './ceilings.ts';
import { type MemoryFact, memoryFacts } from './memory-facts.ts';
import type { WatchedColumns } from './watched-columns.ts';

/** What was seen of the targets in the seconds that count; times beside it are of the undisturbed ones of them. */
export interface TargetFacts {
  readonly memory: readonly MemoryFact[];
  readonly ceilings: readonly Ceiling[];
  readonly cacheFalls: readonly CacheFall[];
  readonly absences: readonly Absence[];
}

/** Readings come up to so many seconds after their own. */
const LATE_SECONDS = 2;

/** What is found of the targets of a run that goes on: looked for as `StressLooks` does, and for the same reason. */
export class TargetLooks {
  readonly #columns: WatchedColumns;
  readonly #cores: number;
  #lookedAt = 0;
  #found: TargetFacts | null = null;
  #atEnd: { readonly count: number; readonly facts: TargetFacts } | null = null;

  /** @param cores of this machine */
  constructor(columns: WatchedColumns, cores: number) {
    this.#columns = columns;
    this.#cores = cores;
  }

  /**
   * @param seconds that count, in order
   * @param ended the run is over: then all of them are looked at
   * @returns null: nothing was watched
   */
  facts(seconds: readonly TraceSecond[], ended: boolean): TargetFacts | null {
    if (this.#columns.watches.length === 0) return null;
    if (ended) {
      // Asked for by the figures, and by a search of capacity beside them.
      if (this.#atEnd?.count !== seconds.length)
        this.#atEnd = { count: seconds.length, facts: this.#look(seconds, ended) };
      return this.#atEnd.facts;
    }
    const due = lastLook(Math.max(0, seconds.length - LATE_SECONDS), this.#lookedAt);
    if (this.#found === null || due !== this.#lookedAt) {
      this.#lookedAt = due;
      this.#found = this.#look(seconds.slice(0, due), ended);
    }
    return this.#found;
  }

  #look(seconds: readonly TraceSecond[], ended: boolean): TargetFacts {
    return {
      memory: memoryFacts(this.#columns, seconds, ended),
      ceilings: ceilingsOf(this.#columns, seconds, this.#cores),
      cacheFalls: cacheFalls(this.#columns, seconds),
      absences: absencesOf(this.#columns, seconds),
    };
  }
}
