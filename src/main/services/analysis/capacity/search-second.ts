import type { CapacityDocument } from '../../../../contract/capacity.ts';
import type { CapacitySearchPlan } from '../../../../contract/capacity-search.ts';
import type { StartSlot } from '../../../../contract/start-counts.ts';
import type { SecondIndex } from '../../../../contract/units.ts';

/** What a search has to know of its run before it begins. */
export type SearchSettings = Pick<
  CapacitySearchPlan,
  'by' | 'from' | 'to' | 'objectives' | 'thoroughness' | 'maxMs'
> & { readonly counting: Pick<CapacitySearchPlan['counting'], 'limitsUs' | 'knownAfterUs'> };

/** A second of the run that is over, with all that became known in it. Seconds are told one by one, in order. */
export interface SearchSecond {
  readonly second: SecondIndex;
  /** Level that was applied throughout, the number as it was ordered; null: it changed within the second. */
  readonly level: number | null;
  /** Requests in flight when it ended, waiting ones included. */
  readonly inFlight: number;
  /** Successes that ended in it. */
  readonly ok: number;
  /** False: the generator was disturbed in it, and its starts decide nothing. */
  readonly trusted: boolean;
  /** Starts that became known in it; a slot without starts may be absent. */
  readonly slots: readonly StartSlot[];
}

/** The load that is wanted from the next second on. */
export type WantedLoad =
  | {
      readonly kind: 'level';
      /** In the unit that is searched; 0: nothing new starts. */
      readonly level: number;
      /** One closed user is wanted, and the level is 1, whatever is searched. */
      readonly probe: boolean;
    }
  | { readonly kind: 'done' };

/** What a search says, at any time: a stopped one keeps what it knew. */
export type SearchResult = Pick<
  CapacityDocument,
  | 'stage'
  | 'outcome'
  | 'sentence'
  | 'remarks'
  | 'highest'
  | 'minutesForFive'
  | 'firstFailing'
  | 'failureModes'
  | 'steps'
  | 'curve'
> & {
  /** Highest level that met the objectives and lowest that missed them, so far; null: none. */
  readonly met: number | null;
  readonly missed: number | null;
};
