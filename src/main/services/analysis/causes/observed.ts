import type { Area } from '../../../../contract/area.ts';
import type { GaugeUnit } from '../../../../contract/gauges.ts';
import { LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import { PHASES, type Phase } from '../../../../contract/tick.ts';
import type { Micros } from '../../../../contract/units.ts';
import type { WatchedUnit } from '../../../../contract/watch.ts';

/**
 * The requests that were kept, a column each; rows in no order. Where a property is not known it is -1.
 * A row stands for `weight` requests of its endpoint, second and octave of latency: 1 for the slowest, which are all kept.
 */
export interface KeptRows {
  readonly length: number;
  readonly endpoint: Uint16Array;
  /** Second of the run in which it ended. */
  readonly second: Uint32Array;
  /** Since the start of the run, by the clock that is asked about. */
  readonly startedUs: Float64Array;
  readonly durationUs: Float64Array;
  /** Of row r and phase p (their order is that of `PHASES`) at r · PHASE_COUNT + p; 0: it had none. */
  readonly phasesUs: Uint32Array | Float64Array;
  readonly connection: Int32Array;
  readonly address: Int16Array;
  /** 1: the first request of its connection. */
  readonly isNew: Uint8Array;
  readonly status: Int16Array;
  readonly bytes: Uint32Array | Float64Array;
  readonly weight: Uint32Array | Float64Array;
}

/** What is known of a run where somebody asks why it was slow. */
export interface Observed {
  readonly endpoints: number;
  readonly seconds: number;
  /** Seconds before it are left out, as if nothing had been sent in them. */
  readonly first: number;
  /**
   * Exact: successes of an endpoint, of second t and band b at t · LATENCY_BANDS + b, to be read before the next endpoint is asked
   * for. Of all at once they would be hundreds of megabytes.
   */
  countsOf(endpoint: number): Uint32Array;
  /** Exact: how long a phase took, by band, over the seconds given (both included). */
  phaseBands(endpoint: number, phase: Phase, from: number, to: number): ArrayLike<number>;
  readonly kept: KeptRows;
  /** 1: Plimsoll itself was disturbed in this second. */
  readonly disturbed: Uint8Array;
  /** Readings of each second; NaN: none. */
  readonly gauges: readonly ObservedGauge[];
}

export interface ObservedGauge {
  readonly name: string;
  readonly unit: GaugeUnit | WatchedUnit;
  readonly values: Float32Array;
}

export const PHASE_COUNT = PHASES.length;

/** All that was observed. */
export function wholeRunOf({ first, seconds }: Observed): Area {
  return { fromSecond: first, toSecond: seconds - 1, fromBand: 0, toBand: LATENCY_BANDS - 1 };
}

/** How long a phase of a kept row took. @param phase its place in PHASES */
export function phaseUs(kept: KeptRows, row: number, phase: number): Micros {
  return kept.phasesUs[row * PHASE_COUNT + phase] ?? 0;
}

/** Requests of an endpoint by band, over the seconds for which `isIn` holds. @param counts all of its own */
export function bandsOf(
  { first, seconds }: Observed,
  counts: Uint32Array,
  isIn: (second: number) => boolean,
): Float64Array {
  const bands = new Float64Array(LATENCY_BANDS);
  for (let second = first; second < seconds; second += 1) {
    if (!isIn(second)) continue;
    const at = second * LATENCY_BANDS;
    for (let band = 0; band < LATENCY_BANDS; band += 1) {
      bands[band] = (bands[band] ?? 0) + (counts[at + band] ?? 0);
    }
  }
  return bands;
}
