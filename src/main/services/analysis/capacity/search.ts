import type { SearchResult, SearchSecond, SearchSettings, WantedLoad } from './search-second.ts';

/** Draft: the interface; its states follow. */
export class CapacitySearch {
  readonly settings: SearchSettings;

  constructor(settings: SearchSettings) {
    this.settings = settings;
  }

  /** What load is wanted now. */
  wanted(): WantedLoad {
    return { kind: 'done' };
  }

  /** A second of the run that ended. @returns whether `wanted()` changed */
  see(_second: SearchSecond): boolean {
    return false;
  }

  /** At any time: what is known so far is kept. */
  result(): SearchResult {
    throw new Error('draft');
  }
}
