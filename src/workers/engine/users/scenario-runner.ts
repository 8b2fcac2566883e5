import type { LoadChange } from '../../../contract/applied-load.ts';
import type { StreamSecond } from '../../../contract/tick.ts';
import type { Micros } from '../../../contract/units.ts';

/** One scenario's share on one thread, whatever its protocol. Driven by the thread's context. */
export interface ScenarioRunner {
  /** Done once before the run begins: what must not cost the first requests anything. Never rejects. */
  prepare(): Promise<void>;
  /** Service name to its address, or addresses in words, after `prepare`. */
  addresses(): Readonly<Record<string, string>>;
  /** Begins at `startUs` of the engine clock (which may lie a little ahead), ends by the plan at `endUs`. */
  start(startUs: Micros, endUs: Micros): void;
  /** Does what is due by the plan, and ends with it: before the timers, so that at the end nothing begins any more. */
  advance(nowUs: Micros): void;
  /** After the timers, in the same turn: cuts what has had its time, and is done where nothing is open. */
  conclude(nowUs: Micros): void;
  /** Accounts for everything due before `boundaryUs`; called just before the meter is flushed for a second. */
  settle(boundaryUs: Micros): void;
  /** Users or connections now active on this thread. */
  users(): number;
  /** Counts since the last call, and the state gauges as they are now; null where there is no stream class. */
  takeStream(): StreamSecond | null;
  /** What is to come of the load of its class, where it is among these, is that instead. */
  steer(changes: readonly LoadChange[]): void;
  /**
   * `graceful`: nothing new is sent, what is open may end within its grace (time/stop-policy.ts). `now`: everything is
   * cut. What is left counts as cancelled or open at stop.
   */
  stop(kind: 'graceful' | 'now'): void;
  /** Resolves when the plan has run to its end, or was stopped, and nothing is open. */
  readonly done: Promise<void>;
}
