import type { CapacityDocument } from '../../../../contract/capacity.ts';
import type { CapacitySearchPlan, Thoroughness } from '../../../../contract/capacity-search.ts';

/** What a search has to know of its run before it begins. */
export type SearchSettings = Pick<
  CapacitySearchPlan,
  'by' | 'requestsPerArrival' | 'from' | 'to' | 'toCap' | 'objectives' | 'thoroughness' | 'maxMs'
> & { readonly counting: Pick<CapacitySearchPlan['counting'], 'limitsUs' | 'knownAfterUs'> };

/** The load that is wanted from now on. */
export type WantedLoad =
  | {
      readonly kind: 'level';
      /** In the unit that is searched; 0: nothing new starts. */
      readonly level: number;
      /** One closed user is wanted, and the level is 1, whatever is searched. */
      readonly probe: boolean;
    }
  | { readonly kind: 'done' };

/** How a search ended; `time` and `steps`: it was not over when its time was, or nothing had missed in all its steps. */
export type SearchEnd =
  | 'found'
  | 'capped'
  | 'none'
  | 'limited'
  | 'contradicted'
  | 'time'
  | 'steps'
  | 'held back';

/** What happened when what an answer rests on was tried once more. */
export type Unconfirmed = 'missed' | 'held back';

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

/** When the starts of a level are looked at: seconds of known starts since it was applied. */
export const PROBE_LOOKS = [6, 8, 10] as const;
export const CLIMB_LOOKS = [6, 8, 10, 13, 16, 20, 24] as const;

interface Effort {
  readonly bracketLooks: readonly number[];
  /** Seconds of a step at the estimate. */
  readonly refineSeconds: number;
  /** Of the estimate, as a share of it: good enough to stop. */
  readonly standardError: number;
}

export const EFFORTS: Readonly<Record<Thoroughness, Effort>> = {
  quick: { bracketLooks: [8, 10, 13, 16, 20, 24], refineSeconds: 25, standardError: 0.017 },
  precise: { bracketLooks: [8, 10, 13, 16, 20, 24], refineSeconds: 40, standardError: 0.012 },
  thorough: { bracketLooks: [12, 16, 20, 26, 32, 40], refineSeconds: 120, standardError: 0.017 },
};
