import type { Area } from '../../../../contract/area.ts';
import type { Phase } from '../../../../contract/tick.ts';
import type { Micros } from '../../../../contract/units.ts';
import type { CauseKind } from '../../../../contract/why.ts';
import type { Association } from './association.ts';
import type { Observed } from './observed.ts';

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
  readonly phase: PhaseShare | null;
  /** By how much the slow requests of it are longer than the usual ones of their endpoints, on average. */
  readonly excessUs: Micros;
  /** Slow requests behind it; of a phase more than stand apart in it: all whose time went there. */
  readonly behind: number;
  /** Of all slow requests, the share that it explains, 0 … 1. */
  readonly share: number;
  /** Of each endpoint, its first slow band and its requests in the time that was looked at. */
  readonly cuts: Uint8Array;
  readonly totals: Float64Array;
  /** Of a phase, how long a request of each endpoint spends in it from where on it is behind the cause; else null. */
  readonly phaseFromUs: Float64Array | null;
  /** False: it is as common in the rest of the run as in the area asked about. */
  readonly isPeculiar: boolean;
  readonly score: number;
}

/** Where time went. @see Cause.phase */
export interface PhaseShare {
  readonly name: Phase;
  /** 0 … 1 */
  readonly share: number;
  readonly excessUs: Micros;
}

/** Which kept rows are of a cause. */
export type Membership = (row: number) => boolean;

/** A cause before it is known where its time went. */
export interface Candidate extends Pick<Cause, 'kind' | 'endpoint' | 'value' | 'association' | 'span'> {
  readonly isMember: Membership;
}

/** What the numbers of an observed run stand for. */
export interface Names {
  /** Of each endpoint. */
  readonly endpoints: readonly { readonly service: string; readonly endpoint: string }[];
  /** Of each address, and of each connection as lists of requests call it. */
  readonly addresses: readonly string[];
  readonly connections: readonly string[];
}

/** What a cause is described with. */
export interface CauseContext {
  readonly observed: Observed;
  readonly names: Names;
  /** Where it was looked for. */
  readonly area: Area;
}
