import type { CapacityStep } from '../../../contract/capacity.ts';
import { stepUnit } from '../../../contract/capacity-text.ts';
import { worstGraded } from '../../../contract/grades.ts';
import { segmentLoadText, unitSums } from '../../../contract/load-words.ts';
import type { Marker } from '../../../contract/marker.ts';
import { MAIN_PERCENTILES, PERCENTILES } from '../../../contract/percentiles.ts';
import type { SegmentSummary } from '../../../contract/segments.ts';
import type { Distribution, EndpointSummary, Summary, SummarySecond } from '../../../contract/summary.ts';
import { PHASES } from '../../../contract/tick.ts';
import { type Cell, type Columns, named, write } from './csv-table.ts';

/** One row per endpoint: figures of the measured part, books of the whole run. `part` is 1 where another row counts the same. */
export function endpointsCsv(summary: Summary): string {
  return write(ENDPOINT_COLUMNS, summary.endpoints);
}

/**
 * One row per second and endpoint. p95 covers `window_seconds`, p50 and p99 their own; all else is of the second alone.
 * `marker` is what people marked in it.
 */
export function secondsCsv(summary: Summary): string {
  const parts = new Set(summary.endpoints.filter(({ part }) => part).map(keyOf));
  const rows = summary.perSecond.flatMap((second) => {
    const marker = markedIn(second, summary.run.markers ?? []);
    return second.endpoints.map((endpoint) => ({
      second,
      endpoint,
      part: parts.has(keyOf(endpoint)),
      marker,
    }));
  });
  return write(SECOND_COLUMNS, rows);
}

/**
 * One row per piece of the load: figures of its measured seconds, counts of its whole ones. What lies between two pieces is in
 * no row; a run whose load was one piece has none.
 */
export function segmentsCsv({ segments }: Summary): string {
  return write(SEGMENT_COLUMNS, segments?.rows ?? []);
}

/**
 * One row per step of a search of capacity, without any where there was none. Shares are of 1, times in milliseconds since the
 * run began; `load` counts what `unit` says, starts and
 * successes are requests; by connections also connects and messages. Of each objective the share that misses it, with one-sided 95% bounds.
 */
export function capacityCsv({ capacity }: Summary): string {
  const objectives = capacity?.objectives ?? [];
  const columns: Columns<StepRow> = [
    ...STEP_COLUMNS,
    ...objectives.flatMap(
      (objective, place): Columns<StepRow> =>
        BOUNDS.map((bound) => [
          `${objective} ${bound}`,
          ({ step }) => step.objectives[place]?.[bound] ?? null,
        ]),
    ),
  ];
  const rows = capacity?.steps.map((step) => ({ step, unit: stepUnit(step, capacity) }));
  return write(columns, rows ?? []);
}

interface StepRow {
  readonly step: CapacityStep;
  readonly unit: string;
}

const BOUNDS = ['share', 'low', 'high'] as const;

const STEP_COLUMNS: Columns<StepRow> = [
  ...named(['number', 'stage'], ({ step }: StepRow) => step),
  ['load', ({ step }) => step.level],
  ['unit', ({ unit }) => unit],
  ...named(['fromMs', 'toMs', 'verdict', 'why'], ({ step }: StepRow) => step),
  ...named(['starts'], ({ step }: StepRow) => step),
  ['successes_per_second', ({ step }) => step.throughput],
  ...named(['p50Ms', 'p95Ms', 'errorShare'], ({ step }: StepRow) => step),
];

/** `cache off; restarted`; a marker without a note is its time, to the tenth of a second. */
function markedIn({ second }: SummarySecond, markers: readonly Marker[]): string | null {
  const here = markers.filter(({ atMs }) => Math.floor(atMs / 1_000) === second);
  return here.length === 0 ? null : here.map(markerText).join('; ');
}

function markerText({ atMs, text }: Marker): string {
  return text === '' ? `${(atMs / 1_000).toFixed(1)} s` : text;
}

const ENDPOINT_COLUMNS: Columns<EndpointSummary> = [
  ...named(['service', 'endpoint', 'protocol', 'part'], (row: EndpointSummary) => row),
  ['clock', (row) => row.responseTimeMs.clock],
  ...named(
    ['count', 'errors', 'targetErrors', 'errorRatePercent', 'ratePerSecond'],
    (row: EndpointSummary) => row,
  ),
  ['counted_ok', (row) => row.rates.ok],
  ['counted_failed', (row) => row.rates.failed],
  ...named(['leftOut', 'leftOutPercent', 'throughputPerSecond'], (row: EndpointSummary) => row.rates),
  ...times('response', (row: EndpointSummary) => row.responseTimeMs),
  ...times('service', (row: EndpointSummary) => row.serviceTimeMs),
  ['failed_count', (row) => row.failedTimeMs.count],
  ['failed_mean_ms', (row) => row.failedTimeMs.mean],
  ...PHASES.flatMap(
    (phase): Columns<EndpointSummary> => [
      [`${phase}_mean_ms`, (row) => row.phasesMs[phase]?.mean ?? null],
      [`${phase}_p95_ms`, (row) => row.phasesMs[phase]?.p95 ?? null],
      [`${phase}_p95_evidence`, (row) => row.phasesMs[phase]?.evidence.p95 ?? null],
    ],
  ),
  ...named(['newConnections', 'reusedConnections'], (row: EndpointSummary) => row),
  ...named(['planned', 'sent', 'ok'], (row: EndpointSummary) => row.counts),
  ['all_errors', (row) => row.counts.errors],
  ...named(
    ['dropped', 'cancelled', 'openAtStop', 'bytesIn', 'bytesOut'],
    (row: EndpointSummary) => row.counts,
  ),
];

const SEGMENT_UNITS = ['users', 'rate', 'connections'] as const;

/** The level of a unit at the beginning and the end of a segment; null: it has none of it. */
function levelOf({ levels }: SegmentSummary, unit: (typeof SEGMENT_UNITS)[number], end: 'from' | 'to'): Cell {
  return unitSums(levels).find((sum) => sum.unit === unit)?.[end] ?? null;
}

const SEGMENT_COLUMNS: Columns<SegmentSummary> = [
  ['segment', (row) => row.index],
  ...named(['fromMs', 'toMs', 'cause', 'by', 'sentence'], (row: SegmentSummary) => row),
  ['load', (row) => segmentLoadText(row.levels)],
  ...SEGMENT_UNITS.flatMap(
    (unit): Columns<SegmentSummary> => [
      [`${unit}_from`, (row) => levelOf(row, unit, 'from')],
      [`${unit}_to`, (row) => levelOf(row, unit, 'to')],
    ],
  ),
  ...named(
    ['wholeSeconds', 'measuredSeconds', 'sharedSeconds', 'disturbedSeconds'],
    (row: SegmentSummary) => row,
  ),
  ...named(['planned', 'sent', 'ok', 'errors', 'dropped', 'cancelled'], (row: SegmentSummary) => row.counts),
  ...named(['errorRatePercent', 'throughputPerSecond'], (row: SegmentSummary) => row.rates),
  ...times('response', (row: SegmentSummary) => row.responseTimeMs),
  ['worst_grade', (row) => worstGraded(row.grades)?.grade ?? null],
];

interface SecondRow {
  readonly second: SummarySecond;
  readonly endpoint: SummarySecond['endpoints'][number];
  readonly part: boolean;
  readonly marker: string | null;
}

function keyOf({ service, endpoint }: { readonly service: string; readonly endpoint: string }): string {
  return JSON.stringify([service, endpoint]);
}

const SECOND_COLUMNS: Columns<SecondRow> = [
  ...named(['second', 'lengthMs', 'warmup', 'drain', 'trusted', 'users'], ({ second }: SecondRow) => second),
  ...named(['service', 'endpoint'], ({ endpoint }: SecondRow) => endpoint),
  ...named(['part'], (row: SecondRow) => row),
  ...named(
    ['planned', 'sent', 'ok', 'errors', 'dropped', 'cancelled', 'bytesIn', 'bytesOut', 'meanMs', 'maxMs'],
    ({ endpoint }: SecondRow) => endpoint,
  ),
  ...named(
    ['windowSeconds', 'p50WindowSeconds', 'p99WindowSeconds', 'p50Ms', 'p95Ms', 'p99Ms'],
    ({ endpoint }: SecondRow) => endpoint,
  ),
  ...MAIN_PERCENTILES.map((name): Columns<SecondRow>[number] => [
    `${name}_evidence`,
    ({ endpoint }) => endpoint.evidence[name],
  ]),
  ...named(['marker'], (row: SecondRow) => row),
];

function times<Row>(name: string, read: (row: Row) => Distribution): Columns<Row> {
  const statistics = ['min', 'mean', ...PERCENTILES, 'max'] as const;
  return [
    [`${name}_count`, (row) => read(row).count],
    ...statistics.map((statistic): Columns<Row>[number] => [
      `${name}_${statistic}_ms`,
      (row) => read(row)[statistic],
    ]),
    ...PERCENTILES.map((percentile): Columns<Row>[number] => [
      `${name}_${percentile}_evidence`,
      (row) => read(row).evidence[percentile],
    ]),
    [`${name}_p95_low_ms`, (row) => read(row).interval95.p95?.[0] ?? null],
    [`${name}_p95_high_ms`, (row) => read(row).interval95.p95?.[1] ?? null],
  ];
}
