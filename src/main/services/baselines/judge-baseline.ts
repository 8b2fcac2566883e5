import type { BaselineCell, BaselineMethod, BaselineVerdict } from '../../../contract/baseline.ts';
import { cellName, changeText } from '../../../contract/baseline-words.ts';
import { counted, formatNumber } from '../../../contract/format.ts';
import { benjaminiHochberg } from '../compare/statistics/judged-family.ts';
import { type Estimate, intervalOf } from '../compare/statistics/series-difference.ts';
import { meanOf } from '../compare/statistics/stored-sessions.ts';
import { tQuantile, twoSidedP } from '../compare/statistics/t-distribution.ts';
import { type EndpointFigures, type RunFigures, TIME_FIGURES, type TimeFigure } from './run-figures.ts';
import { ASSUMPTION, errorChange, sessionChange } from './session-change.ts';

/** What is judged takes part in one family of tests; the chance of a false one among those that are named. */
const ALPHA = 0.05;
/** Judged of every endpoint; the other figures have an interval and fail nothing. */
const JUDGED: ReadonlySet<BaselineCell['figure']> = new Set(['p95', 'error rate']);
const LEAST_REQUESTS_NOTE = 'fewer than ten requests beyond it';

type Context = BaselineVerdict['context'];

interface BaselineQuestion {
  readonly name: string;
  readonly plan: string;
  readonly tolerancePercent: number;
  /** Stored sessions, each with its runs. */
  readonly sessions: readonly (readonly RunFigures[])[];
  /** The runs that are held against them, of one session. */
  readonly runs: readonly RunFigures[];
  readonly context: Context;
}

/** A figure of an endpoint on its way to a verdict. */
export interface Cell {
  readonly cell: BaselineCell;
  readonly change: Change | null;
}

type Change = Estimate & { readonly method: BaselineMethod };

/**
 * Holds runs against the stored sessions of a baseline. A figure regressed where the 95% interval of its change lies wholly
 * beyond the tolerance, and it is named by Benjamini and Hochberg's procedure among all that are judged. Untrusted runs are
 * left out before any figure is looked at; what differs so that figures mean something else is refused.
 */
export function judgeBaseline(question: BaselineQuestion): BaselineVerdict {
  const { name, plan, tolerancePercent, context } = question;
  const sessions = question.sessions.map(usable).filter(({ length }) => length > 0);
  const runs = usable(question.runs);
  const lack = refusalOf(question, sessions, runs);
  const stored = sessions.flat();
  return verdictOfCells(lack === null ? cellsOf(sessions, runs) : [], {
    name,
    plan,
    tolerancePercent,
    context: [...context],
    baselineRuns: stored.map(({ runId }) => runId),
    baselineSessions: sessions.length,
    runs: runs.map(({ runId }) => runId),
    excluded: [...question.sessions.flat(), ...question.runs].flatMap(({ runId, excluded }) =>
      excluded === '' ? [] : [{ runId, reason: excluded }],
    ),
    sides: `${counted(runs.length, 'run')} against ${counted(stored.length, 'run')} of ${counted(sessions.length, 'session')}`,
    lack,
  });
}

interface Judged
  extends Pick<
    BaselineVerdict,
    | 'name'
    | 'plan'
    | 'tolerancePercent'
    | 'context'
    | 'baselineRuns'
    | 'baselineSessions'
    | 'runs'
    | 'excluded'
  > {
  /** How many runs stand against how many, in words. */
  readonly sides: string;
  /** Why nothing is judged; null: something may be. */
  readonly lack: Refusal | null;
}

/** Decides of the figures together, and says what came of it. */
export function verdictOfCells(
  all: readonly Cell[],
  { sides, lack: refusal, ...known }: Judged,
): BaselineVerdict {
  const { name, tolerancePercent } = known;
  const cells = inOrder(named(all, tolerancePercent));
  const judged = cells.filter(({ cell, change }) => cell.judged && change !== null);
  const lack = refusal ?? (judged.length === 0 ? NO_FIGURES : null);
  const isRegressed = judged.some(({ cell }) => cell.verdict === 'regressed');
  return {
    ...known,
    verdict: lack !== null ? 'not judged' : isRegressed ? 'regressed' : 'not regressed',
    code: lack?.code ?? '',
    sentence:
      lack === null
        ? sentenceOf(judged, { name, tolerancePercent, sides })
        : `Not judged against baseline ${name}: ${lack.because}.`,
    method: methodOf(cells),
    assumption: judged.some(({ change }) => change?.method === 'assumed') ? ASSUMPTION : '',
    visiblePercent: visibleOf(judged, tolerancePercent),
    cells: cells.map(({ cell }) => cell),
  };
}

function usable(runs: readonly RunFigures[]): readonly RunFigures[] {
  return runs.filter(({ excluded }) => excluded === '');
}

/** Why nothing is judged, as a code and the end of a sentence. */
interface Refusal {
  readonly code: string;
  readonly because: string;
}

const NO_FIGURES: Refusal = {
  code: 'baseline.no_figures',
  because: 'no endpoint has a p95 or an error rate on both sides',
};

function refusalOf(
  { sessions: stored, runs: asked, context }: BaselineQuestion,
  sessions: readonly (readonly RunFigures[])[],
  runs: readonly RunFigures[],
): Refusal | null {
  const [differs] = context.filter(({ severity }) => severity === 'refused');
  if (differs !== undefined) {
    const { aspect, baseline, run } = differs;
    const code = `baseline.other_${aspect.toLowerCase().replace(/\W+/g, '_')}`;
    return { code, because: `the ${aspect.toLowerCase()} differs (baseline: ${baseline}; run: ${run})` };
  }
  const [reason] = asked.map(({ excluded }) => excluded).filter((text) => text !== '');
  if (runs.length === 0) {
    const isTrust = /untrustworthy/.test(reason ?? '');
    return {
      code: isTrust ? 'baseline.untrusted' : 'baseline.run_not_whole',
      because: `of the run, ${reason ?? 'nothing is known'}`,
    };
  }
  if (sessions.length > 0) return null;
  const [why] = stored.flat().map(({ excluded }) => excluded);
  return {
    code: 'baseline.no_runs',
    because:
      why === undefined ? 'none of its runs is there any more' : `of its runs none can be used: ${why}`,
  };
}

function cellsOf(sessions: readonly (readonly RunFigures[])[], runs: readonly RunFigures[]): Cell[] {
  const names = new Map<string, EndpointFigures>();
  for (const run of [...runs, ...sessions.flat()])
    for (const endpoint of run.endpoints) names.set(keyOf(endpoint), endpoint);
  return [...names.values()].flatMap((endpoint) => {
    const find = (run: RunFigures) => run.endpoints.filter((one) => keyOf(one) === keyOf(endpoint));
    const stored = sessions.map((session) => session.flatMap(find));
    const ours = runs.flatMap(find);
    const times = TIME_FIGURES.map((figure) => timeCell(endpoint, figure, [stored, ours]));
    return endpoint.isPart ? times : [...times, errorCell(endpoint, stored.flat(), ours)];
  });
}

function keyOf({ service, endpoint }: EndpointFigures): string {
  return `${service}\n${endpoint}`;
}

type Sides = readonly [stored: readonly (readonly EndpointFigures[])[], ours: readonly EndpointFigures[]];

function timeCell({ service, endpoint }: EndpointFigures, figure: TimeFigure, [stored, ours]: Sides): Cell {
  const logarithms = (all: readonly EndpointFigures[]) =>
    all.flatMap(({ times }) => (times[figure] === null ? [] : [Math.log(times[figure])]));
  const sessions = stored.map(logarithms).filter(({ length }) => length > 0);
  const runs = logarithms(ours);
  const isKnown = sessions.length > 0 && runs.length > 0;
  const change = isKnown ? sessionChange(sessions, runs) : null;
  const isAbsent = stored.flat().length === 0 || ours.length === 0;
  const absence = ours.length === 0 ? 'not in this run' : 'not in the baseline';
  const level = (values: readonly number[]) => (values.length === 0 ? null : Math.exp(meanOf(values)));
  return withInterval(change, {
    service,
    endpoint,
    figure,
    unit: 'ms',
    baseline: sessions.length === 0 ? null : Math.exp(meanOf(sessions.map(meanOf))),
    run: level(runs),
    note: isKnown ? '' : isAbsent ? absence : LEAST_REQUESTS_NOTE,
  });
}

function errorCell(
  { service, endpoint }: EndpointFigures,
  stored: readonly EndpointFigures[],
  ours: readonly EndpointFigures[],
): Cell {
  const isKnown = stored.length > 0 && ours.length > 0;
  const change = isKnown ? errorChange(stored, ours) : null;
  const rate = (all: readonly EndpointFigures[]) => {
    const requests = all.reduce((sum, one) => sum + one.requests, 0);
    return requests === 0 ? null : (all.reduce((sum, one) => sum + one.errors, 0) / requests) * 100;
  };
  return withInterval(change, {
    service,
    endpoint,
    figure: 'error rate',
    unit: '%',
    baseline: rate(stored),
    run: rate(ours),
    note: !isKnown
      ? ours.length === 0
        ? 'not in this run'
        : 'not in the baseline'
      : change === null
        ? 'no errors in either'
        : '',
  });
}

export function withInterval(
  change: Change | null,
  cell: Pick<BaselineCell, 'service' | 'endpoint' | 'figure' | 'unit' | 'baseline' | 'run' | 'note'>,
): Cell {
  const interval = change === null ? null : intervalOf(change, ALPHA);
  const judged = JUDGED.has(cell.figure);
  return {
    change,
    cell: {
      ...cell,
      changePercent: change === null ? null : Math.expm1(change.d) * 100,
      lowPercent: interval === null ? null : interval.low * 100,
      highPercent: interval === null ? null : interval.high * 100,
      judged,
      verdict: judged ? (change === null ? 'no interval' : 'not regressed') : 'interval only',
    },
  };
}

/** Decides of all that is judged together. */
function named(cells: readonly Cell[], tolerancePercent: number): Cell[] {
  const limit = Math.log1p(tolerancePercent / 100);
  const tested = cells.filter(({ cell, change }) => cell.judged && change !== null);
  const ps = tested.map(({ change }) => (change === null ? 1 : pBeyond(change, limit)));
  const passes = benjaminiHochberg(ps, ALPHA);
  return cells.map((one) => {
    const place = tested.indexOf(one);
    if (place === -1) return one;
    const { lowPercent, highPercent } = one.cell;
    const isBeyond = lowPercent !== null && lowPercent > tolerancePercent;
    const isBetter = highPercent !== null && highPercent < 0;
    const beyond = passes[place] === true ? 'regressed' : 'alone';
    return {
      ...one,
      cell: { ...one.cell, verdict: isBeyond ? beyond : isBetter ? 'better' : 'not regressed' },
    };
  });
}

/** Two-sided p of a change that is the tolerance: at most 0.05 exactly where the 95% interval lies wholly on one side of it. */
function pBeyond({ d, standardError, df }: Estimate, limit: number): number {
  return d <= limit ? 1 : twoSidedP((d - limit) / standardError, df);
}

const ORDER = ['regressed', 'alone', 'not regressed', 'better', 'no interval', 'interval only'] as const;

/** What regressed first; of one verdict the largest change. */
function inOrder(cells: readonly Cell[]): Cell[] {
  const size = ({ cell }: Cell) => cell.changePercent ?? Number.NEGATIVE_INFINITY;
  const rank = ({ cell }: Cell) => ORDER.indexOf(cell.verdict);
  return cells.toSorted((one, other) => rank(one) - rank(other) || size(other) - size(one));
}

/** That of the times, which are judged most; of the error rates where no time has an interval. */
function methodOf(cells: readonly Cell[]): BaselineMethod {
  const known = cells.filter(({ cell, change }) => cell.judged && change !== null);
  const first = known.find(({ cell }) => cell.figure === 'p95') ?? known[0];
  return first?.change?.method ?? 'assumed';
}

/** The least rise whose interval would lie wholly beyond the tolerance, of the p95 that is known best. */
function visibleOf(cells: readonly Cell[], tolerancePercent: number): number | null {
  const limit = Math.log1p(tolerancePercent / 100);
  const least = cells.flatMap(({ cell, change }) =>
    cell.figure !== 'p95' || change === null
      ? []
      : [Math.expm1(limit + tQuantile(1 - ALPHA / 2, change.df) * change.standardError) * 100],
  );
  return least.length === 0 ? null : Math.min(...least);
}

/** Says what regressed, or that nothing did and what could have been seen. */
function sentenceOf(
  judged: readonly Cell[],
  { name, tolerancePercent, sides }: Pick<Judged, 'name' | 'tolerancePercent' | 'sides'>,
): string {
  const beyond = judged.filter(({ cell }) => cell.verdict === 'regressed');
  const tolerance = `${formatNumber(tolerancePercent)}%`;
  const [worst] = beyond;
  if (worst !== undefined) {
    const others = beyond.length === 1 ? '' : ` and ${counted(beyond.length - 1, 'more figure')}`;
    return `Regressed against baseline ${name} by more than ${tolerance}: ${cellName(worst.cell)} ${changeText(worst.cell)}${others}; ${sides}.`;
  }
  const [largest] = judged;
  const most =
    largest === undefined || (largest.cell.changePercent ?? 0) <= 0
      ? ''
      : ` The largest rise: ${cellName(largest.cell)} ${changeText(largest.cell)}.`;
  const visible = visibleOf(judged, tolerancePercent);
  const seen =
    visible === null
      ? ''
      : ` Only a p95 that rose by ${formatNumber(visible)}% or more would have shown as one.`;
  return `No regression of more than ${tolerance} shown against baseline ${name}; ${sides}.${most}${seen}`;
}
