import { showTimePercentile } from '../../../contract/evidence.ts';
import type { Term } from '../../../contract/glossary.ts';
import type { Distribution, Summary } from '../../../contract/summary.ts';
import { DataTable } from '../../parts/DataTable.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { EvidenceLegend } from '../../parts/EvidenceLegend.tsx';
import { Figure, PercentileFigure } from '../../parts/Figure.tsx';
import { figureColumn } from '../../parts/figure-column.tsx';

export interface TimeRow {
  readonly name: string;
  readonly term?: Term;
  readonly time: Distribution;
}

const PERCENTILES = ['p50', 'p90', 'p95', 'p99'] as const;
const STATISTICS = ['min', 'mean', ...PERCENTILES, 'max'] as const;

/** The latencies of streams, one a row, from the start: a live table that grew would move what stands below. */
export function TimesRows({ rows, summary }: { rows: readonly TimeRow[]; summary: Summary }) {
  return (
    <>
      <DataTable
        label="Times"
        rows={rows}
        rowKey={(row) => row.name}
        minWidth={680}
        columns={[
          {
            key: 'name',
            header: 'Time',
            cell: (row) =>
              row.term === undefined ? row.name : <Definition term={row.term}>{row.name}</Definition>,
          },
          figureColumn<TimeRow>(
            'count',
            { key: 'count', header: 'Samples', width: '10%' },
            ({ time }) => time.count,
          ),
          ...STATISTICS.map((key) => ({
            key,
            header: key,
            ...(key === 'min' ? {} : { term: key }),
            width: '9.5%',
            align: 'end' as const,
            cell: (row: TimeRow) =>
              key === 'min' || key === 'mean' || key === 'max' ? (
                <Figure kind="ms" value={row.time[key]} />
              ) : (
                <PercentileFigure shown={showTimePercentile(summary, row.time, key)} />
              ),
          })),
        ]}
      />
      <EvidenceLegend
        shown={rows.flatMap(({ time }) => PERCENTILES.map((name) => showTimePercentile(summary, time, name)))}
      />
    </>
  );
}
