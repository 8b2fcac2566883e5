import { type AppliedLoad, changedLoad, type LoadChange } from '../../../../../contract/applied-load.ts';
import type { Millis, SecondIndex } from '../../../../../contract/units.ts';

/** A level for each class of the run that a search steers. */
export type LevelsByClass = Readonly<Record<string, number>>;

/** Of a level, applied and ordered may differ by the noise of sums of binary fractions. */
const NOISE = 1e-6;

/** What of the load that was ordered is applied, from the seconds of the run alone. */
export class AppliedLevel {
  #load: readonly AppliedLoad[];
  #ordered: LevelsByClass | null = null;
  #changedMs: Millis = 0;

  constructor(load: readonly AppliedLoad[]) {
    this.#load = load;
  }

  /** From now on these levels are meant. */
  order(levels: LevelsByClass): void {
    this.#ordered = levels;
  }

  /** To be told of what each second changed, in order. */
  see(changes: readonly LoadChange[] | undefined): void {
    for (const change of changes ?? []) {
      this.#load = changedLoad(this.#load, change);
      this.#changedMs = Math.max(this.#changedMs, change.segments[0]?.startMs ?? 0);
    }
  }

  /** Since when what is ordered is applied, since the start of the run; null: it is not, at the end of this second. */
  sinceMs(second: SecondIndex): Millis | null {
    const ordered = this.#ordered;
    if (ordered === null || this.#changedMs >= (second + 1) * 1_000) return null;
    const atMs = (second + 1) * 1_000;
    const isApplied = Object.entries(ordered).every(([name, level]) => {
      const load = this.#load.find((one) => one.name === name);
      return load !== undefined && Math.abs(levelBefore(load, atMs) - level) <= NOISE * Math.max(1, level);
    });
    return isApplied ? this.#changedMs : null;
  }
}

/** The level of a class just before a moment. */
function levelBefore({ segments }: AppliedLoad, atMs: Millis): number {
  const here = segments.findLast(({ startMs }) => startMs < atMs);
  if (here === undefined || here.startMs + here.durationMs < atMs) return 0;
  return here.from + ((here.to - here.from) * (atMs - here.startMs)) / here.durationMs;
}
