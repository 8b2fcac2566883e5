import type { CapacityHeadline } from '../../../../contract/capacity-text.ts';
import { type GradeMetric, statisticFor } from '../../../../contract/grade-metrics.ts';
import type { FigurePlace } from '../../../../contract/run-figures.ts';
import type { Threshold } from '../../../../contract/threshold.ts';
import type { Trend, TrendChange, TrendLine, TrendPoint } from '../../../../contract/trend.ts';
import { TREND_FIGURES, type TrendFigure } from '../../../../contract/trend-figures.ts';
import type { TrendRow } from '../../../storage/run-history.ts';
import { type ChangePoint, changePoints, medianOf } from './change-points.ts';
import { nextSteps } from './next-steps.ts';
import { type RunFigure, runFigure } from './run-figure.ts';

/** What a trend is made of. */
interface TrendParts extends FigurePlace {
  readonly figure: TrendFigure;
  /** In order of time. */
  readonly rows: readonly TrendRow[];
  /** Of the last of them. */
  readonly thresholds: readonly Threshold[];
  /** Of its plan: each with its runs, in order of time. */
  readonly baselines: readonly { readonly name: string; readonly rows: readonly TrendRow[] }[];
  /** Titles of the first findings of the last of them. */
  readonly findings: readonly string[];
  readonly unread: number;
  /** In which days are told; absent: that of this machine. */
  readonly timeZone?: string | undefined;
}

/** The unit of what answers how long a target takes to recover, and not how much it carries. */
const RECOVERY_UNIT = 's';

/**
 * A figure over runs: one point for each session, changes of its level, thresholds as lines, and what to look at next. What would
 * mislead is shown, with the reason why it is not judged.
 */
export function trendOf(parts: TrendParts): Trend {
  const { figure, service, endpoint, rows, unread } = parts;
  const search = figure === 'capacity' ? lastSearch(rows) : null;
  const measure = (row: TrendRow) => runFigure(row, figure, search);
  const points = pointsOf(rows, measure);
  const places = points.flatMap(({ leftOut }, place) => (leftOut === '' ? [place] : []));
  const values = places.map((place) => points[place]?.value ?? Number.NaN);
  const better = betterOf(parts);
  const changeAt = (change: ChangePoint) => changeOf(change, places, better);
  const changes = changePoints(values).map(changeAt);
  const trend = {
    schema: 'plimsoll.trend/1' as const,
    figure,
    service,
    endpoint,
    unit: search?.unit ?? TREND_FIGURES[figure].unit,
    better,
    points,
    judged: places.length,
    changes,
    levels: levelsOf(changes, places, values),
    alarm: changePoints(values, 'alarms').map(changeAt).at(-1) ?? null,
    lines: [...thresholdLines(parts), ...baselineLines(parts, measure)],
    unread,
  };
  return { ...trend, next: nextSteps(trend, parts) };
}

/** Its objectives and its unit are those of the trend. */
function lastSearch(rows: readonly TrendRow[]): CapacityHeadline | null {
  return (
    rows.findLast(({ capacity }) => capacity !== null && capacity.unit !== RECOVERY_UNIT)?.capacity ?? null
  );
}

function betterOf({ figure, rows }: TrendParts): Trend['better'] {
  const { unit, better } = TREND_FIGURES[figure];
  // A connection that lasts is no worse for it.
  return unit === 'ms' && rows.findLast(({ figures }) => figures !== null)?.figures?.isLength === true
    ? 'neither'
    : better;
}

/** Of a series each side is one. */
function sessionOf({ series, runId }: TrendRow): string {
  return series === null ? runId : [series.id, series.side].filter(Boolean).join(' ');
}

type Measured = RunFigure & { readonly row: TrendRow };

function pointsOf(rows: readonly TrendRow[], measure: (row: TrendRow) => RunFigure): TrendPoint[] {
  const sessions = Map.groupBy(rows, sessionOf);
  let last: TrendRow | null = null;
  const points: TrendPoint[] = [];
  for (const [session, runs] of sessions) {
    const measured = runs.map((row) => ({ ...measure(row), row }));
    const counting = measured.filter(({ leftOut }) => leftOut === '');
    const first = (counting[0] ?? measured[0])?.row;
    if (first === undefined) continue;
    points.push(pointOf(session, counting.length > 0 ? counting : measured, changedFrom(last, first)));
    if (counting.length > 0) last = first;
  }
  return points;
}

/** @param measured those that count, or where none does, all */
function pointOf(session: string, measured: readonly Measured[], changed: TrendPoint['changed']): TrendPoint {
  const [first] = measured;
  const values = measured.flatMap(({ value }) => value ?? []);
  const isOne = measured.length === 1;
  return {
    session,
    runs: measured.map(({ row }) => row.runId),
    name: first?.row.series?.name ?? first?.row.name ?? '',
    startedAt: first?.row.startedAt ?? 0,
    value: values.length === 0 ? null : medianOf(values),
    interval: isOne
      ? (first?.interval ?? null)
      : values.length === 0
        ? null
        : { kind: 'runs', low: Math.min(...values), high: Math.max(...values) },
    leftOut: first?.leftOut ?? '',
    changed,
  };
}

/** What nobody knows of a run is no change. */
function changedFrom(before: TrendRow | null, now: TrendRow): TrendPoint['changed'] {
  if (before === null) return [];
  const differ = (one: string, other: string) => one !== '' && other !== '' && one !== other;
  return [
    ...(differ(before.planMark, now.planMark) ? ['plan' as const] : []),
    ...(differ(before.machine, now.machine) ? ['machine' as const] : []),
    ...(differ(before.program, now.program) ? ['version' as const] : []),
  ];
}

/** @param places of the judged points among all */
function changeOf(
  { at, before, after }: ChangePoint,
  places: readonly number[],
  better: Trend['better'],
): TrendChange {
  const isWorse = better === 'lower' ? after > before : after < before;
  return {
    point: places[at] ?? 0,
    before: places[at - 1] ?? 0,
    fromValue: before,
    toValue: after,
    changePercent: before === 0 ? null : (100 * (after - before)) / before,
    direction: better === 'neither' ? 'neither' : isWorse ? 'worse' : 'better',
  };
}

function levelsOf(
  changes: readonly TrendChange[],
  places: readonly number[],
  values: readonly number[],
): Trend['levels'] {
  if (places.length === 0) return [];
  const begins = [0, ...changes.map(({ point }) => places.indexOf(point))];
  return begins.map((from, nth) => {
    const to = begins[nth + 1] ?? places.length;
    return {
      fromPoint: places[from] ?? 0,
      toPoint: places[to - 1] ?? 0,
      median: medianOf(values.slice(from, to)),
    };
  });
}

const BOUNDS = ['excellent', 'good', 'acceptable'] as const;
const METRICS: Readonly<Record<Exclude<TrendFigure, 'capacity'>, GradeMetric>> = {
  p50: 'latency',
  p95: 'latency',
  p99: 'latency',
  mean: 'latency',
  errorRate: 'errorRate',
  throughput: 'throughput',
};

/** The bounds of what this very figure of this very place is graded by. */
function thresholdLines({ figure, service, endpoint, thresholds }: TrendParts): TrendLine[] {
  if (figure === 'capacity') return [];
  const metric = METRICS[figure];
  const own = thresholds.find(
    (one) =>
      one.metric === metric &&
      one.service === service &&
      (one.endpoint ?? null) === endpoint &&
      (metric !== 'latency' || statisticFor(one) === figure),
  );
  if (own === undefined) return [];
  return BOUNDS.flatMap((name) => {
    const value = own[name];
    return value === undefined ? [] : [{ kind: 'threshold' as const, name, value }];
  });
}

/** The median of the sessions of each baseline that have the figure. */
function baselineLines({ baselines }: TrendParts, measure: (row: TrendRow) => RunFigure): TrendLine[] {
  return baselines.flatMap(({ name, rows }) => {
    const values = pointsOf(rows, measure).flatMap(({ value, leftOut }) =>
      leftOut === '' ? (value ?? []) : [],
    );
    return values.length === 0 ? [] : [{ kind: 'baseline' as const, name, value: medianOf(values) }];
  });
}
