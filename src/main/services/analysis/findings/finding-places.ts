import { LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { ShownPlace } from '../../../../contract/summary.ts';
import type { Millis } from '../../../../contract/units.ts';
import type { Facts, FailureFact } from './finding.ts';

interface Place {
  readonly service: string;
  readonly endpoint?: string | null;
}

/** All that stands for the run. */
export const EVERYWHERE = null;

/**
 * Where the analysis shows it: these seconds of an endpoint, of a service or of all, whatever the latency.
 * @param toMs an end on the turn of a second is that of the second before it
 */
export function shownFrom(place: Place | null, fromMs: Millis, toMs: Millis): ShownPlace {
  const fromSecond = Math.max(0, Math.floor(fromMs / 1_000));
  const toSecond = Math.max(fromSecond, Math.ceil(toMs / 1_000) - 1);
  const { service, endpoint } = place ?? { service: null, endpoint: null };
  return {
    service,
    endpoint: endpoint ?? null,
    area: { fromSecond, toSecond, fromBand: 0, toBand: LATENCY_BANDS - 1 },
  };
}

/** An endpoint in all seconds that were measured. */
export function shownThroughout(place: Place, { seconds }: Pick<Facts, 'seconds'>): ShownPlace {
  const [first, last] = [seconds[0], seconds.at(-1)];
  const toMs = last === undefined ? 0 : last.second * 1_000 + last.lengthMs;
  return shownFrom(place, (first?.second ?? 0) * 1_000, toMs);
}

/** From the first of these failures to the last. */
export function shownWhile(
  place: Place | null,
  failures: readonly Pick<FailureFact, 'firstMs' | 'lastMs'>[],
): ShownPlace {
  const fromMs = Math.min(...failures.map(({ firstMs }) => firstMs));
  const lastMs = Math.max(0, ...failures.map(({ lastMs }) => lastMs));
  // The second in which the last one ended, also where that is its first moment.
  return shownFrom(place, Number.isFinite(fromMs) ? fromMs : 0, Math.floor(lastMs) + 1);
}
