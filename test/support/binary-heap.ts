/** Entries by rising rank; `earlier` must be a strict order. Insert and take cost O(log n). */
export class BinaryHeap<T> {
  readonly #entries: T[] = [];
  readonly #earlier: (a: T, b: T) => boolean;

  constructor(earlier: (a: T, b: T) => boolean) {
    this.#earlier = earlier;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** The earliest entry, left in place. */
  get head(): T | undefined {
    return this.#entries[0];
  }

  clear(): void {
    this.#entries.length = 0;
  }

  insert(entry: T): void {
    const entries = this.#entries;
    let hole = entries.push(entry) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = entries[parent];
      if (above === undefined || !this.#earlier(entry, above)) break;
      entries[hole] = above;
      hole = parent;
    }
    entries[hole] = entry;
  }

  /** Takes the earliest entry off. */
  take(): T | undefined {
    const entries = this.#entries;
    const head = entries[0];
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return head;
    let hole = 0;
    for (;;) {
      const child = this.#earlierChild(hole);
      const below = entries[child];
      if (below === undefined || !this.#earlier(below, last)) break;
      entries[hole] = below;
      hole = child;
    }
    entries[hole] = last;
    return head;
  }

  #earlierChild(parent: number): number {
    const left = this.#entries[2 * parent + 1];
    const right = this.#entries[2 * parent + 2];
    const rightFirst = left !== undefined && right !== undefined && this.#earlier(right, left);
    return rightFirst ? 2 * parent + 2 : 2 * parent + 1;
  }
}
