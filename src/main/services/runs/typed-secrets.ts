/** So many runs are remembered. */
const MAX_RUNS = 100;

type Texts = Readonly<Record<string, string>>;

/**
 * Credentials that were typed with an address and stand in its plan as references: each run has its own, and they are
 * kept in memory, so that the same run can be started again without typing them again.
 */
export class TypedSecrets {
  readonly #byRun = new Map<string, Texts>();

  /** @param texts by environment variable */
  keep(runId: string, texts: Texts): void {
    if (Object.keys(texts).length === 0) return;
    this.#byRun.set(runId, texts);
    for (const oldest of this.#byRun.keys()) {
      if (this.#byRun.size <= MAX_RUNS) break;
      this.#byRun.delete(oldest);
    }
  }

  /** Nothing where none were typed, or none are remembered. */
  get(runId: string): Texts {
    return this.#byRun.get(runId) ?? {};
  }
}
