import type { Failure } from '../../../contract/failure.ts';
import type { Scope } from '../values/port.ts';

/** @param rejected key of the credential that the failed step was rejected by; empty: it was no rejection */
export type SetupDone = (failure: Failure | null, rejected: string) => void;

/** The HTTP steps that come before a connection or stream opens, such as verifying its token. */
export interface SetupSteps {
  /** Runs them in a scope, which gets what they extract. Calls `done` once, with the first failure or null. */
  run(scope: Scope, done: SetupDone): void;
  /** Cuts what is under way and closes connections; `done` of what was under way is not called. */
  close(): void;
}
