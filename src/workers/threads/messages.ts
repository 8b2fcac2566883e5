import type { LoadChange } from '../../contract/applied-load.ts';
import type { RunPlan } from '../../contract/run-plan.ts';
import type { ThreadTick } from '../../contract/tick.ts';
import type { Micros } from '../../contract/units.ts';
import type { ThreadCaps } from '../engine/load/divide-caps.ts';
import type { LearnedSecret } from '../engine/measure/sample.ts';
import type { SetupOutcome } from '../engine/users/run-setups.ts';
import type { RunInputs } from '../engine/values/port.ts';
import type { Assignment } from './assign.ts';
import type { CapsOrder } from './held-caps.ts';

/**
 * What passes between the crew and a load thread:
 *
 *     crew   --- workerData --->  thread      its share of the plan
 *     crew   <--- setup --------  thread      what came of a setup that the run shares: before `ready`, and when renewed
 *     crew   --- setup -------->  others      the same, passed on: before `begin`, as messages keep their order
 *     crew   <--- ready --------  thread      modules loaded, names resolved
 *     crew   --- begin -------->  thread      the moment to start, the same for all
 *     crew   <--- tick ---------  thread      once a second, with the secrets that may stand in it
 *     crew   --- steer -------->  thread      what is to come of the load, all of it from one moment on, soon
 *     crew   --- caps -------->   thread      its part of the caps from now on, before `steer`
 *     crew   <--- caps ---------  thread      what it has of them then, and again with each tick while that is more
 *     crew   --- stop --------->  thread      graceful or now; may follow one another
 *     crew   <--- done ---------  thread      nothing of it is open any more
 */
export type ToThread =
  | { readonly kind: 'begin'; readonly startUs: Micros; readonly endUs: Micros }
  | { readonly kind: 'setup'; readonly outcome: SetupOutcome }
  | { readonly kind: 'steer'; readonly changes: readonly LoadChange[] }
  | ({ readonly kind: 'caps' } & CapsOrder)
  | { readonly kind: 'stop'; readonly how: 'graceful' | 'now' };

export type FromThread =
  | { readonly kind: 'ready'; readonly addresses: Readonly<Record<string, string>> }
  | { readonly kind: 'setup'; readonly outcome: SetupOutcome }
  | { readonly kind: 'tick'; readonly tick: ThreadTick; readonly secrets: readonly LearnedSecret[] }
  | { readonly kind: 'caps'; readonly order: number; readonly inUse: ThreadCaps }
  | { readonly kind: 'done'; readonly endedUs: Micros };

/** What a thread is born with. */
export interface ThreadAssignment extends Assignment {
  readonly runId: string;
  readonly plan: RunPlan;
  /** Unique among all threads of the run. */
  readonly thread: number;
  readonly inputs: RunInputs;
  /** One for all threads of the run: their keys of credentials are to be the same. */
  readonly credentialSalt: string;
  readonly precision: 'tick' | 'spin';
  readonly plimsollVersion: string;
}
