import type { Series } from '../../../../contract/series.ts';
import type { RunSecond, SeriesSecond } from '../../../../contract/tick.ts';

/** The encoded latency of a series in a second that is graded: from the intended start in open plans, else from the actual one. */
export function gradedOf(plan: readonly Series[], { series, histograms }: SeriesSecond): Uint8Array | null {
  return plan[series]?.clock === 'intended' ? histograms.response : histograms.service;
}

/** The same of all series that `keep` lets through. */
export function gradedLatencies(
  plan: readonly Series[],
  second: Pick<RunSecond, 'series'>,
  keep: (series: Series) => boolean,
): Uint8Array[] {
  return second.series.flatMap((entry) => {
    const series = plan[entry.series];
    return series === undefined || !keep(series) ? [] : (gradedOf(plan, entry) ?? []);
  });
}
