import { MICROS_PER_SECOND, type Micros } from '../../../contract/units.ts';

/** How long a connection may lie idle before we close it; a shorter `keep-alive: timeout=` of the service goes before. */
const IDLE_US: Micros = 60 * MICROS_PER_SECOND;
/** So much before the service would close it: its FIN and our next request would cross (closed.keepalive_race). */
const IDLE_MARGIN_US: Micros = MICROS_PER_SECOND;

/** @param said seconds the service leaves it open; -1: it does not say. Zero or less: it is not to be used again */
export function idleLimitUs(said: number): Micros {
  return said < 0 ? IDLE_US : Math.min(IDLE_US, said * MICROS_PER_SECOND - IDLE_MARGIN_US);
}
