import type { RunPlan } from '../../../contract/run-plan.ts';
import type { StreamSecond } from '../../../contract/tick.ts';
import type { Micros } from '../../../contract/units.ts';
import type { ThreadCaps } from '../load/divide-caps.ts';
import type { Meter } from '../measure/sample.ts';
import type { Clock } from '../time/clock.ts';
import type { RunInputs } from '../values/port.ts';
import type { RunSetups } from './run-setups.ts';

/** One scenario's share on one thread. Every kind of scenario (HTTP, WebSocket, SSE) is one of these. */
export interface ScenarioRunner {
  /** Begins at `startUs` of the engine clock (which may lie a little ahead), ends by the plan at `endUs`. */
  start(startUs: Micros, endUs: Micros): void;
  /** Done once before the run begins: what must not cost the first requests anything. Never rejects. */
  prepare?(): Promise<void>;
  /** Service name to the address it was pinned to, after `prepare`. */
  addresses?(): Readonly<Record<string, string>>;
  /** Called by the thread's loop about every millisecond, after the second's boundary was dealt with. */
  tick?(nowUs: Micros): void;
  /** Accounts for everything due before `boundaryUs`; called just before the meter is flushed for a second. */
  settle(boundaryUs: Micros): void;
  /** Users or connections now active on this thread. */
  users(): number;
  /** Counts since the last call, and the state gauges as they are now; null for plain HTTP. */
  takeStream(): StreamSecond | null;
  /**
   * `graceful`: nothing new is sent, what is open may end until its deadline or 1 s. `now`: everything is cut.
   * Resolves when nothing of the scenario is open. Counts the rest as cancelled or open at stop.
   */
  stop(kind: 'graceful' | 'now'): Promise<void>;
  /** Resolves when the plan has run to its end and nothing is open. */
  readonly done: Promise<void>;
}

/** What a scenario is given; nothing else of the world reaches it. */
export interface ScenarioContext {
  readonly plan: RunPlan;
  readonly clock: Clock;
  readonly meter: Meter;
  /** Which share this thread has: users, arrivals and connections with `index % count === thread`. */
  readonly thread: { readonly index: number; readonly count: number };
  /** What it may do of what the plan caps: its part of it, all threads of the run counted. */
  readonly caps: ThreadCaps;
  /** The shared setups of the run, those done elsewhere included. */
  readonly setups: RunSetups;
  /** Resolved values of `env` and `secret` references by value name. Never stored, never logged. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Rows of feeds and bytes of body files by the names the plan gives them; absent: it names none. */
  readonly feeds?: RunInputs['feeds'];
  readonly files?: RunInputs['files'];
  /** The run's, for keys of credentials: see credentials.ts. Absent: one of its own. */
  readonly credentialSalt?: string;
  /** Sent as `User-Agent`: names the tool and the run. */
  readonly userAgent: string;
}
