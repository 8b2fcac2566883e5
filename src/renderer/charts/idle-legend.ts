import { showTimePercentile } from '../../contract/evidence.ts';
import { formatMs, NO_VALUE } from '../../contract/format.ts';
import type { Percentile } from '../../contract/percentiles.ts';
import type { Distribution, Summary } from '../../contract/summary.ts';
import type { IdleLegend, PlotModel, PlotSeries } from './plot-model.ts';

/** Figures of the whole run, or of all that has passed of it. */
export function ofTheRun(summary: Summary, texts: IdleLegend['texts']): IdleLegend {
  return { says: summary.run.state === 'running' ? 'so far' : 'whole run', texts };
}

/** The percentiles of a distribution with what they rest on, its mean and its maximum. */
export function timesTexts(summary: Summary, times: Distribution): IdleLegend['texts'] {
  const percentile = (name: Percentile) => showTimePercentile(summary, times, name).text;
  return {
    p50: percentile('p50'),
    p95: percentile('p95'),
    p99: percentile('p99'),
    mean: formatMs(times.mean),
    max: formatMs(times.max),
  };
}

/**
 * Of gauges, for which the document has no figure: how they stand now while the run is going on, and afterwards the
 * highest that any second had.
 */
export function ofGauges(
  summary: Summary | undefined,
  series: readonly PlotSeries[],
  format: PlotModel['yFormat'],
): IdleLegend {
  const isLive = summary?.run.state === 'running';
  const texts = series.map(({ key, values, shown }) => {
    const known = (shown ?? values).filter((value) => value !== null);
    const value = isLive
      ? known.at(-1)
      : known.reduce((top, one) => Math.max(top, one), Number.NEGATIVE_INFINITY);
    return [key, value === undefined || !Number.isFinite(value) ? NO_VALUE : format(value)] as const;
  });
  return { says: isLive ? 'now' : 'highest', texts: Object.fromEntries(texts) };
}
