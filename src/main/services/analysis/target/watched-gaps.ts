import type { SecondIndex } from '../../../../contract/units.ts';
import type { WatchSummary } from '../../../../contract/watched-schema.ts';

type Gap = WatchSummary['gaps'][number];

/** So many are listed; what comes later is one more. */
const MAX_GAPS = 500;
const NOT_READ = 'No reading came.';
const MANY_MORE = `More gaps than the ${MAX_GAPS} before it, for several reasons.`;

/** Seconds of a watch without figures, as stretches of one reason. A watch tells its seconds in order, or nearly so. */
export class WatchedGaps {
  #gaps: Gap[] = [];
  /** The first second that it has not told anything of. */
  #next: SecondIndex = 0;

  /** @param reason absent: it has its figures */
  see(second: SecondIndex, reason: string | undefined): void {
    if (second < this.#next) {
      this.#came(second, reason);
      return;
    }
    if (second > this.#next) this.#add(this.#next, second - 1, NOT_READ);
    if (reason !== undefined) this.#add(second, second, reason);
    this.#next = second + 1;
  }

  /** @param until the run is over, and this is its last whole second; null: it goes on, and more may come */
  told(until: SecondIndex | null): readonly Gap[] {
    if (until === null || until < this.#next) return this.#gaps;
    return [...this.#gaps, { fromSecond: this.#next, toSecond: until, reason: NOT_READ }];
  }

  /** What came after all was not missing, or is for another reason. */
  #came(second: SecondIndex, reason: string | undefined): void {
    const at = this.#gaps.findIndex(
      (gap) => gap.reason === NOT_READ && gap.fromSecond <= second && second <= gap.toSecond,
    );
    const gap = this.#gaps[at];
    if (gap === undefined) return;
    const parts = [
      { ...gap, toSecond: second - 1 },
      ...(reason === undefined ? [] : [{ fromSecond: second, toSecond: second, reason }]),
      { ...gap, fromSecond: second + 1 },
    ].filter(({ fromSecond, toSecond }) => fromSecond <= toSecond);
    if (parts.length > 1 && this.#gaps.length + parts.length > MAX_GAPS) return;
    this.#gaps = this.#gaps.toSpliced(at, 1, ...parts);
  }

  #add(fromSecond: SecondIndex, toSecond: SecondIndex, reason: string): void {
    const last = this.#gaps.at(-1);
    const isMore = this.#gaps.length > MAX_GAPS;
    if (last !== undefined && (isMore || (last.toSecond + 1 === fromSecond && last.reason === reason))) {
      last.toSecond = toSecond;
      return;
    }
    this.#gaps.push({
      fromSecond,
      toSecond,
      reason: this.#gaps.length === MAX_GAPS ? MANY_MORE : reason,
    });
  }
}
