/** Ids a reader remembers: what a service repeats, it repeats soon, and a thread may have thousands of readers. */
const MAX_IDS = 256;

/** The ids of the latest events of a reader, over its reconnects: one that comes again is a duplicate. */
export class RecentIds {
  readonly #seen = new Set<string>();

  /** @param id empty: the event names none, and is not looked for */
  isRepeated(id: string): boolean {
    if (id === '') return false;
    const isKnown = this.#seen.delete(id);
    this.#seen.add(id);
    if (this.#seen.size > MAX_IDS) for (const oldest of this.#seen) return this.#forget(oldest);
    return isKnown;
  }

  clear(): void {
    this.#seen.clear();
  }

  /** Only a new id makes them too many. */
  #forget(oldest: string): false {
    this.#seen.delete(oldest);
    return false;
  }
}
