import type { BaselineCell, BaselineVerdict } from '../../../contract/baseline.ts';
import type { SeriesDocument } from '../../../contract/run-series-schema.ts';
import type { SeriesCell } from '../../../contract/series-verdict.ts';
import { gradedContext } from './baseline-context.ts';
import { type Cell, verdictOfCells, withInterval } from './judge-baseline.ts';

/**
 * What runs of a baseline's plan, taken in turns with those of this one, tell: a figure regressed as it does against stored sessions,
 * but nothing is widened, for both were measured in the same session.
 */
export function judgeAlternated(
  document: SeriesDocument,
  asked: Pick<BaselineVerdict, 'name' | 'plan' | 'tolerancePercent'>,
): BaselineVerdict {
  const { verdict, runs } = document;
  const ofSide = (side: 'A' | 'B') =>
    runs.filter((run) => run.side === side && run.role === 'counted').map(({ runId }) => runId);
  const cells = (verdict?.cells ?? []).map(alternatedCell);
  return verdictOfCells(cells, {
    ...asked,
    context: gradedContext(document.context),
    baselineRuns: ofSide('A'),
    baselineSessions: 1,
    runs: ofSide('B'),
    excluded: runs.flatMap(({ runId, role, why }) =>
      role === 'left out' ? [{ runId, reason: why.replace(/\.$/, '') }] : [],
    ),
    sides: `${ofSide('B').length} against ${ofSide('A').length} runs in turns`,
    // Why a series gives no verdict, it says itself.
    lack:
      verdict === null || cells.every(({ change }) => change === null)
        ? {
            code: 'baseline.no_verdict',
            because: verdict?.sentence.replace(/\.$/, '') ?? 'the series has one side',
          }
        : null,
  });
}

function alternatedCell({ service, endpoint, figure, unit, a, b, estimate, reason }: SeriesCell): Cell {
  const change =
    estimate === null
      ? null
      : {
          d: estimate.logRatio,
          standardError: estimate.standardError,
          df: estimate.df,
          method: 'alternated' as const,
        };
  const note =
    change !== null ? '' : reason === 'no-errors' ? 'no errors in either' : (reason ?? 'no interval');
  return withInterval(change, {
    service,
    endpoint,
    figure: FIGURES[figure],
    unit,
    baseline: a,
    run: b,
    note,
  });
}

const FIGURES: Readonly<Record<SeriesCell['figure'], BaselineCell['figure']>> = {
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  mean: 'mean',
  throughput: 'throughput',
  errorRate: 'error rate',
};
