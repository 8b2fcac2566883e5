import { PHASES, type Phase } from '../../../../contract/tick.ts';
import type { Cause, Membership } from './cause.ts';
import { type Observed, PHASE_COUNT, phaseUs } from './observed.ts';
import { INSIDE, OUTSIDE, SLOW, type SlowSet } from './slow-set.ts';

/** A phase is named from this share of the time that slow requests took beyond the usual. */
const MIN_SHARE = 0.6;

/** Mean of each phase of each endpoint over requests that are not slow: at endpoint · 6 + phase, in microseconds. */
export function usualPhases({ kept, endpoints }: Observed, { rows }: SlowSet): Float64Array {
  const sums = new Float64Array(endpoints * PHASE_COUNT);
  const weights = new Float64Array(endpoints);
  for (let row = 0; row < kept.length; row += 1) {
    if (rows[row] === SLOW) continue;
    const endpoint = kept.endpoint[row] as number;
    // What lies outside the time asked about is as usual as what lies in it.
    const weight = kept.weight[row] as number;
    weights[endpoint] = (weights[endpoint] as number) + weight;
    for (let phase = 0; phase < PHASE_COUNT; phase += 1) {
      const at = endpoint * PHASE_COUNT + phase;
      sums[at] = (sums[at] as number) + weight * phaseUs(kept, row, phase);
    }
  }
  return sums.map((sum, at) => sum / Math.max(1, weights[Math.floor(at / PHASE_COUNT)] as number));
}

/** Where the slow members' time went beyond the usual of their endpoints; null: no phase has most of it. */
export function phaseExcess(
  { kept }: Observed,
  { rows }: SlowSet,
  usual: Float64Array,
  isMember: Membership,
): Cause['phase'] {
  const excess = new Float64Array(PHASE_COUNT);
  let weights = 0;
  for (let row = 0; row < kept.length; row += 1) {
    if (rows[row] === OUTSIDE || rows[row] === INSIDE || !isMember(row)) continue;
    const weight = kept.weight[row] as number;
    const endpoint = kept.endpoint[row] as number;
    weights += weight;
    for (let phase = 0; phase < PHASE_COUNT; phase += 1) {
      const beyond = phaseUs(kept, row, phase) - (usual[endpoint * PHASE_COUNT + phase] as number);
      excess[phase] = (excess[phase] as number) + weight * beyond;
    }
  }
  const all = excess.reduce((sum, here) => sum + Math.max(0, here), 0);
  const largest = excess.indexOf(Math.max(...excess));
  const share = all === 0 ? 0 : (excess[largest] as number) / all;
  if (weights === 0 || share < MIN_SHARE) return null;
  return { name: PHASES[largest] as Phase, share, excessUs: (excess[largest] as number) / weights };
}
