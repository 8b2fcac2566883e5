import type { Millis } from '../../../../contract/units.ts';
import type { SearchSecond } from './search-second.ts';

/** What ladder and recovery are told of a second: as a search, but for when the load that they want came into effect. */
export interface StagedSecond extends Omit<SearchSecond, 'level'> {
  /** Since when the load that was wanted last is applied, since the start of the run; null: it is not applied yet. */
  readonly appliedSinceMs: Millis | null;
}

/** What is told of a level within so long of its begin is of the change, not of the level. */
export const SETTLING_MS: Millis = 2_000;
