import { RUN_CAPS, type RunCap } from '../../../contract/run-caps.ts';

/** The caps of a run that something on a thread had to wait for, or was dropped by, since they were last taken. */
export class CapWaits {
  readonly #seen = new Set<RunCap>();

  note(cap: RunCap): void {
    this.#seen.add(cap);
  }

  /** In the order of `RUN_CAPS`; empty: none was reached. */
  take(): RunCap[] {
    if (this.#seen.size === 0) return [];
    const seen = RUN_CAPS.filter((cap) => this.#seen.has(cap));
    this.#seen.clear();
    return seen;
  }
}
