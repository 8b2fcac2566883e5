import type { Rates } from '../../../contract/rates.ts';

/** Rates of counts of the made-up host, by the definition of the contract. */
export function ratesOf(
  counts: { planned: number; sent: number; ok: number; errors: number },
  elapsedMs: number,
): Rates {
  const perSecond = (count: number) => (elapsedMs === 0 ? 0 : (count * 1_000) / elapsedMs);
  const finished = counts.ok + counts.errors;
  return {
    ok: counts.ok,
    failed: counts.errors,
    brokenOff: 0,
    leftOut: 0,
    open: 0,
    errorRatePercent: finished === 0 ? null : (counts.errors / finished) * 100,
    leftOutPercent: finished === 0 ? null : 0,
    throughputPerSecond: perSecond(counts.ok),
    plannedPerSecond: perSecond(counts.planned),
    sentPerSecond: perSecond(counts.sent),
    offeredPerSecond: null,
  };
}
