import {
  type NoVerdictReason,
  SERIES_SIDES,
  type SeriesCellKey,
  type SeriesFigure,
  type Side,
} from '../../../../contract/series-verdict.ts';
import { boundWithoutErrors, errorRateDifference, totalOf } from './error-rate-difference.ts';
import type { JudgedRuns } from './judged-runs.ts';
import { type OddPoint, setAsideOdd } from './odd-runs.ts';
import {
  countOf,
  type Estimate,
  MIN_RUNS_PER_SIDE,
  MIN_SPREAD,
  seriesDifference,
} from './series-difference.ts';
import type { RunEndpoint, SeriesInput, SeriesRun } from './series-input.ts';
import {
  groupDifference,
  MIN_SESSIONS,
  meanOf,
  sessionDifference,
  widenedBySessions,
} from './stored-sessions.ts';
import type { RunPoint } from './trend-fit.ts';

/** Fewer requests beyond a percentile leave its place to chance. */
const MIN_BEYOND = 10;
/** A fixed rate of which this share was carried was reached: the plan decided the figure. */
const REACHED_SHARE = 0.99;

/** What the runs tell of one figure of one endpoint, before anything is tested. */
export interface CellEstimate {
  readonly estimate: Estimate | null;
  /** Between runs, in logarithms, with its degrees of freedom. */
  readonly spread: { readonly spread: number; readonly df: number } | null;
  readonly odd: readonly OddPoint[];
  readonly judgedRuns: { readonly a: number; readonly b: number };
  readonly a: number | null;
  readonly b: number | null;
  /** Why there is no verdict, whatever the estimate. */
  readonly reason: NoVerdictReason | null;
  readonly isPoorlyAlternated: boolean;
  /** Where nothing failed: the error rate of each side, in percent, that the truth is below. */
  readonly belowPercent: { readonly a: number; readonly b: number } | null;
}

const NOTHING = {
  estimate: null,
  spread: null,
  odd: [],
  reason: null,
  isPoorlyAlternated: false,
  belowPercent: null,
} as const;

/** The figure of a run, as it is told; null where there is none, or too few requests lie beyond it. */
export function valueIn(run: SeriesRun, key: SeriesCellKey): number | null {
  const endpoint = endpointIn(run, key);
  if (endpoint === undefined) return null;
  if (key.figure === 'errorRate')
    return endpoint.requests === 0 ? null : (endpoint.errors / endpoint.requests) * 100;
  const { value = null, requestsBeyond = null } = endpoint.figures[key.figure] ?? {};
  const isKnown = value !== null && value > 0 && (requestsBeyond === null || requestsBeyond >= MIN_BEYOND);
  return isKnown ? value : null;
}

export function estimateCell(key: SeriesCellKey, runs: JudgedRuns, kind: SeriesInput['kind']): CellEstimate {
  const withFigure = runs.judged.filter((run) => valueIn(run, key) !== null);
  const found =
    key.figure === 'errorRate'
      ? estimateErrors(key, withFigure, kind)
      : estimateTimes(key, withFigure, runs, kind);
  const perSide = leastOf(runs.judged);
  if (perSide < MIN_RUNS_PER_SIDE && !isEnoughStored(kind, runs.judged))
    return { ...found, reason: runs.look === null ? 'not-yet' : 'too-few-runs' };
  return runs.look === null ? { ...found, reason: 'not-yet' } : found;
}

/** Sessions of one run each are a history too. */
function isEnoughStored(kind: SeriesInput['kind'], runs: readonly SeriesRun[]): boolean {
  return kind === 'stored' && countOf(runs, 'B') >= MIN_RUNS_PER_SIDE && sessionsOf(runs).length > 0;
}

function leastOf(runs: readonly { readonly side: Side }[]): number {
  return Math.min(...SERIES_SIDES.map((side) => countOf(runs, side)));
}

function estimateTimes(
  key: SeriesCellKey,
  found: readonly SeriesRun[],
  { places }: JudgedRuns,
  kind: SeriesInput['kind'],
): CellEstimate {
  const points = found.map((run) => ({
    id: run.id,
    side: run.side,
    at: places.get(run.id) ?? 0,
    y: Math.log(valueIn(run, key) ?? 1),
  }));
  const minSpread = minSpreadOf(key.figure);
  if (kind === 'stored') return { ...estimateStored(found, points, minSpread), ...sidesOf(points) };
  if (leastOf(points) < MIN_RUNS_PER_SIDE)
    return { ...NOTHING, ...sidesOf(points), reason: 'figures-missing' };
  const { kept, odd } = setAsideOdd(points, minSpread);
  const { spread, isPoorlyAlternated, ...estimate } = seriesDifference(kept, minSpread);
  return {
    ...NOTHING,
    ...sidesOf(kept),
    estimate,
    spread: { spread, df: estimate.df },
    odd,
    isPoorlyAlternated,
    reason: key.figure === 'throughput' && isRateReached(key, found) ? 'rate-reached' : null,
  };
}

function minSpreadOf(figure: SeriesFigure): number {
  return figure === 'throughput' ? MIN_SPREAD.throughput : MIN_SPREAD.other;
}

/** Runs and geometric mean of each side. */
function sidesOf(points: readonly RunPoint[]): Pick<CellEstimate, 'a' | 'b' | 'judgedRuns'> {
  const of = (side: Side) => points.filter((point) => point.side === side).map(({ y }) => y);
  const [a, b] = [of('A'), of('B')];
  const middle = (ys: readonly number[]) => (ys.length === 0 ? null : Math.exp(meanOf(ys)));
  return { a: middle(a), b: middle(b), judgedRuns: { a: a.length, b: b.length } };
}

function estimateStored(
  runs: readonly SeriesRun[],
  points: readonly RunPoint[],
  minSpread: number,
): Omit<CellEstimate, 'a' | 'b' | 'judgedRuns'> {
  const yOf = new Map(points.map(({ id, y }) => [id, y]));
  const ys = (of: readonly SeriesRun[]) => of.map(({ id }) => yOf.get(id) ?? 0);
  const sessions = sessionsOf(runs).map(ys);
  const ofB = ys(runs.filter(({ side }) => side === 'B'));
  if (ofB.length < MIN_RUNS_PER_SIDE) return { ...NOTHING, reason: 'figures-missing' };
  if (sessions.length >= MIN_SESSIONS) {
    const estimate = sessionDifference(sessions.map(meanOf), meanOf(ofB), minSpread);
    return { ...NOTHING, estimate };
  }
  if (sessions.flat().length < MIN_RUNS_PER_SIDE) return { ...NOTHING, reason: 'few-sessions' };
  const estimate = widenedBySessions(groupDifference(sessions, ofB, minSpread));
  return { ...NOTHING, estimate, reason: 'few-sessions' };
}

/** The runs of A by the session they were made in. */
function sessionsOf(runs: readonly SeriesRun[]): SeriesRun[][] {
  return [
    ...Map.groupBy(
      runs.filter(({ side }) => side === 'A'),
      ({ session }) => session,
    ).values(),
  ];
}

function estimateErrors(
  key: SeriesCellKey,
  runs: readonly SeriesRun[],
  kind: SeriesInput['kind'],
): CellEstimate {
  const counts = runs.map((run) => {
    const { errors = 0, requests = 0 } = endpointIn(run, key) ?? {};
    return { side: run.side, errors, requests };
  });
  const [a, b] = [totalOf(counts, 'A'), totalOf(counts, 'B')];
  const percent = (total: typeof a) => (total.requests === 0 ? null : (total.errors / total.requests) * 100);
  const sides = {
    ...NOTHING,
    a: percent(a),
    b: percent(b),
    judgedRuns: { a: countOf(counts, 'A'), b: countOf(counts, 'B') },
  };
  const sessions = sessionsOf(runs);
  const isByMeans = kind === 'stored' && sessions.length >= MIN_SESSIONS;
  if (countOf(counts, 'B') < MIN_RUNS_PER_SIDE || (!isByMeans && leastOf(counts) < MIN_RUNS_PER_SIDE))
    return { ...sides, reason: 'figures-missing' };
  const difference = errorRateDifference(counts);
  if (difference === null) {
    const below = (total: typeof a) => boundWithoutErrors(total.requests) * 100;
    return { ...sides, reason: 'no-errors', belowPercent: { a: below(a), b: below(b) } };
  }
  const { d, standardError, df } = difference;
  if (kind === 'alternated') return { ...sides, estimate: { d, standardError, df } };
  if (isByMeans) {
    const rates = sessions.map((session) => logRate(totalErrors(session, key)));
    return { ...sides, estimate: sessionDifference(rates, logRate(b), MIN_SPREAD.other) };
  }
  return { ...sides, estimate: widenedBySessions({ d, standardError, df }), reason: 'few-sessions' };
}

function totalErrors(runs: readonly SeriesRun[], key: SeriesCellKey): ReturnType<typeof totalOf> {
  const counts = runs.map((run) => {
    const { errors = 0, requests = 0 } = endpointIn(run, key) ?? {};
    return { side: 'A' as const, errors, requests };
  });
  return totalOf(counts, 'A');
}

function logRate({ errors, requests }: ReturnType<typeof totalOf>): number {
  return Math.log(Math.max(errors, 0.5) / requests);
}

/** Whether both sides carried what an open plan offered, in the middle one of their runs. */
function isRateReached(key: SeriesCellKey, runs: readonly SeriesRun[]): boolean {
  return SERIES_SIDES.every((side) => {
    const shares = runs
      .filter((run) => run.side === side)
      .map((run) => {
        const offered = endpointIn(run, key)?.offeredPerSecond ?? null;
        return offered === null || offered === 0 ? 0 : (valueIn(run, key) ?? 0) / offered;
      })
      .toSorted((one, other) => one - other);
    return (shares[Math.floor((shares.length - 1) / 2)] ?? 0) >= REACHED_SHARE;
  });
}

function endpointIn({ endpoints }: SeriesRun, key: SeriesCellKey): RunEndpoint | undefined {
  return endpoints.find(({ service, endpoint }) => service === key.service && endpoint === key.endpoint);
}
