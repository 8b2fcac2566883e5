import type { LoadChange } from '../../contract/applied-load.ts';
import type { Result } from '../../contract/failure.ts';
import type { RunPlan } from '../../contract/run-plan.ts';
import type { SteeringLogEntry } from '../../contract/steering.ts';
import type { RunSecond } from '../../contract/tick.ts';
import type { EpochMillis, Micros, Millis, SecondIndex } from '../../contract/units.ts';
import type { WatchSource } from '../../contract/watch.ts';
import type { LearnedSecret } from '../engine/measure/sample.ts';
import type { RunInputs } from '../engine/values/port.ts';

export interface CrewOptions {
  readonly runId: string;
  readonly plan: RunPlan;
  /** Threads for HTTP scenarios; WebSocket and SSE scenarios get threads of their own beside them. */
  readonly threads: number;
  /** The built or source file of the load thread; the host knows where it is, the engine does not. */
  readonly threadEntry: URL;
  readonly secrets: Readonly<Record<string, string>>;
  /** Rows of feeds and bytes of body files by the names the plan gives them; absent: it names none. */
  readonly feeds?: RunInputs['feeds'];
  readonly files?: RunInputs['files'];
  /** Absent: nothing is watched. */
  readonly watching?: Watching;
  readonly precision: 'tick' | 'spin';
  readonly plimsollVersion: string;
  /** Called once per second in order, with the merged ticks of all threads; never after `done` resolves. */
  readonly onSecond: (second: RunSecond) => void;
  /** Called with what answers gave and nobody may see, before the second it may stand in; absent: nothing of it is shown. */
  readonly onSecrets?: (secrets: readonly LearnedSecret[], second: SecondIndex) => void;
}

/** What is watched beside a run; the guard of its plan holds for it. */
export interface Watching {
  /** The built or source file of the thread that watches. */
  readonly entry: URL;
  /** Of the plan's watches in turn, their texts resolved: for this thread only, for they may hold secrets. */
  readonly sources: readonly WatchSource[];
}

export interface CrewEnd {
  readonly state: 'completed' | 'stopped' | 'failed';
  /** One sentence for failed and stopped runs; empty for completed ones. */
  readonly reason: string;
  readonly startedAt: EpochMillis;
  readonly durationUs: Micros;
}

/** What is wanted of the load from a moment on: the changes begin there, all of them, and reach to the end of the plan. */
export interface Steering {
  readonly changes: readonly LoadChange[];
  /** Told in the second in which it takes effect. */
  readonly entry: SteeringLogEntry;
}

/** The load threads of one run. */
export interface Crew {
  /** Service name to its address, or addresses in words; filled when the threads are ready. */
  readonly addresses: Readonly<Record<string, string>>;
  /**
   * Changes what is to come of the load, on all threads at the same moment: as soon as the last one has surely heard of it.
   * @param order says what is wanted from that moment on, in whole ms since the start; its failure changes nothing
   * @returns failures of `order`, `steer.not_running`, `steer.too_late`, and `steer.thread_cap` where it does not fit
   * into the caps, divided among the threads
   */
  steer(order: (atMs: Millis) => Result<Steering>): Result<SteeringLogEntry>;
  /**
   * `graceful` lets open requests end for a moment; `now` cuts; calling again with `now` terminates the threads. `finished`: as
   * `graceful`, and the run is completed, for it has done what it was begun for.
   */
  stop(kind: 'finished' | 'graceful' | 'now'): void;
  readonly done: Promise<CrewEnd>;
}
/** `startCrew` of crew.ts. */
export type StartCrew = (options: CrewOptions) => Crew;
