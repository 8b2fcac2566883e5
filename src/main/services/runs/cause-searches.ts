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

  /** The same, and then it is told, unless all is closed by then. Never rejects: what telling throws is told as what searching does. */
  async searchAndTell(runId: string, tell: () => void): Promise<void> {
    await this.search(runId);
    try {
      if (!this.#isClosed) tell();
    } catch (error) {
      this.#failed(error);
    }
  }

  async #search(runId: string): Promise<void> {
    const { storage, causesOf } = this.#parts;
    if (this.#isClosed || storage.readonly) return;
    try {
      const found = await causesOf(runId);
      if (found.ok && !this.#isClosed) storage.runs.keepCauses(runId, found.value);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What the storage cannot do is no bug. */
  #failed(error: unknown): void {
    const { storage, onBug } = this.#parts;
    if (storage.failureOf(error) === null) onBug(error);
  }
}
