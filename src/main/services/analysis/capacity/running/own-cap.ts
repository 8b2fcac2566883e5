import type { CapacityUnit } from '../../../../../contract/capacity-search.ts';
import { type CapLimits, type RunCap, type SetCap, setCapOf } from '../../../../../contract/run-caps.ts';
import type { RunLimits } from '../../../../../contract/run-plan.ts';
import {
  MICROS_PER_MILLI,
  MICROS_PER_SECOND,
  type Micros,
  type PerSecond,
} from '../../../../../contract/units.ts';

/** Of a run whose load is searched: what tells whose fault a wait is. */
interface CappedRun {
  readonly by: CapacityUnit;
  readonly limits: CapLimits & Pick<RunLimits, 'requestTimeoutMs'>;
  /** Latency limits of its objectives, ascending; empty: only errors miss. */
  readonly limitsUs: readonly Micros[];
}

/**
 * Which cap of the run, and not the target, made something wait in a second; null: none did. The rate cap does not depend on
 * the target. Users and connections never have more open than there are of them, so a cap that is below is too low.
 *
 * By rate, whatever is due and finds `cap` others open waits because those take long. By Little's law (L = λW) `cap` of them,
 * of which `ended` a second come back, are there for cap/ended seconds each: beyond the latency limit that is a miss of the
 * target, whatever waits besides; below it the cap is too low for a target that meets its objectives.
 * @param waitedFor caps that something waited for in the second, or was dropped by
 * @param ended requests that ended in the second
 */
export function ownCap(
  waitedFor: readonly RunCap[],
  ended: PerSecond,
  { by, limits, limitsUs }: CappedRun,
): SetCap | null {
  const slowUs = limitsUs.at(-1) ?? limits.requestTimeoutMs * MICROS_PER_MILLI;
  const reached = waitedFor.map((name) => setCapOf(name, limits));
  const isOwn = ({ name, value }: SetCap) =>
    name === 'maxRate' || by !== 'rate' || value * MICROS_PER_SECOND < ended * slowUs;
  return reached.find(isOwn) ?? null;
}
