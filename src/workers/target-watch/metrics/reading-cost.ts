import type { Micros } from '../../../contract/units.ts';

/** The first ones are slower: code is compiled, and labels are read for the first time. */
const WARM_READINGS = 5;
/** The clock of some systems counts in steps of several ms: a mean of so many readings is sound. */
const READINGS = 10;
/** A watch may cost 1% of a core. */
const MOST_US: Micros = 10_000;

/** What it costs to read a page once a second, in processor time of the thread that does. */
export class ReadingCost {
  readonly #cpuUs: () => Micros;
  #readings = -WARM_READINGS;
  #spentUs: Micros = 0;
  #isTold = false;

  /** @param cpuUs processor time that the thread has used */
  constructor(cpuUs: () => Micros) {
    this.#cpuUs = cpuUs;
  }

  /** Counts what an act takes that is part of a reading; others have their turn between two of these. */
  readonly count = <Value>(act: () => Value): Value => {
    const before = this.#cpuUs();
    const value = act();
    if (this.#readings >= 0) this.#spentUs += this.#cpuUs() - before;
    return value;
  };

  /** A page has been read. @returns that it costs too much, in a sentence, once; null: it does not, or that was said */
  read(): string | null {
    this.#readings += 1;
    if (this.#readings < READINGS) return null;
    const meanUs = this.#spentUs / this.#readings;
    [this.#readings, this.#spentUs] = [0, 0];
    if (this.#isTold || meanUs <= MOST_US) return null;
    this.#isTold = true;
    return `Reading this page takes ${Math.round(meanUs / 1_000)} ms of CPU a second.`;
  }
}
