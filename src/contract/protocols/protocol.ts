import type { z } from 'zod';
import type { ErrorCategory } from '../error-category.ts';
import type { Side } from '../failure.ts';
import type { Fields } from '../plan-fields.ts';
import type { Profile } from '../profile.ts';
import type { Millis, PerSecond } from '../units.ts';
import type { RequestStep } from './http.ts';

/**
 * What a load asks of a series: `count` of `outOf`
 * | per         | each time                                                              |
 * |-------------|------------------------------------------------------------------------|
 * | `start`     | a user or connection starts                                            |
 * | `iteration` | an iteration is done                                                   |
 * | `opening`   | a stream is opened: as it starts, or again after it was held           |
 * | `second`    | a second goes by on one of them                                        |
 */
interface LoadDemand {
  readonly series: number;
  readonly per: 'start' | 'iteration' | 'opening' | 'second';
  readonly count: number;
  readonly outOf: number;
}

/** What of a load follows from what its users do. */
export interface OwnLoad {
  /** Between two iterations. */
  readonly thinkTime: { readonly minMs: Millis; readonly maxMs: Millis };
  /** What an iteration takes even when every answer is instant, on average; null: it lasts to the end. */
  readonly heldMs: Millis | null;
  readonly demand: readonly LoadDemand[];
  /** Messages say where in a sequence they stand, and when they were sent. */
  readonly sequenced: boolean;
  readonly stamped: boolean;
}

export interface ScenarioBase {
  /** Name of the user class. */
  readonly name: string;
  readonly service: string;
  readonly startAfterMs: Millis;
  readonly headers: Readonly<Record<string, string>>;
  /** Run before the first task or connection; see `setupPolicy`. */
  readonly setup: readonly RequestStep[];
  /**
   * Who runs the setup, and how often; absent: each user, once. `shared`: once per run, before any user starts,
   * into what all its users on all threads see. `everyMs`: again after so long, between two tasks; null: never.
   */
  readonly setupPolicy?: { readonly shared: boolean; readonly everyMs: Millis | null };
}

/** A class of connections that are held: what is the same whatever their protocol. */
export interface HeldScenario extends ScenarioBase {
  /** Absolute URL template with query. */
  readonly url: string;
  /** Connections over time (closed model). */
  readonly profile: Profile;
  readonly setupBaseUrl: string | null;
}

/**
 * What steps of a protocol are in a plan, as they are written and as they run. The schemas are functions of what they are
 * made with, so that the window can read the rest without loading zod. A function is only ever given what is of its own
 * protocol.
 */
export interface StepRecord {
  /** What the key of its steps does, whose value is a path: for who writes a plan. */
  readonly about: string;
  /** Keys that only its steps have. */
  fields(make: Fields): z.ZodRawShape;
  /** How long it stays even when all that it waits for is instant. */
  heldMs(step: { readonly kind: string }): Millis;
  /** Series of what it waits for after that of the step; null: it waits for no such thing. */
  series(step: { readonly kind: string }): readonly (number | null)[];
}

/** The same of its classes. */
export interface ClassRecord {
  /** What comes on its connections. Events come by themselves, and it is they that a connection is held for. */
  readonly carries: 'messages' | 'events';
  /** What is measured of a class, and the endpoint it is reported under. */
  readonly endpoints: Readonly<Record<string, string>>;
  schema(make: Fields): z.ZodType;
  load(scenario: HeldScenario): OwnLoad;
  /** Messages per second on each connection; null: none are sent on a schedule. */
  messageRate(scenario: HeldScenario): PerSecond | null;
}

/** A way to fail: of which kind it is, a sentence, a way out, and whose fault it probably is: the target's where nobody else is named. */
export type FailureRow = readonly [category: ErrorCategory, sentence: string, hint: string, side?: Side];

export interface ProtocolRecord {
  /** Ways in which only it can fail, by code. Codes are stable: they are stored, exported and graded by. */
  readonly failures?: Readonly<Record<string, FailureRow>>;
  /** Its samples are requests: sent and answered, one sample each. Else connections are held, and tell of more. */
  readonly isRequests: boolean;
  /** Absent: no step is of this protocol by a key of its own. */
  readonly step?: StepRecord;
  /** Absent: there are no classes of it. */
  readonly class?: ClassRecord;
}
