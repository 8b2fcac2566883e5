/** A request on its way. How it ends is decided when it arrives, though a crash may still change it. */
export interface Attempt {
  readonly startMs: number;
  endMs: number;
  /** Of its failure; empty: it succeeds. */
  code: string;
}

/** A service that exists in virtual time only. Requests arrive in the order of time. */
export interface SimulatedTarget {
  take(atMs: number): Attempt;
}

/** A refusal costs next to nothing. */
const REFUSAL_MS = 0.5;

export function refused(atMs: number, code: string): Attempt {
  return { startMs: atMs, endMs: atMs + REFUSAL_MS, code };
}
