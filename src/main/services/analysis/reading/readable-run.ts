import type { Scope } from '../../../../contract/area.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { HistogramName, KeptRequest, Phase } from '../../../../contract/tick.ts';
import type { SecondIndex } from '../../../../contract/units.ts';
import type { BucketSink } from '../../../../workers/engine/measure/bucket-counts.ts';
import type { GaugeColumn } from './gauge-columns.ts';
import type { Span } from './roll-ups.ts';

/** Failures of a series in a second, by code. */
interface CountedFailure {
  readonly series: number;
  readonly code: string;
  readonly count: number;
}

/** What of a second is not in its histograms. */
export interface SecondFacts {
  readonly isDisturbed: boolean;
  /** By series, of those that have any. */
  readonly errors: ReadonlyMap<number, number>;
  readonly failures: readonly CountedFailure[];
  /** Requests kept as figures, as in `light-requests.ts`. */
  readonly light: Uint8Array | null;
  /** More were chosen than are stored: see `LightBudget`. */
  readonly hasDropped: boolean;
}

/** What a kept request is known by: many of a series may begin in one microsecond, each on a connection of its own. */
export type NamedRequest = Pick<KeptRequest, 'series' | 'thread' | 'connection' | 'startedUs'>;

/** The same for a request that was kept with its texts, its figures, and what a report carries of it: whole microseconds. */
export function nameOf({ series, thread, connection = 0, startedUs }: NamedRequest): string {
  return `${series} ${thread} ${connection} ${Math.round(startedUs)}`;
}

/** Whether there is more to a kept request than figures: within the bounds of a second not all have their texts. */
export function hasExchange({ asked, answer }: Pick<KeptRequest, 'asked' | 'answer'>): boolean {
  return asked !== undefined || answer !== undefined;
}

/** A run as questions are asked about it: all of its seconds as they were stored, or what a report carries of them. */
export interface ReadableRun {
  readonly asked: { readonly plan: Pick<MeasuredPlan, 'series' | 'warmupMs'> };
  /** Seconds up to the last one seen. */
  readonly seconds: number;
  /** It has fewer requests than the run kept: each stands for others too, of any second. */
  readonly isThinned: boolean;
  /** Of the target. */
  readonly gauges: readonly GaugeColumn[];
  /** Undefined: nothing is known of it. */
  facts(second: number): SecondFacts | undefined;
  /** The second that has the texts of a request; null: none has. */
  secondOfExchange(request: NamedRequest): SecondIndex | null;
  /** Adds what a series took in these seconds, both included. */
  addTo(into: BucketSink, series: number, name: HistogramName, span: Span): void;
}

/** The histogram that a clock reads. */
export function histogramOf(clock: Scope['clock']): HistogramName {
  return clock === 'intended' ? 'response' : 'service';
}

/** Whether the times of a clock have a phase in them: from its actual start a request has not been queued. */
export function isPhaseOf(clock: Scope['clock'], phase: Phase): boolean {
  return clock === 'intended' || phase !== 'queued';
}
