import type { Overrides } from '../../../src/contract/plan.ts';
import type { Asked, ServiceScript } from './service-script.ts';

/** What stands in plans for `host:port` of the service. */
export const TARGET = 'TARGET';

/** A grade a person would give; `none` is every way of giving none. */
export type ExpectedGrade = 'excellent' | 'good' | 'acceptable' | 'poor' | 'none';

/** A service that fails in some way, and what a person who watched it would say of the run. */
export interface Outage {
  /** The service, as the end of "The service …". */
  readonly name: string;
  /** Text of a plan with `TARGET` for the service, or an address with it and the options given beside. */
  readonly plan: string;
  readonly overrides?: Overrides;
  /** Fresh for every run: scripts count. */
  readonly service: () => ServiceScript;
  readonly says: Verdict;
  /** Options of `plimsoll run`. */
  readonly options?: readonly ('--force' | '--require-trust')[];
  /** Somebody stops the run so long after its start. Virtual only. */
  readonly stopAtMs?: number;
  /** Something else keeps the processor busy. */
  readonly busyMachine?: true;
  /** Other parts of the run are looked at as well: the disturbed seconds left out. */
  readonly excludeBadSeconds?: true;
  /** Why the virtual clock or the real process cannot show it; absent: both do. */
  readonly only?: 'virtual' | 'real';
}

export interface Verdict {
  readonly exit: readonly number[];
  /** By metric, or `service metric`, or `service/endpoint metric`: every such row has one of these, and there is one. */
  readonly grades?: Readonly<Record<string, ExpectedGrade | readonly ExpectedGrade[]>>;
  /** Error rate of the whole run in %, both ends included. */
  readonly errorRate?: readonly [least: number, most: number];
  /** Said somewhere. */
  readonly said?: readonly RegExp[];
  /** Said nowhere. */
  readonly notSaid?: readonly RegExp[];
  /** Said in a sentence or a finding, where a person reads it without searching tables. */
  readonly inSentences?: readonly RegExp[];
  readonly notInSentences?: readonly RegExp[];
  /** Expectations of the plan by a part of their statement; `unmet`: not met, or not measurable. */
  readonly expected?: Readonly<Record<string, 'met' | 'unmet'>>;
}

/** The part of a script most outages change. */
export type HttpScript = (asked: Asked) => ReturnType<NonNullable<ServiceScript['http']>>;

/** An outage of an HTTP service whose script needs no memory. */
export function http(script: HttpScript): () => ServiceScript {
  return () => ({ http: script });
}
