import { entriesOf } from '../../../../contract/keys.ts';
import { OPEN_LOOKS } from '../../../../contract/run-series.ts';
import {
  SERIES_FIGURES,
  type SeriesCell,
  type SeriesCellKey,
  type SeriesEstimate,
  type SeriesFigure,
  type SeriesRunsNeeded,
  type SeriesVerdict,
  type SeriesVerdictName,
} from '../../../../contract/series-verdict.ts';
import { type CellEstimate, estimateCell, valueIn } from './estimate-cell.ts';
import { benjaminiHochberg } from './judged-family.ts';
import { type JudgedRuns, judgedRuns } from './judged-runs.ts';
import { alphaOf, moreRuns } from './looks.ts';
import { gravestOf, nameVerdict } from './name-verdict.ts';
import { runsNeeded, visibleChange, visibleWith } from './runs-needed.ts';
import { intervalOf, pOf } from './series-difference.ts';
import type { SeriesInput, SeriesRun } from './series-input.ts';
import { saySeries, seriesWarnings } from './series-words.ts';
import { type SaidOf, sayCell } from './verdict-words.ts';

const JUDGED: readonly SeriesFigure[] = ['p95', 'errorRate'];
/** Least change that matters, and the change that runs are planned for. */
const MIN_CHANGE = 0.03;
const TARGET = 0.1;
const MAX_PERCENT = 1e9;

/** What holds for every cell of a series. */
interface Judging {
  readonly input: SeriesInput;
  readonly runs: JudgedRuns;
  readonly alpha: number;
  readonly minChange: number;
  readonly target: number;
}

/** A cell on its way to a verdict. */
interface OpenCell {
  readonly key: SeriesCellKey;
  readonly found: CellEstimate;
  readonly isPrimary: boolean;
  /** Whether it is to have a verdict, and whether it can have one. */
  readonly isJudged: boolean;
  readonly p: number | null;
}

/** What the tests of all judged cells came to. */
interface Family {
  readonly size: number;
  readonly passed: ReadonlySet<OpenCell>;
}

/**
 * The verdict of a series of runs against another: what changed of each figure, with the interval, the odd runs, the smallest
 * change that would have been seen and the runs that it takes. The unit is the run; requests of one run are no sample of the next.
 * Judged at the looks of the rule alone; figures that are judged are tested together, a primary one by itself.
 * @throws where two runs have one id or one place in the order: a bug of the caller
 */
export function judgeSeries(input: SeriesInput): SeriesVerdict {
  const runs = judgedRuns(input);
  const judging: Judging = {
    input,
    runs,
    alpha: alphaOf(input.rule),
    minChange: input.minChange ?? MIN_CHANGE,
    target: input.target ?? TARGET,
  };
  const open = keysOf(runs.inOrder).map((key) => openCell(key, judging));
  const family = testedTogether(open, judging);
  const cells = open.map((cell) => closedCell(cell, family, judging));
  const judged = cells.filter((_, index) => open[index]?.isJudged);
  const verdict = gravestOf(judged.map((cell) => cell.verdict));
  return {
    schema: 'plimsoll.series-verdict/1',
    kind: input.kind,
    rule: input.rule,
    alpha: judging.alpha,
    look: runs.look,
    nextLook: runs.nextLook,
    ...runsOf(runs),
    family: { size: family.size, passed: family.passed.size },
    primary: input.primary ?? null,
    minChangePercent: judging.minChange * 100,
    cells,
    warnings: seriesWarnings({
      isPoorlyAlternated: open.some(({ found }) => found.isPoorlyAlternated),
      excluded: runs.excluded.length,
      isStored: input.kind === 'stored',
    }),
    more: moreOf(judged, runs),
    verdict,
    sentence: saySeries(verdict, judged),
  };
}

const UNSETTLED: readonly SeriesVerdictName[] = ['alone-only', 'cannot-tell'];

function moreOf(cells: readonly SeriesCell[], { look, nextLook, perSide }: JudgedRuns): number | null {
  if (nextLook === null) return null;
  const open = cells.filter(({ verdict }) => look === null || UNSETTLED.includes(verdict));
  if (open.length === 0) return look === null ? nextLook - perSide : null;
  return Math.max(nextLook - perSide, ...open.map(({ needed }) => needed?.more ?? 0));
}

function runsOf({ trusted, judged, excluded, waiting }: JudgedRuns) {
  const count = (of: readonly SeriesRun[], side: string) => of.filter((run) => run.side === side).length;
  return {
    runs: {
      a: count(trusted, 'A'),
      b: count(trusted, 'B'),
      judgedA: count(judged, 'A'),
      judgedB: count(judged, 'B'),
    },
    excluded: excluded.map(({ id, side, excluded: why }) => ({ id, side, why: why ?? '' })),
    waiting: waiting.map(({ id, side }) => ({ id, side })),
  };
}

/** Every figure that some run has of some endpoint, endpoints in the order in which they first appear. */
function keysOf(runs: readonly SeriesRun[]): SeriesCellKey[] {
  const keys = new Map<string, SeriesCellKey>();
  for (const { endpoints } of runs)
    for (const { service, endpoint, figures, requests } of endpoints)
      for (const [figure] of entriesOf(SERIES_FIGURES)) {
        const isThere = figure === 'errorRate' ? requests > 0 : figures[figure] !== undefined;
        if (isThere) keys.set(JSON.stringify([service, endpoint, figure]), { service, endpoint, figure });
      }
  return [
    ...Map.groupBy(keys.values(), ({ service, endpoint }) => JSON.stringify([service, endpoint])).values(),
  ].flat();
}

function openCell(key: SeriesCellKey, { input, runs }: Judging): OpenCell {
  const found = estimateCell(key, runs, input.kind);
  const { primary = null, judged = JUDGED } = input;
  const isPrimary =
    primary !== null &&
    primary.service === key.service &&
    primary.endpoint === key.endpoint &&
    primary.figure === key.figure;
  const isJudged = isPrimary || judged.includes(key.figure);
  const isTested = isJudged && found.reason === null && found.estimate !== null;
  return {
    key,
    found,
    isPrimary,
    isJudged,
    p: isTested && found.estimate !== null ? pOf(found.estimate) : null,
  };
}

/** Cells that are tested together, and which of all pass; the primary one was chosen beforehand and is no part of the family. */
function testedTogether(cells: readonly OpenCell[], { alpha }: Judging): Family {
  const family = cells.filter(({ p, isPrimary }) => p !== null && !isPrimary);
  const passes = benjaminiHochberg(
    family.map(({ p }) => p ?? 1),
    alpha,
  );
  const passed = new Set(family.filter((_, index) => passes[index]));
  return { size: family.length, passed };
}

function closedCell(cell: OpenCell, family: Family, judging: Judging): SeriesCell {
  const { key, found, isPrimary } = cell;
  const { figure } = key;
  const isShown = judging.runs.look !== null && found.reason !== 'too-few-runs';
  const estimate = isShown && found.estimate !== null ? shownEstimate(found, judging.alpha) : null;
  const verdict = verdictOf(cell, estimate, family, judging);
  const alpha = verdict === 'alone-only' ? judging.alpha / family.size : judging.alpha;
  const closed: Omit<SeriesCell, 'sentence'> = {
    ...key,
    unit: SERIES_FIGURES[figure].unit,
    better: SERIES_FIGURES[figure].better,
    runs: judging.runs.inOrder.map((run) => ({ id: run.id, side: run.side, value: valueIn(run, key) })),
    a: found.a,
    b: found.b,
    judgedRuns: found.judgedRuns,
    estimate,
    spread: found.spread?.spread ?? null,
    visiblePercent: estimate === null ? null : percentOf(visibleChange(estimate, judging.alpha)),
    needed: neededOf(found, alpha, judging),
    odd: isShown
      ? found.odd.map(({ id, side, y, isHigh }) => ({ id, side, value: Math.exp(y), isHigh }))
      : [],
    verdict,
    reason: verdict === 'no-verdict' || verdict === 'not-judged' ? found.reason : null,
    isPrimary,
  };
  return { ...closed, sentence: sayCell(saidOf(closed, cell, family, judging)) };
}

/** A share in percent; a number that JSON can hold, however little is known. */
function percentOf(share: number): number {
  return Math.min(MAX_PERCENT, share * 100);
}

function shownEstimate({ estimate }: CellEstimate, alpha: number): SeriesEstimate | null {
  if (estimate === null) return null;
  const { low, high } = intervalOf(estimate, alpha);
  return {
    changePercent: percentOf(Math.expm1(estimate.d)),
    lowPercent: percentOf(low),
    highPercent: percentOf(high),
    levelPercent: (1 - alpha) * 100,
    logRatio: estimate.d,
    standardError: estimate.standardError,
    df: estimate.df,
    p: pOf(estimate),
  };
}

function verdictOf(
  cell: OpenCell,
  estimate: SeriesEstimate | null,
  { passed }: Family,
  { alpha, minChange }: Judging,
): SeriesVerdictName {
  if (cell.found.reason !== null || estimate === null) return 'no-verdict';
  if (!cell.isJudged) return 'not-judged';
  const passesAlone = estimate.p <= alpha;
  return nameVerdict({
    figure: cell.key.figure,
    estimate,
    passes: cell.isPrimary ? passesAlone : passed.has(cell),
    passesAlone,
    minChangePercent: minChange * 100,
  });
}

function neededOf(
  { spread }: CellEstimate,
  alpha: number,
  { input, runs, target }: Judging,
): SeriesRunsNeeded | null {
  if (spread === null) return null;
  const { runs: needed, range } = runsNeeded(spread, target, alpha);
  return {
    targetPercent: target * 100,
    alpha,
    runs: needed,
    range,
    more: moreRuns(input.rule, runs.perSide, needed),
  };
}

function saidOf(
  cell: Omit<SeriesCell, 'sentence'>,
  { found }: OpenCell,
  { size }: Family,
  { input, runs, minChange }: Judging,
): SaidOf {
  const last = OPEN_LOOKS[OPEN_LOOKS.length - 1] ?? 0;
  const isBeyond = cell.needed !== null && cell.needed.runs > last && found.spread !== null;
  return {
    cell,
    rule: input.rule,
    perSide: runs.perSide,
    familySize: size,
    minChangePercent: minChange * 100,
    visibleAtLastPercent:
      isBeyond && found.spread !== null && cell.needed !== null
        ? percentOf(visibleWith(found.spread, last, cell.needed.alpha))
        : null,
    belowPercent: found.belowPercent,
  };
}
