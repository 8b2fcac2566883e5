import type { SetCap } from './run-caps.ts';
import type { StartCounting } from './start-counts.ts';
import type { Micros, Millis } from './units.ts';

/** What a search raises and lowers. */
export const CAPACITY_UNITS = ['rate', 'users', 'connections'] as const;
export type CapacityUnit = (typeof CAPACITY_UNITS)[number];

/** `quick` as far as that is enough; `precise` and `thorough` hold their last steps longer. */
export const THOROUGHNESS = ['quick', 'precise', 'thorough'] as const;
export type Thoroughness = (typeof THOROUGHNESS)[number];

/** An overload after the search, one of a given load without a search, or none. */
export const RECOVERY_KINDS = ['after', 'alone', 'none'] as const;
export type RecoveryKind = (typeof RECOVERY_KINDS)[number];

/** What is good enough. Shares are of 1. */
export type Objective =
  | { readonly metric: 'latency'; readonly quantile: number; readonly limitUs: Micros; readonly text: string }
  | { readonly metric: 'errors'; readonly limit: number; readonly text: string };

/** A search as its run carries it (`RunPlan.capacity`): made by the plan compiler, read by whoever orders its load. */
export interface CapacitySearchPlan {
  readonly by: CapacityUnit;
  /**
   * Requests that an arrival is counted as, on average over its tasks; 1: each is one request. Null: nothing arrives, or not
   * all that an arrival sends is counted (a setup of its own), or it opens a stream.
   */
  readonly requestsPerArrival: number | null;
  /** First level; null: from one user's latency. */
  readonly from: number | null;
  /** No level is above it, that of an overload and those of a ladder by users included; null: nothing bounds them. */
  readonly to: number | null;
  /** The cap of the run that `to` follows from; absent: somebody gave it, or there is none. */
  readonly toCap?: SetCap;
  /** What somebody gave, above what `to` came to by that cap; absent: `to` is it, or nobody gave any. */
  readonly toGiven?: number;
  readonly objectives: readonly Objective[];
  readonly thoroughness: Thoroughness;
  /** Of everything together. */
  readonly maxMs: Millis;
  /** Users 1, 2, 4, … are measured as well, for the Universal Scalability Law. */
  readonly ladder: boolean;
  /** `alone`: an overload of the load given by `from`, without a search. */
  readonly recovery: RecoveryKind;
  /** The classes that are searched, and which part of a level each has; together 1. */
  readonly classes: readonly { readonly name: string; readonly share: number }[];
  /** The class that is one closed user, for the first look at an open load; null: the searched classes are closed themselves. */
  readonly probe: string | null;
  /** Closed classes in which the users of a ladder are; as `classes` where those are closed. */
  readonly ladderClasses: readonly { readonly name: string; readonly share: number }[];
  readonly counting: StartCounting;
}

/** The highest load that somebody gave, whatever a cap made of it; null: nobody gave any. */
export function givenTo({
  to,
  toCap,
  toGiven,
}: Pick<CapacitySearchPlan, 'to' | 'toCap' | 'toGiven'>): number | null {
  return toCap === undefined ? to : (toGiven ?? null);
}

/** An overload goes so far beyond the load that was found; and where less is allowed, at least so far. */
const OVERLOAD = { usual: 1.5, least: 1.2 } as const;

/** The load that overloads a target which carries `found`, within the highest that is allowed; null: that would be no overload. */
export function overloadOf(found: number, { by, to }: Pick<CapacitySearchPlan, 'by' | 'to'>): number | null {
  const orderable = (level: number) => (by === 'rate' ? level : Math.max(1, Math.round(level)));
  const usual = orderable(OVERLOAD.usual * found);
  if (to === null || usual <= to) return usual;
  return to >= OVERLOAD.least * found ? to : null;
}

/** Of the load that was found, and how long it is held at most; how far an overload goes, `overloadOf` says. */
export const RECOVERY_STAGES = {
  reference: { factor: 0.5, holdMs: 20_000 },
  overload: { factor: null, holdMs: 15_000 },
  recovering: { factor: 0.5, holdMs: 60_000 },
  retest: { factor: 0.9, holdMs: 15_000 },
} as const satisfies Readonly<Record<string, { readonly factor: number | null; readonly holdMs: Millis }>>;

/** The load of a stage of a recovery, as it is ordered: users and connections are whole ones. */
export function recoveryLevel(
  stage: Exclude<keyof typeof RECOVERY_STAGES, 'overload'>,
  found: number,
  by: CapacityUnit,
): number {
  const level = found * RECOVERY_STAGES[stage].factor;
  return by === 'rate' ? level : Math.max(1, Math.round(level));
}

/** So long a target has to be as before, to have recovered. */
export const RECOVERED_HOLD_MS: Millis = 5_000;
/** Until a load that was ordered is applied, and the first second begins that has it throughout. */
const ORDER_MS: Millis = 2_000;

/** Below this no recovery comes to its end, however soon the target recovers. @param knownAfterMs what becomes of a start */
export function leastRecoveryMs(knownAfterMs: Millis): Millis {
  const { reference, overload, retest } = RECOVERY_STAGES;
  const held = reference.holdMs + overload.holdMs + RECOVERED_HOLD_MS + retest.holdMs;
  // The recovery and the retest are over when their last starts are known.
  return held + 2 * knownAfterMs + 4 * ORDER_MS;
}

/** Minutes of a search alone, as they were seen; and of everything together at most, unless somebody says otherwise. */
export const SEARCH_MINUTES: Readonly<
  Record<Thoroughness, { readonly usual: readonly [least: number, most: number]; readonly most: number }>
> = {
  quick: { usual: [2, 4], most: 10 },
  precise: { usual: [3, 5], most: 10 },
  thorough: { usual: [4, 9], most: 15 },
};

/** What holds: the value of the override, else that of the plan's block; undefined: neither says it, or the override takes it back. */
export function overridden<Value>(
  own: Value | null | undefined,
  written: Value | undefined,
): Value | undefined {
  return own === undefined ? written : (own ?? undefined);
}
