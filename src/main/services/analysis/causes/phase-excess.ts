import { bandOf, bandStartUs } from '../../../../contract/latency-bands.ts';
import { PHASES } from '../../../../contract/tick.ts';
import type { Micros } from '../../../../contract/units.ts';
import type { Membership, PhaseShare } from './cause.ts';
import { type Observed, PHASE_COUNT, phaseUs } from './observed.ts';
import type { SlowSet } from './slow-set.ts';

/** A phase is named from this share of the time that slow requests took beyond the usual. */
export const MIN_PHASE_SHARE = 0.6;

/**
 * Mean of each phase of each endpoint over requests that are not slow: at endpoint · PHASE_COUNT + phase, in microseconds. What
 * lies outside the area asked about is as usual as what lies in it, and what is slow there as unusual.
 */
export function usualPhases({ kept, endpoints }: Observed, { usualBelow }: SlowSet): Float64Array {
  const sums = new Float64Array(endpoints * PHASE_COUNT);
  const weights = new Float64Array(endpoints);
  for (let row = 0; row < kept.length; row += 1) {
    const endpoint = kept.endpoint[row] ?? 0;
    if (bandOf(kept.durationUs[row] ?? 0) >= (usualBelow[endpoint] ?? 0)) continue;
    const weight = kept.weight[row] ?? 0;
    weights[endpoint] = (weights[endpoint] ?? 0) + weight;
    for (let phase = 0; phase < PHASE_COUNT; phase += 1) {
      const at = endpoint * PHASE_COUNT + phase;
      sums[at] = (sums[at] ?? 0) + weight * phaseUs(kept, row, phase);
    }
  }
  return sums.map((sum, at) => sum / Math.max(1, weights[Math.floor(at / PHASE_COUNT)] ?? 0));
}

/** Where the slow members' time went beyond the usual of their endpoints. */
interface Excess {
  /** Slow members. */
  readonly count: number;
  /** Of one of them, on average and in all phases. */
  readonly excessUs: Micros;
  /** The phase that most of it went to; null: there is none. */
  readonly largest: PhaseShare | null;
}

export function phaseExcess(
  { kept }: Observed,
  { slowRows }: SlowSet,
  usual: Float64Array,
  isMember: Membership,
): Excess {
  const excess = new Float64Array(PHASE_COUNT);
  let count = 0;
  for (const row of slowRows) {
    if (!isMember(row)) continue;
    const weight = kept.weight[row] ?? 0;
    const endpoint = kept.endpoint[row] ?? 0;
    count += weight;
    for (let phase = 0; phase < PHASE_COUNT; phase += 1) {
      const beyond = phaseUs(kept, row, phase) - (usual[endpoint * PHASE_COUNT + phase] ?? 0);
      excess[phase] = (excess[phase] ?? 0) + weight * beyond;
    }
  }
  if (count === 0) return { count, excessUs: 0, largest: null };
  const all = excess.reduce((sum, here) => sum + Math.max(0, here), 0);
  const most = Math.max(...excess);
  const name = PHASES[excess.indexOf(most)];
  return {
    count,
    excessUs: Math.max(0, excess.reduce((sum, here) => sum + here, 0) / count),
    largest: all === 0 || name === undefined ? null : { name, share: most / all, excessUs: most / count },
  };
}

/**
 * From where on the time of a slow request went to one phase: it lies beyond the usual by half of what the fastest slow
 * request takes more than a usual one. In microseconds, of each endpoint.
 * @param phase its place in PHASES
 */
export function phaseStarts(
  { endpoints }: Observed,
  { cuts }: SlowSet,
  usual: Float64Array,
  phase: number,
): Float64Array {
  return Float64Array.from({ length: endpoints }, (_, endpoint) => {
    const own = usual.subarray(endpoint * PHASE_COUNT, (endpoint + 1) * PHASE_COUNT);
    const least = bandStartUs(cuts[endpoint] ?? 0) - own.reduce((sum, us) => sum + us, 0);
    return (own[phase] ?? 0) + Math.max(0, least) / 2;
  });
}
