import type { Millis } from './units.ts';

/**
 * What of a load can be steered. Levels of one unit are those of all its classes together, but for `messages`, which are
 * counted per second on each connection, as a plan does.
 *
 * | unit        | classes                        | level                                      |
 * |-------------|--------------------------------|--------------------------------------------|
 * | users       | closed, with tasks             | users at once                              |
 * | rate        | open                           | arrivals per second                        |
 * | connections | connections that are held      | connections at once                        |
 * | messages    | those that send on a schedule  | messages per second on each connection     |
 */
export const STEERED_UNITS = ['users', 'rate', 'connections', 'messages'] as const;
export type SteeredUnit = (typeof STEERED_UNITS)[number];

/** One change of the load of a run that is going on. It holds until the end of the plan, or until the next. */
export type SteerAct =
  /** Shared out among the classes in proportion to what they have; where they have none, to their plan's peaks. */
  | { readonly kind: 'set'; readonly unit: SteeredUnit; readonly level: number }
  /** So many times what there is: 1.1 for 10% more. Users and connections change by one at least. */
  | { readonly kind: 'scale'; readonly unit: SteeredUnit; readonly factor: number }
  /** As it is now, until the end of the plan. */
  | { readonly kind: 'hold' }
  /** As `set`, and after so long what was to come then. */
  | { readonly kind: 'spike'; readonly unit: SteeredUnit; readonly level: number; readonly seconds: number }
  /** What the plan has from this moment on. */
  | { readonly kind: 'back' }
  /** A level for each of these classes, in its own unit; the others go on as they were to. */
  | { readonly kind: 'each'; readonly levels: Readonly<Record<string, number>> };

/** Who steers: a person, a stop rule, a capacity search. */
export const STEERED_BY = ['hand', 'rule', 'search'] as const;
export type SteeredBy = (typeof STEERED_BY)[number];

/** An act, as it was applied. */
export interface SteeringLogEntry {
  /** When it took effect, since the start of the run. */
  readonly atMs: Millis;
  readonly act: SteerAct;
  readonly by: SteeredBy;
  /** What it did, for people. */
  readonly sentence: string;
}

/** No run is steered more often. */
export const MAX_STEERING_ACTS = 1_000;
/** The longest spike. */
export const MAX_SPIKE_SECONDS = 86_400;
