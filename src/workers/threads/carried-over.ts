import { noCounts, noHistograms } from '../../contract/counts.ts';
import type { SeriesSecond, ThreadTick } from '../../contract/tick.ts';

/**
 * What threads left behind that report no more: requests cut by a stop, or under way when the thread was lost. They
 * stay open in every later second, or the counters of a run whose threads end in different seconds would not balance.
 * What was due and waiting on a lost thread is cancelled in the first second without it.
 */
export class CarriedOver {
  readonly #lastOf = new Map<number, readonly SeriesSecond[]>();

  /** Parts to be added to a second of which these are all the ticks there are; called in the order of the seconds. */
  beside(ticks: readonly ThreadTick[]): SeriesSecond[] {
    const parts: SeriesSecond[] = [];
    const reporting = new Set(ticks.map(({ thread }) => thread));
    for (const [thread, series] of this.#lastOf) {
      if (reporting.has(thread)) continue;
      const left = series.flatMap(leftOf);
      parts.push(...left);
      this.#lastOf.set(thread, left);
    }
    for (const { thread, series } of ticks) this.#lastOf.set(thread, series);
    return parts;
  }
}

function leftOf({ series, counts: { inFlight, waiting } }: SeriesSecond): SeriesSecond[] {
  if (inFlight === 0 && waiting === 0) return [];
  return [{ series, counts: { ...noCounts(), inFlight, cancelled: waiting }, histograms: noHistograms() }];
}
