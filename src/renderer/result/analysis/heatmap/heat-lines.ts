import type { Heatmap } from '../../../../contract/heatmap.ts';
import { PERCENTILE_VALUES, type Percentile } from '../../../../contract/percentiles.ts';
import { bandPlace } from './heat-frame.ts';
import type { HeatGrid } from './heat-grid.ts';

/** A percentile of each column, as the place among the bands where it is drawn. */
export interface HeatLine {
  readonly name: Percentile;
  /** NaN: too few requests to speak of it. */
  readonly places: Float64Array;
  /** 1: fewer than ten requests lie beyond it. */
  readonly isEstimate: Uint8Array;
}

/** Requests beyond a percentile that make it sure. */
const SURE = 10;

/**
 * The lines over a heatmap. Of columns of one second it is the value that was computed; of longer ones it is where the
 * counts of the column put it, which is the same cell.
 */
export function heatLines(heatmap: Heatmap, grid: HeatGrid, names: readonly Percentile[]): HeatLine[] {
  return names.map((name) => {
    const exact = exactOf(heatmap, name);
    const places = new Float64Array(grid.columns).fill(Number.NaN);
    const isEstimate = new Uint8Array(grid.columns);
    for (let column = 0; column < grid.columns; column += 1) {
      const beyond = Math.floor(((grid.counts[column] ?? 0) * (100 - PERCENTILE_VALUES[name])) / 100 + 1e-9);
      if (beyond < 1) continue;
      isEstimate[column] = beyond < SURE ? 1 : 0;
      const known = grid.seconds === 1 ? (exact[column] ?? null) : null;
      places[column] = known === null ? placeIn(grid, column, PERCENTILE_VALUES[name]) : bandPlace(known);
    }
    return { name, places, isEstimate };
  });
}

function exactOf({ p50Ms, p95Ms, p99Ms }: Heatmap, name: Percentile): Heatmap['p50Ms'] {
  const known: Partial<Record<Percentile, Heatmap['p50Ms']>> = { p50: p50Ms, p95: p95Ms, p99: p99Ms };
  return known[name] ?? [];
}

/** Where so many percent of a column lie at or below, evenly within the band that it falls into. */
function placeIn({ bands, cells, counts }: HeatGrid, column: number, percent: number): number {
  const rows = bands.to - bands.from + 1;
  const rank = ((counts[column] ?? 0) * percent) / 100;
  let below = 0;
  for (let row = 0; row < rows; row += 1) {
    const count = cells[column * rows + row] ?? 0;
    if (count > 0 && below + count >= rank) return bands.from + row + (rank - below) / count;
    below += count;
  }
  return Number.NaN;
}
