import { formatClock, formatCount, NO_VALUE } from '../../../../contract/format.ts';
import type { Heatmap } from '../../../../contract/heatmap.ts';
import { MAIN_PERCENTILES } from '../../../../contract/percentiles.ts';
import { DataTable } from '../../../parts/DataTable.tsx';
import { latencyWords } from '../selecting/area-words.ts';
import type { HeatGrid, Zoom } from './heat-grid.ts';
import { heatLines } from './heat-lines.ts';

interface Line {
  readonly column: number;
  readonly bands: Readonly<Record<(typeof MAIN_PERCENTILES)[number], string>>;
  readonly highest: string;
}

interface Props {
  readonly heatmap: Heatmap;
  readonly grid: HeatGrid;
  readonly zoom: Zoom;
  readonly height: number;
}

/** What the picture shows, a line for each of its columns in sight; percentiles by the band that they lie in. */
export function HeatTable({ heatmap, grid, zoom, height }: Props) {
  const lines = heatLines(heatmap, grid, MAIN_PERCENTILES);
  const rows: Line[] = [];
  for (let column = 0; column < grid.columns; column += 1) {
    const from = column * grid.seconds;
    if (from + grid.seconds <= zoom.from || from >= zoom.to) continue;
    const [p50, p95, p99] = lines.map(({ places }) => bandWords(places[column]));
    rows.push({
      column,
      bands: { p50: p50 ?? NO_VALUE, p95: p95 ?? NO_VALUE, p99: p99 ?? NO_VALUE },
      highest: highestOf(grid, column),
    });
  }
  return (
    <section
      style={{ height, overflow: 'auto' }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Latency over time, figures"
    >
      <DataTable
        label="Latency over time"
        rows={rows}
        rowKey={({ column }) => String(column)}
        columns={[
          { key: 'time', header: 'Time', cell: ({ column }) => formatClock(column * grid.seconds * 1_000) },
          {
            key: 'count',
            header: 'Requests',
            align: 'end',
            cell: ({ column }) =>
              grid.isMissing[column] === 1 ? 'no data' : formatCount(grid.counts[column] ?? 0),
          },
          {
            key: 'failed',
            header: 'Failed',
            align: 'end',
            cell: ({ column }) => formatCount(grid.failed[column] ?? 0),
          },
          ...MAIN_PERCENTILES.map((name) => ({
            key: name,
            header: name,
            align: 'end' as const,
            cell: ({ bands }: Line) => bands[name],
          })),
          { key: 'highest', header: 'Slowest', align: 'end', cell: ({ highest }) => highest },
        ]}
      />
    </section>
  );
}

function bandWords(place: number | undefined): string {
  if (place === undefined || Number.isNaN(place)) return NO_VALUE;
  const band = Math.floor(place);
  return latencyWords({ fromBand: band, toBand: band });
}

function highestOf({ bands, cells }: HeatGrid, column: number): string {
  const rows = bands.to - bands.from + 1;
  for (let row = rows - 1; row >= 0; row -= 1)
    if ((cells[column * rows + row] ?? 0) > 0) return bandWords(bands.from + row);
  return NO_VALUE;
}
