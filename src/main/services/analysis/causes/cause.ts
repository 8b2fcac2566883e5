import type { Phase } from '../../../../contract/tick.ts';
import type { Micros } from '../../../../contract/units.ts';
import type { CauseKind } from '../../../../contract/why.ts';
import type { Association } from './association.ts';

/** One cause, as far as it was found. */
export interface Cause {
  readonly kind: CauseKind;
  /** Number of the endpoint it is of; null: of all. */
  readonly endpoint: number | null;
  /** Of a connection, an address or a status its number, of a gauge its name, of a phase its own; else ''. */
  readonly value: string;
  readonly association: Association;
  /** Of a burst, its first and last second. */
  readonly span: readonly [from: number, to: number] | null;
  /** Where the time of its requests went beyond what is usual, and its share of that; null: no phase has most of it. */
  readonly phase: { readonly name: Phase; readonly share: number; readonly excessUs: Micros } | null;
  readonly score: number;
}

/** Which kept rows are of a cause. */
export type Membership = (row: number) => boolean;

/** A cause before its phase is known and its score. */
export interface Candidate extends Omit<Cause, 'phase' | 'score'> {
  readonly isMember: Membership;
}
