import type { SeriesFigure, SeriesRule, Side } from '../../src/contract/series-verdict.ts';
import { alternatedSides } from '../../src/main/services/compare/statistics/alternation.ts';
import type {
  RunEndpoint,
  SeriesInput,
  SeriesRun,
} from '../../src/main/services/compare/statistics/series-input.ts';
import type { RunPoint } from '../../src/main/services/compare/statistics/trend-fit.ts';

/** Figures of both sides, in the order in which the runs of each were made. */
export interface MadeSides {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** The two worked examples of the rule: five runs a side, and six of which one of B is odd. */
export const FIVE_RUNS: MadeSides = { a: [212, 205, 231, 219, 208], b: [241, 229, 238, 262, 235] };
export const SIX_RUNS: MadeSides = { a: [212, 205, 231, 219, 208, 214], b: [216, 209, 338, 223, 214, 218] };

/** The values of an alternated series, in the order of its runs. */
function inTurns({ a, b }: MadeSides): { side: Side; value: number }[] {
  const left = { A: [...a], B: [...b] };
  const sides = alternatedSides(Math.max(a.length, b.length));
  return sides.flatMap((side) => {
    const value = left[side].shift();
    return value === undefined ? [] : [{ side, value }];
  });
}

/** Points of an alternated series, for the rule by itself. */
export function madePoints(sides: MadeSides): RunPoint[] {
  const runs = inTurns(sides);
  return runs.map(({ side, value }, index) => ({
    id: `run ${index + 1}`,
    side,
    at: (2 * index) / (runs.length - 1) - 1,
    y: Math.log(value),
  }));
}

/** A run of one endpoint without errors, of which enough requests are known. */
export function madeEndpoint(made: Partial<RunEndpoint> = {}): RunEndpoint {
  return {
    service: 'shop',
    endpoint: 'GET /cart',
    figures: {},
    requests: 6_000,
    errors: 0,
    offeredPerSecond: null,
    ...made,
  };
}

/** An alternated series of one endpoint, whose p95 (or another figure) has these values. */
export function madeRuns(
  sides: MadeSides,
  figure: Exclude<SeriesFigure, 'errorRate'> = 'p95',
  change: (run: SeriesRun, index: number) => SeriesRun = (run) => run,
): SeriesRun[] {
  return inTurns(sides).map(({ side, value }, index) => {
    const figures = { [figure]: { value, requestsBeyond: figure.startsWith('p') ? 300 : null } };
    const run = { id: `run ${index + 1}`, side, order: index, session: 'today', excluded: null };
    return change({ ...run, endpoints: [madeEndpoint({ figures })] }, index);
  });
}

export const declared = (runs: number): SeriesRule => ({ kind: 'declared', runs });

/** A declared series of all these runs. */
export function madeInput(runs: readonly SeriesRun[], made: Partial<SeriesInput> = {}): SeriesInput {
  const perSide = Math.min(...['A', 'B'].map((side) => runs.filter((run) => run.side === side).length));
  return { runs, kind: 'alternated', rule: declared(perSide), ...made };
}
