import { formatClock } from '../../contract/format.ts';
import { MAIN_PERCENTILES, type MainPercentile } from '../../contract/percentiles.ts';
import { WINDOW_FIELDS } from '../../contract/second-percentiles.ts';
import type { SecondPercentiles } from '../../contract/second-percentiles-schema.ts';
import { rateOf, rateStretches } from '../../contract/second-rates.ts';
import type { SummarySecond } from '../../contract/summary.ts';
import type { ChartColor } from './chart-colors.ts';
import { percentileSteps } from './percentile-steps.ts';
import type { PlotSeries, Values } from './plot-model.ts';
import { placeOf } from './second-place.ts';
import type { Step } from './steps.ts';

/** Values by second, and where they are drawn. */
type Drawn = Required<Pick<PlotSeries, 'values' | 'steps'>> & Pick<PlotSeries, 'estimates'>;

/** Counts as rates of whole seconds, a partial last one merged into its neighbour; nothing while the run drains. */
export function rates(seconds: readonly SummarySecond[], count: (second: SummarySecond) => number): Drawn {
  const bySecond = new Map<number, number>();
  const steps = rateStretches(seconds).map((stretch): Step => {
    const value = rateOf(stretch, count);
    for (const { second } of stretch.seconds) bySecond.set(second, value);
    const from = stretch.seconds[0].second;
    return {
      from,
      to: placeOf(stretch.seconds.at(-1) ?? stretch.seconds[0]),
      value,
      estimate: false,
    };
  });
  return { values: seconds.map(({ second }) => bySecond.get(second) ?? null), steps };
}

/** Values of seconds, each over its own. */
export function perSecond(seconds: readonly SummarySecond[], values: Values): Drawn {
  const steps = seconds.flatMap((second, index): Step[] => {
    const value = values[index] ?? null;
    if (value === null) return [];
    return [{ from: second.second, to: placeOf(second), value, estimate: false }];
  });
  return { values, steps };
}

/** Mean, maximum and percentiles of one latency in a second. */
export type TimesOfSecond = SecondPercentiles & {
  readonly meanMs: number | null;
  readonly maxMs: number | null;
};

const COLORS = { p50: '--chart-1', p95: '--chart-2', p99: '--chart-4' } as const;

function percentiles(
  seconds: readonly SummarySecond[],
  times: readonly (TimesOfSecond | undefined)[],
  name: MainPercentile,
): Drawn {
  return {
    steps: percentileSteps(seconds, times, name),
    values: times.map((row) => row?.[`${name}Ms`] ?? null),
    estimates: times.map((row) => row?.evidence[name] === 'estimate'),
  };
}

export type TimesSeries = 'max' | 'p99' | 'p95' | 'p50' | 'mean';

/**
 * One latency over time.
 * @param log a logarithmic axis, on which nothing stands at zero
 */
export function timesSeries(
  seconds: readonly SummarySecond[],
  times: readonly (TimesOfSecond | undefined)[],
  { names, log }: { readonly names: readonly TimesSeries[]; readonly log: boolean },
): PlotSeries[] {
  const exact = (key: 'meanMs' | 'maxMs') =>
    perSecond(
      seconds,
      times.map((row) => row?.[key] ?? null),
    );
  const line = (name: TimesSeries): PlotSeries => {
    if (name === 'max') return { ...named(name, '--chart-quiet'), look: 'thin', ...exact('maxMs') };
    if (name === 'mean') return { ...named(name, '--chart-ink'), look: 'dashed', ...exact('meanMs') };
    return { ...named(name, COLORS[name]), ...percentiles(seconds, times, name) };
  };
  return names.map(line).map((series) => (log ? aboveZero(series) : series));
}

const named = (key: string, color: ChartColor) => ({ key, label: key, color });

function aboveZero(series: PlotSeries): PlotSeries {
  return {
    ...series,
    values: series.values.map((value) => (value === 0 ? null : value)),
    steps: (series.steps ?? []).filter(({ value }) => value > 0),
  };
}

/** What is to be said of each second whose percentiles look back: `p99 of 0:20 to 0:25`. */
export function windowNotes(
  seconds: readonly SummarySecond[],
  times: readonly (TimesOfSecond | undefined)[],
): string[] {
  return seconds.map(({ second }, index) => {
    const labels = new Map<number, string[]>();
    for (const name of MAIN_PERCENTILES) {
      const length = times[index]?.[WINDOW_FIELDS[name]] ?? 0;
      if (length > 1) labels.set(length, [...(labels.get(length) ?? []), name]);
    }
    const end = formatClock((second + 1) * 1_000);
    return [...labels]
      .map(
        ([length, names]) => `${names.join(', ')} of ${formatClock((second + 1 - length) * 1_000)} to ${end}`,
      )
      .join('; ');
  });
}
