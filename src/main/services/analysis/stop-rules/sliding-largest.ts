/** The largest of the values that came last. Each costs the same, however many there are. */
export class SlidingLargest {
  /** Those that no later one exceeds: the first is the largest of all. */
  #candidates: number[] = [];

  /** Null of nothing. */
  get value(): number | null {
    return this.#candidates[0] ?? null;
  }

  push(value: number): void {
    while ((this.#candidates.at(-1) ?? Number.POSITIVE_INFINITY) < value) this.#candidates.pop();
    this.#candidates.push(value);
  }

  /** The oldest one leaves. @param value what it was when it came */
  leave(value: number): void {
    if (this.#candidates[0] === value) this.#candidates.shift();
  }

  clear(): void {
    this.#candidates = [];
  }
}
