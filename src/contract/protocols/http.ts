import type { BodySpec, CheckSpec, ExtractSpec } from '../plan-steps.ts';
import type { Millis } from '../units.ts';

/** A request of a task or setup, every default filled in. */
export interface RequestStep {
  readonly series: number;
  readonly method: string;
  /** Path and query (templates) relative to the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodySpec | null;
  readonly timeoutMs: Millis;
  /** Statuses that are no error. Empty: 200–399. */
  readonly expectStatus: readonly number[];
  readonly checks: readonly CheckSpec[];
  readonly extract: readonly ExtractSpec[];
}

/** Requests are what steps and classes are where no other protocol has a key in them. */
export const http = { isRequests: true };
