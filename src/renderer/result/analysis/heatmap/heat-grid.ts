import type { Heatmap } from '../../../../contract/heatmap.ts';
import { LATENCY_BANDS } from '../../../../contract/latency-bands.ts';

/** A stretch of seconds in sight: from the first to before the last, whole numbers. */
export interface Zoom {
  readonly from: number;
  readonly to: number;
}

/** Seconds that a column can be of. */
const COLUMN_SECONDS = [1, 2, 5, 10, 15, 30, 60] as const;
/** Pixels; a narrower column could not be told from its neighbours. */
const MIN_COLUMN_PX = 3;
/** Bands of empty ground above what is in use, and below it: a drag begins there, names stand there. */
const ROOM_ABOVE = 3;
const ROOM_BELOW = 1;
/** Of a run whose requests all took alike, so that its cells are no stripes. */
const FEWEST_BANDS = 16;

/** The smallest number of seconds whose columns are wide enough; a minute where none are. @param width pixels */
export function columnSeconds({ from, to }: Zoom, width: number): number {
  const wide = COLUMN_SECONDS.find((seconds) => (width * seconds) / Math.max(1, to - from) >= MIN_COLUMN_PX);
  return wide ?? 60;
}

/** Bands that are drawn, both included: those in use with some room. */
export interface BandRange {
  readonly from: number;
  readonly to: number;
}

export function shownBands({ fromBand, toBand }: Pick<Heatmap, 'fromBand' | 'toBand'>): BandRange {
  // Nothing was measured: the milliseconds that most services would take.
  const used = toBand < fromBand ? { from: 16, to: 47 } : { from: fromBand, to: toBand };
  const from = Math.max(0, used.from - ROOM_BELOW);
  const to = Math.min(LATENCY_BANDS - 1, Math.max(used.to + ROOM_ABOVE, from + FEWEST_BANDS - 1));
  return { from: Math.max(0, Math.min(from, to - FEWEST_BANDS + 1)), to };
}

/** A heatmap in columns of several seconds: whole, whatever part of it is in sight. */
export interface HeatGrid {
  /** Of each column; the first begins with the run. */
  readonly seconds: number;
  readonly columns: number;
  readonly bands: BandRange;
  /** Of column c and band b at c · (bands.to − bands.from + 1) + b − bands.from. */
  readonly cells: Uint32Array;
  /** Requests of each column. */
  readonly counts: Uint32Array;
  readonly failed: Uint32Array;
  /** Columns of which nothing is stored. */
  readonly isMissing: Uint8Array;
  /** The fullest cell and the column with most failures. */
  readonly max: number;
  readonly maxFailed: number;
}

/** @param seconds of a column */
export function foldHeatmap(heatmap: Heatmap, seconds: number): HeatGrid {
  const bands = shownBands(heatmap);
  const rows = bands.to - bands.from + 1;
  const columns = Math.max(1, Math.ceil(heatmap.seconds / seconds));
  const cells = new Uint32Array(columns * rows);
  const counts = new Uint32Array(columns);
  const failed = new Uint32Array(columns);
  const used = heatmap.toBand - heatmap.fromBand + 1;
  for (let second = 0; second < heatmap.seconds; second += 1) {
    const column = Math.floor(second / seconds);
    failed[column] = (failed[column] ?? 0) + (heatmap.failed[second] ?? 0);
    const into = column * rows + heatmap.fromBand - bands.from;
    for (let band = 0; band < used; band += 1) {
      const count = heatmap.cells[second * used + band] ?? 0;
      cells[into + band] = (cells[into + band] ?? 0) + count;
      counts[column] = (counts[column] ?? 0) + count;
    }
  }
  const isMissing = missingColumns(heatmap, { seconds, columns });
  return {
    seconds,
    columns,
    bands,
    cells,
    counts,
    failed,
    isMissing,
    max: most(cells),
    maxFailed: most(failed),
  };
}

function missingColumns(
  { missing, seconds: length }: Heatmap,
  { seconds, columns }: Pick<HeatGrid, 'seconds' | 'columns'>,
): Uint8Array {
  const gaps = new Uint32Array(columns);
  for (const second of missing) {
    const column = Math.floor(second / seconds);
    gaps[column] = (gaps[column] ?? 0) + 1;
  }
  return Uint8Array.from(gaps, (count, column) =>
    count > 0 && count >= Math.min(seconds, length - column * seconds) ? 1 : 0,
  );
}

/** What a cell holds. @param second any of its column */
export function cellAt(grid: HeatGrid, second: number, band: number): number {
  const { bands, seconds, cells } = grid;
  if (band < bands.from || band > bands.to) return 0;
  return cells[Math.floor(second / seconds) * (bands.to - bands.from + 1) + band - bands.from] ?? 0;
}

function most(values: Uint32Array): number {
  let top = 0;
  for (const value of values) if (value > top) top = value;
  return top;
}
