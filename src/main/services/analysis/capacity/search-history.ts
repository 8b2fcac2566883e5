import { isMet, isMissed, type SearchStep } from './search-step.ts';

/** So many misses on end, and what met before them is tried again, where the bracket is as narrow as that. */
const MISSES = { provisional: 2, shown: 3 } as const;
const NARROW = 1.6;
/** So many meets after the first miss of all, and it is tried again. */
const MEETS = 2;

/** Steps of a search in the order of time, and which of them no longer hold: the target has changed since. */
export class SearchHistory {
  readonly #steps: SearchStep[] = [];
  readonly #stale = new Set<SearchStep>();

  get all(): readonly SearchStep[] {
    return this.#steps;
  }

  /** What still says something of the target, one user alone before a search by rate included. */
  get valid(): readonly SearchStep[] {
    return this.#steps.filter((step) => step.verdict !== 'void' && !this.#stale.has(step));
  }

  /** Levels that were held, however often one user was looked at before. */
  get held(): number {
    return this.#steps.filter(({ purpose }) => purpose !== 'probe').length;
  }

  add(step: SearchStep): void {
    this.#steps.push(step);
  }

  isStale(step: SearchStep): boolean {
    return this.#stale.has(step);
  }

  /** All that missed at this level or below does so no longer. */
  discardMissedTo(level: number): void {
    for (const step of this.valid)
      if (isMissed(step) && step.purpose !== 'probe' && step.level <= level) this.#stale.add(step);
  }

  /** All that met at this level or above does so no longer. @returns the highest of those levels */
  discardMetFrom(level: number): number {
    const lost = this.valid.filter((step) => isMet(step) && step.level >= level);
    for (const step of lost) this.#stale.add(step);
    return Math.max(level, ...lost.map((step) => step.level));
  }

  /** The highest level below this one that met and still counts, at its latest. */
  metBelow(level: number, isLevel: (step: SearchStep) => boolean): SearchStep | null {
    const some = this.valid.filter((step) => isMet(step) && isLevel(step) && step.level < level);
    return some.reduce<SearchStep | null>(
      (best, step) => (best === null || step.level >= best.level ? step : best),
      null,
    );
  }

  /** The highest level that met and still counts. */
  highestMet(): SearchStep | null {
    return this.metBelow(Number.POSITIVE_INFINITY, ({ purpose }) => purpose !== 'probe');
  }

  /** The lowest level above this one that missed and still counts. */
  missedAbove(level: number): SearchStep | null {
    const some = this.valid.filter(
      (step) => isMissed(step) && step.purpose !== 'probe' && step.level > level,
    );
    return some.reduce<SearchStep | null>(
      (best, step) => (best === null || step.level <= best.level ? step : best),
      null,
    );
  }

  /** Whether a level that met has to be tried again: since then all that is not far above it missed. */
  isMetStale({ number, level, isProvisional }: SearchStep, hi: Pick<SearchStep, 'level'>): boolean {
    const misses = this.valid.filter((step) => step.number > number && isMissed(step)).length;
    return misses >= (isProvisional ? MISSES.provisional : MISSES.shown) && hi.level / level < NARROW;
  }

  /** Whether the first miss of all has to be tried again: what came after it met. */
  isMissStale(step: SearchStep): boolean {
    const meets = this.valid.filter(({ number, ...one }) => number > step.number && isMet(one)).length;
    return this.#isFirstMiss(step) && meets >= MEETS;
  }

  #isFirstMiss({ number }: SearchStep): boolean {
    return !this.#steps.some((step) => step.number < number && step.purpose !== 'probe' && isMissed(step));
  }
}
