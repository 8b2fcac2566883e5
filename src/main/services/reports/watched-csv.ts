import type { Summary } from '../../../contract/summary.ts';
import type { GaugeSummary, WatchSummary } from '../../../contract/watched-schema.ts';
import { type Cell, type Columns, named, write } from './csv-table.ts';

/** One row per second and figure of the target, nothing as the value of a gap. Without any where nothing was watched. */
export function gaugesCsv({ perSecond, gauges = [] }: Summary): string {
  const rows = perSecond.flatMap(({ second }, at) => gauges.map((gauge) => ({ second, at, gauge })));
  return write(GAUGE_COLUMNS, rows);
}

interface GaugeRow {
  readonly second: number;
  /** Place of the second among those in view. */
  readonly at: number;
  readonly gauge: GaugeSummary;
}

const GAUGE_COLUMNS: Columns<GaugeRow> = [
  ['second', ({ second }) => second],
  ...named(['watch', 'service', 'name', 'unit'], ({ gauge }: GaugeRow) => gauge),
  ['value', ({ gauge, at }) => gauge.perSecond[at] ?? null],
];

/**
 * One row for each thing told of a watch: `found` since a second, a `gap` from one to another, both included, and why, and a
 * `remark` on what it never tells. A watch of which nothing was told has a row without a kind.
 */
export function watchesCsv({ watches = [] }: Summary): string {
  return write(WATCH_COLUMNS, watches.flatMap(toldOf));
}

interface ToldRow {
  readonly watch: WatchSummary;
  readonly kind: 'found' | 'gap' | 'remark' | null;
  readonly fromSecond: Cell;
  readonly toSecond: Cell;
  readonly text: Cell;
}

function toldOf(watch: WatchSummary): ToldRow[] {
  const none = { watch, kind: null, fromSecond: null, toSecond: null, text: null };
  const told: ToldRow[] = [
    ...watch.found.map((one) => ({ ...none, ...one, kind: 'found' as const })),
    ...watch.gaps.map(({ reason, ...gap }) => ({ ...none, ...gap, kind: 'gap' as const, text: reason })),
    ...watch.remarks.map((text) => ({ ...none, kind: 'remark' as const, text })),
  ];
  return told.length === 0 ? [none] : told;
}

const WATCH_COLUMNS: Columns<ToldRow> = [
  ...named(['watch', 'service', 'source'], ({ watch }: ToldRow) => watch),
  ...named(['kind', 'fromSecond', 'toSecond', 'text'], (row: ToldRow) => row),
];
