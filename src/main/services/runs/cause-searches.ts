import type { Result } from '../../../contract/failure.ts';
import { heldOrMade } from '../../../contract/keys.ts';
import type { StoredCauses } from '../../storage/run-record.ts';
import type { Storage } from '../../storage/storage.ts';

interface SearchParts {
  readonly storage: Pick<Storage, 'runs' | 'readonly' | 'failureOf'>;
  /** What sets slow and failed requests of a stored run apart. */
  causesOf(runId: string): Promise<Result<StoredCauses>>;
  onBug(error: unknown): void;
}

/** Searches for the causes of runs and keeps what is found: whoever opens one later does not wait for that. */
export class CauseSearches {
  readonly #parts: SearchParts;
  readonly #underWay = new Map<string, Promise<void>>();
  #isClosed = false;

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  /** From now on nothing is searched for or kept. */
  close(): void {
    this.#isClosed = true;
  }

  /** Resolves once they are kept, or cannot be; one search at a time for each run. */
  search(runId: string): Promise<void> {
    const begin = () => this.#search(runId).finally(() => this.#underWay.delete(runId));
    return heldOrMade(this.#underWay, runId, begin);
  }

  async #search(runId: string): Promise<void> {
    const { storage, onBug, causesOf } = this.#parts;
    if (this.#isClosed || storage.readonly) return;
    try {
      const found = await causesOf(runId);
      if (found.ok && !this.#isClosed) storage.runs.keepCauses(runId, found.value);
    } catch (error) {
      if (storage.failureOf(error) === null) onBug(error);
    }
  }
}
