import type { Area } from './area.ts';
import { counted, formatCount } from './format.ts';
import type { RequestFilter } from './request-rows.ts';
import type { Phase } from './tick.ts';

/** What sets slow requests apart. */
export const CAUSE_KINDS = [
  'connection',
  'address',
  'new-connection',
  'status',
  'large-body',
  'disturbed',
  'gauge',
  'endpoint',
  'burst',
  'phase',
] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

/** A piece of a sentence; `strong` is what the eye should find. */
export interface SentencePart {
  readonly text: string;
  readonly strong: boolean;
}

/** One cause, in words. */
export interface NamedCause {
  readonly kind: CauseKind;
  /** What it is about, in the words of every run: `gateway historical`, `status 202`, `wait`; empty: its kind says all. */
  readonly subject: string;
  /** The endpoint that it is of; null: of all. */
  readonly place: { readonly service: string; readonly endpoint: string } | null;
  /** Where most of the extra time of its requests went; null: to no phase in particular. */
  readonly phase: Phase | null;
  readonly sentence: readonly SentencePart[];
  /** What it rests on: "187 of its 187 requests then, none of 54,966 else." */
  readonly evidence: string;
  /** Share of the slow requests that it explains, 0 … 1; of those that are not peculiar, of the slow requests of the whole run. */
  readonly share: number;
  /** Where it is seen, on the heatmap; null: all over what was asked about. */
  readonly area: Area | null;
  /** The requests behind it. */
  readonly requests: RequestFilter;
  /** False: a cause of the whole run that the area asked about shares with what it is compared with. */
  readonly isPeculiar: boolean;
}

/** The answer to *Why is it slow?* */
export interface Why {
  readonly slow: number;
  /** Slow requests that what it is compared with leads to expect in the area; null: of the whole run nothing else is known. */
  readonly expected: number | null;
  /** Most telling first. */
  readonly causes: readonly NamedCause[];
  /** Where nothing peculiar is named: why not. Empty: something is. */
  readonly nothing: string;
  /** What was looked at and is alike in slow and other requests, so not the cause: `new connections (2.1% of slow requests, 2% of others)`. */
  readonly alike: readonly string[];
  /** What cannot be told, because it was not recorded; one sentence each. */
  readonly unknown: readonly string[];
}

/**
 * `280 slow requests, where 14 would be expected from the rest of the run.` Empty where there are too few requests to know
 * which are slow: why that is so is said in `nothing`.
 * @param there what it is compared with
 */
export function slowWords({ slow, expected, causes, alike }: Why, there: string): string {
  if (causes.length + alike.length === 0) return '';
  const many = counted(Math.round(slow), 'slow request');
  return expected === null
    ? `${many}.`
    : `${many}, where ${formatCount(expected)} would be expected from ${there}.`;
}

/** Said wherever causes are named for a run whose generator is not to be believed. */
export const NOT_BELIEVED_WORDS =
  'The generator of this run is untrustworthy: what is named here may be the doing of the machine that sent, not of the target.';
