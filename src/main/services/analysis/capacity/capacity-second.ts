import type { SetCap } from '../../../../contract/run-caps.ts';
import type { StartSlot } from '../../../../contract/start-counts.ts';
import type { Millis, SecondIndex } from '../../../../contract/units.ts';

/** What ladder and recovery are told of a second of the run, of the series that count. */
export interface CapacitySecond {
  readonly second: SecondIndex;
  /** Since when the load that was wanted last is applied, since the start of the run; null: it is not applied yet. */
  readonly appliedSinceMs: Millis | null;
  /** Requests that ended in this second: succeeded, and failed at the target or the network. */
  readonly ok: number;
  readonly failed: number;
  /** At its end: sent or waiting to be sent, and not ended. */
  readonly inFlight: number;
  /** False: the load generator was disturbed. */
  readonly trusted: boolean;
  /** The cap of the run that made requests wait, or dropped them, where the target did not; null, and absent: none. */
  readonly cap?: SetCap | null;
  /** Quarter seconds of intended starts that became known in it, in order. */
  readonly slots: readonly StartSlot[];
}

/** What is told of a level within so long of its begin is of the change, not of the level. */
export const SETTLING_MS: Millis = 2_000;

/** More of its seconds disturbed than this, or held back by a cap of the run, and a level decides nothing. */
export const MOST_SPOILED = 0.25;
