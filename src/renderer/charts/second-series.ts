import type { SecondPercentiles } from '../../contract/second-percentiles.ts';
import { rateOf, rateStretches } from '../../contract/second-rates.ts';
import type { SummarySecond } from '../../contract/summary.ts';
import type { ChartColor } from './chart-colors.ts';
import type { PlotSeries, Values } from './plot-options.ts';
import type { Step } from './steps.ts';

/** Values by second, and where they are drawn. */
type Drawn = Required<Pick<PlotSeries, 'values' | 'steps'>> & Pick<PlotSeries, 'estimates'>;

/** A second stands on the axis where it ends: second 0 covers (0 s, 1 s] and stands at 1. */
export const placeOf = (second: SummarySecond): number => second.second + second.lengthMs / 1_000;

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
      reach: from,
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
    return [{ from: second.second, to: placeOf(second), reach: second.second, value, estimate: false }];
  });
  return { values, steps };
}

/** Mean, maximum and percentiles of one latency in a second. */
export type TimesOfSecond = SecondPercentiles & {
  readonly meanMs: number | null;
  readonly maxMs: number | null;
};

const WINDOWS = { p50: 'windowSeconds', p95: 'windowSeconds', p99: 'p99WindowSeconds' } as const;
const COLORS = { p50: '--chart-1', p95: '--chart-2', p99: '--chart-4' } as const;

/** A percentile: each value in its own second, thin over those it looks back to, dimmed where it is an estimate. */
function percentiles(
  seconds: readonly SummarySecond[],
  times: readonly (TimesOfSecond | undefined)[],
  name: keyof typeof WINDOWS,
): Drawn {
  const steps = seconds.flatMap((second, index): Step[] => {
    const row = times[index];
    const value = row?.[`${name}Ms`] ?? null;
    if (row === undefined || value === null) return [];
    const reach = second.second + 1 - row[WINDOWS[name]];
    const estimate = row.evidence[name] === 'estimate';
    return [{ from: second.second, to: placeOf(second), reach, value, estimate }];
  });
  return {
    values: times.map((row) => row?.[`${name}Ms`] ?? null),
    estimates: times.map((row) => row?.evidence[name] === 'estimate'),
    steps,
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

/** What is to be said of each second where its percentiles look back: `p95 over 3 s, p99 over 5 s`. */
export function windowNotes(times: readonly (TimesOfSecond | undefined)[]): string[] {
  return times.map((row) => {
    const { windowSeconds: body = 0, p99WindowSeconds: tail = 0, p95Ms = null } = row ?? {};
    if (body > 1 && body === tail) return `percentiles over ${body} s`;
    const parts = [];
    if (body > 1) parts.push(`${p95Ms === null ? 'p50' : 'p95'} over ${body} s`);
    if (tail > 1) parts.push(`p99 over ${tail} s`);
    return parts.join(', ');
  });
}
