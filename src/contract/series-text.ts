import { counted, formatChange, formatPercent, formatValue, NO_VALUE } from './format.ts';
import type { RepeatedFigure, SeriesDocument } from './run-series-schema.ts';
import type { SeriesCell, SeriesVerdictName } from './series-verdict.ts';

/** What window, terminal and Markdown say of a series, in the same words. */

export const SERIES_STATE_WORDS: Readonly<Record<SeriesDocument['series']['state'], string>> = {
  running: 'in progress',
  completed: 'complete',
  stopped: 'stopped',
  interrupted: 'interrupted',
};

const VERDICT_WORDS: Readonly<Record<SeriesVerdictName, string>> = {
  worse: 'worse',
  better: 'better',
  changed: 'changed, too little to matter',
  unchanged: 'no change',
  'alone-only': 'alone only',
  'cannot-tell': 'cannot tell',
  'not-judged': 'not judged',
  'no-verdict': 'no verdict',
};

/** `slower` of a latency, `carries more` of a throughput: what of B a cell says, in a word or two. */
export function cellWord({ verdict, figure }: Pick<SeriesCell, 'verdict' | 'figure'>): string {
  if (verdict !== 'worse' && verdict !== 'better') return VERDICT_WORDS[verdict];
  if (figure === 'throughput') return verdict === 'worse' ? 'carries less' : 'carries more';
  if (figure === 'errorRate') return verdict === 'worse' ? 'fails more' : 'fails less';
  return verdict === 'worse' ? 'slower' : 'faster';
}

/** `+12% (95%: +4% to +21%)`; an en dash where there is none. */
export function cellChange({ estimate }: Pick<SeriesCell, 'estimate'>): string {
  if (estimate === null) return NO_VALUE;
  const { changePercent, lowPercent, highPercent, levelPercent } = estimate;
  const range = `${formatPercent(levelPercent)}: ${formatChange(lowPercent)} to ${formatChange(highPercent)}`;
  return `${formatChange(changePercent)} (${range})`;
}

export function cellValues({ a, b, unit }: Pick<SeriesCell, 'a' | 'b' | 'unit'>): readonly [string, string] {
  return [formatValue(a, unit), formatValue(b, unit)];
}

/** `5 + 5 runs count, 1 is left out`, or `5 runs count`. */
export function countedText({ series, runs }: Pick<SeriesDocument, 'series' | 'runs'>): string {
  const of = (side: string) => runs.filter((run) => run.side === side && run.role === 'counted').length;
  const sides = series.sides.map(({ side }) => of(side));
  const all = sides.reduce((sum, count) => sum + count, 0);
  const left = runs.filter(({ role }) => role === 'left out').length;
  const text = `${sides.length > 1 ? `${sides.join(' + ')} runs` : counted(all, 'run')} ${all === 1 ? 'counts' : 'count'}`;
  return left === 0 ? text : `${text}, ${left} ${left === 1 ? 'is' : 'are'} left out`;
}

/**
 * How many more runs of each side would tell more, where any would; null: the series goes on, or has had its last look.
 */
export function moreRunsOf({ series, verdict, runs }: SeriesDocument): number | null {
  if (series.state === 'running') return null;
  const counted = series.sides.map(
    ({ side }) => runs.filter((run) => run.side === side && run.role === 'counted').length,
  );
  const missing = series.runsPerSide - Math.min(...counted);
  if (missing > 0) return missing;
  return verdict?.more ?? null;
}

/** Of a repeated figure: its mean, the interval of that, and how much it varies from run to run. */
export function repeatedValues({
  mean,
  low,
  high,
  spread,
  unit,
}: RepeatedFigure): readonly [string, string, string] {
  return [
    formatValue(mean, unit),
    low === null || high === null ? NO_VALUE : `${formatValue(low, unit)} to ${formatValue(high, unit)}`,
    spread === null ? NO_VALUE : formatPercent(Math.expm1(spread) * 100),
  ];
}
