import { type GaugeName, readGauge } from '../../src/contract/gauges.ts';
import type { RunSecond } from '../../src/contract/tick.ts';

/** The largest reading of a gauge over some seconds; 0 where there is none. */
export function worstGauge(seconds: readonly RunSecond[], name: GaugeName): number {
  return Math.max(0, ...seconds.map((second) => readGauge(second, name) ?? 0));
}
