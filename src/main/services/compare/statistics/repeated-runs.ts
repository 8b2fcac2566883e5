import type { RepeatedFigure } from '../../../../contract/run-series-schema.ts';
import { SERIES_FIGURES, type SeriesFigure } from '../../../../contract/series-verdict.ts';
import { valueIn } from './estimate-cell.ts';
import type { SeriesRun } from './series-input.ts';
import { tQuantile } from './t-distribution.ts';

const FIGURES = ['p50', 'p95', 'p99', 'mean', 'throughput'] as const satisfies readonly SeriesFigure[];

/**
 * What the runs of one side tell of each figure: its geometric mean with a 95% interval, and how much it varies from run to
 * run. With y = ln(figure) over n runs, mean ȳ and standard deviation s: exp(ȳ ± t(0.975, n − 1)·s/√n). Nothing is judged:
 * there is nothing to hold it against.
 */
export function repeatedFigures(runs: readonly SeriesRun[]): RepeatedFigure[] {
  const counted = runs.filter(({ excluded }) => excluded === null);
  const places = new Map(
    counted.flatMap(({ endpoints }) =>
      endpoints.map(({ service, endpoint }) => [`${service}\n${endpoint}`, { service, endpoint }] as const),
    ),
  );
  return [...places.values()].flatMap((place) => FIGURES.map((figure) => figureOf(counted, place, figure)));
}

function figureOf(
  runs: readonly SeriesRun[],
  { service, endpoint }: { readonly service: string; readonly endpoint: string },
  figure: (typeof FIGURES)[number],
): RepeatedFigure {
  const values = runs.map((run) => ({ id: run.id, value: valueIn(run, { service, endpoint, figure }) }));
  const logs = values.flatMap(({ value }) => (value === null ? [] : [Math.log(value)]));
  const { unit } = SERIES_FIGURES[figure];
  return { service, endpoint, figure, unit, runs: values, ...levelOf(logs) };
}

function levelOf(logs: readonly number[]): Pick<RepeatedFigure, 'mean' | 'low' | 'high' | 'spread'> {
  const n = logs.length;
  if (n === 0) return { mean: null, low: null, high: null, spread: null };
  const mean = logs.reduce((sum, y) => sum + y, 0) / n;
  if (n === 1) return { mean: Math.exp(mean), low: null, high: null, spread: null };
  const spread = Math.sqrt(logs.reduce((sum, y) => sum + (y - mean) ** 2, 0) / (n - 1));
  const half = (tQuantile(0.975, n - 1) * spread) / Math.sqrt(n);
  return { mean: Math.exp(mean), low: Math.exp(mean - half), high: Math.exp(mean + half), spread };
}
