import { formatClock } from '../../contract/format.ts';
import {
  MAIN_PERCENTILES,
  type MainPercentile,
  type Percentile,
  statisticWord,
} from '../../contract/percentiles.ts';
import type { WindowedPercentile } from '../../contract/scope-seconds.ts';
import { WINDOW_FIELDS } from '../../contract/second-percentiles.ts';
import type { SecondPercentiles } from '../../contract/second-percentiles-schema.ts';
import { rateOf, rateStretches } from '../../contract/second-rates.ts';
import type { SummarySecond } from '../../contract/summary.ts';
import type { ChartColor } from './chart-colors.ts';
import type { PlotSeries } from './plot-model.ts';
import type { Step } from './steps.ts';

/** A second stands on the axis where it ends: second 0 covers (0 s, 1 s] and stands at 1. */
export const placeOf = (second: SummarySecond): number => second.second + second.lengthMs / 1_000;

/** Values by second, and where they are drawn. */
type Drawn = Required<Pick<PlotSeries, 'values' | 'steps'>> & Pick<PlotSeries, 'estimates'>;

/** Counts as rates of whole seconds, a partial last one merged into its neighbour; nothing while the run drains. */
export function rates(seconds: readonly SummarySecond[], count: (second: SummarySecond) => number): Drawn {
  const bySecond = new Map<number, number>();
  const steps = rateStretches(seconds).map((stretch): Step => {
    const value = rateOf(stretch, count);
    for (const { second } of stretch.seconds) bySecond.set(second, value);
    const [first] = stretch.seconds;
    return { from: first.second, to: placeOf(stretch.seconds.at(-1) ?? first), value, estimate: false };
  });
  return { values: seconds.map(({ second }) => bySecond.get(second) ?? null), steps };
}

/** Values of seconds, each over its own. */
export function perSecond(
  seconds: readonly SummarySecond[],
  read: (second: SummarySecond, index: number) => number | null | undefined,
): Drawn {
  const values = seconds.map((second, index) => read(second, index) ?? null);
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
  /** Those that no document has of its seconds; absent: not asked for. */
  readonly others?: Readonly<Partial<Record<Percentile, WindowedPercentile | null>>>;
};

const COLORS = {
  p50: '--chart-1',
  p90: '--chart-3',
  p95: '--chart-2',
  p99: '--chart-4',
  p999: '--chart-5',
} as const satisfies Record<Percentile, ChartColor>;

/** Of each second, what one percentile is, and how far it looks back. */
type Windows = readonly (WindowedPercentile | null)[];

function windowsOf(times: readonly (TimesOfSecond | undefined)[], name: Percentile): Windows {
  return times.map((row) => {
    if (row === undefined) return null;
    return isMain(name) ? mainOf(row, name) : (row.others?.[name] ?? null);
  });
}

function isMain(name: Percentile): name is MainPercentile {
  return MAIN_PERCENTILES.some((one) => one === name);
}

function mainOf(row: TimesOfSecond, name: MainPercentile): WindowedPercentile | null {
  const ms = row[`${name}Ms`];
  const isEstimate = row.evidence[name] === 'estimate';
  return ms === null ? null : { ms, seconds: row[WINDOW_FIELDS[name]], isEstimate };
}

function percentiles(seconds: readonly SummarySecond[], windows: Windows): Drawn {
  return {
    steps: percentileSteps(seconds, windows),
    values: windows.map((one) => one?.ms ?? null),
    estimates: windows.map((one) => one?.isEstimate === true),
  };
}

/**
 * Where the percentiles of a run are drawn. A second that speaks for itself has a step of its own. Windows of quiet
 * seconds overlap, so only some are drawn, each as a bar over its whole width: the first that begins where the last
 * one ended, and so on. What lies between two of them is drawn from the last window that ends there, cut at the bar
 * before it. The choice depends on what came before only: a chart that grows does not redraw its past.
 */
function percentileSteps(seconds: readonly SummarySecond[], windows: Windows): Step[] {
  const steps: Step[] = [];
  /** The latest window that overlaps the bar before it: drawn only where no whole one covers it. */
  let waiting: Step | null = null;
  for (const [index, second] of seconds.entries()) {
    const step = stepOf(second, windows[index] ?? null);
    if (step === null) continue;
    const edge = steps.at(-1)?.to ?? 0;
    if (step.from < edge) {
      waiting = { ...step, from: edge };
      continue;
    }
    if (waiting !== null && step.from > edge) {
      steps.push({ ...waiting, to: Math.min(waiting.to, step.from) });
    }
    waiting = null;
    steps.push(step);
  }
  return waiting === null ? steps : [...steps, waiting];
}

function stepOf(second: SummarySecond, window: WindowedPercentile | null): Step | null {
  if (window === null) return null;
  const end = second.second + 1;
  const from = end - window.seconds;
  return { from, to: placeOf(second), samples: [from, end], value: window.ms, estimate: window.isEstimate };
}

/** What can be drawn of a latency, the highest first. */
export const TIMES_SERIES = ['max', 'p999', 'p99', 'p95', 'p90', 'p50', 'mean'] as const;
export type TimesSeries = (typeof TIMES_SERIES)[number];

/**
 * One latency over time.
 * @param log a logarithmic axis, on which nothing stands at zero
 */
export function timesSeries(
  seconds: readonly SummarySecond[],
  times: readonly (TimesOfSecond | undefined)[],
  { names, log }: { readonly names: readonly TimesSeries[]; readonly log: boolean },
): PlotSeries[] {
  const exact = (key: 'meanMs' | 'maxMs') => perSecond(seconds, (_, index) => times[index]?.[key]);
  const line = (name: TimesSeries): PlotSeries => {
    if (name === 'max') return { ...named(name, '--chart-quiet'), look: 'thin', ...exact('maxMs') };
    if (name === 'mean') return { ...named(name, '--chart-ink'), look: 'dashed', ...exact('meanMs') };
    return {
      ...named(name, COLORS[name], statisticWord(name)),
      ...percentiles(seconds, windowsOf(times, name)),
    };
  };
  return names.map(line).map((series) => (log ? aboveZero(series) : series));
}

export const named = (key: string, color: ChartColor, label = key) => ({ key, label, color });

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
