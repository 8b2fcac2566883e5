import type { WatchSource } from './watch.ts';

/** What listens on this machine at one or several of the addresses that were asked about, by one process. */
export interface RecognisedTarget {
  /** As they were asked: of this machine alone, each in one row. */
  readonly urls: readonly string[];
  /** The process that listens there; null: none does, or it is not told. */
  readonly process: {
    readonly pid: number;
    /** Its program, and its script where an interpreter runs one: `node server.js`. */
    readonly name: string;
    /** All that descend from it, now. */
    readonly children: number;
  } | null;
  /** What to watch, so that figures come; null: nothing can be, the sentence says why. */
  readonly watch: WatchSource | null;
  /** `process 4711 (node server.js) and 3 children`, or `Port 8000 belongs to another user; no permission.` */
  readonly sentence: string;
}
