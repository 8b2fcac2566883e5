import { showTimePercentile } from '../../../contract/evidence.ts';
import type { Term } from '../../../contract/glossary.ts';
import type { Percentile } from '../../../contract/percentiles.ts';
import type { Distribution, Summary } from '../../../contract/summary.ts';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { EvidenceLegend } from '../../parts/EvidenceLegend.tsx';
import { figureColumn } from '../../parts/figure-column.tsx';
import { Time } from '../endpoints/TimesTable.tsx';

interface TimeRow {
  readonly name: string;
  readonly term: Term;
  readonly time: Distribution;
}

const PERCENTILES = ['p50', 'p90', 'p95', 'p99'] as const;
const STATISTICS = ['min', 'mean', ...PERCENTILES, 'max'] as const;

/** The latencies of streams, one a row, from the start: a live table that grew would move what stands below. */
export function TimesRows({ rows, summary }: { rows: readonly TimeRow[]; summary: Summary }) {
  const show = (time: Distribution) => (name: Percentile) => showTimePercentile(summary, time, name);
  const columns: Column<TimeRow>[] = [
    { key: 'name', header: 'Time', cell: ({ name, term }) => <Definition term={term}>{name}</Definition> },
    figureColumn('count', { key: 'count', header: 'Samples', width: '10%' }, ({ time }) => time.count),
    ...STATISTICS.map(
      (name): Column<TimeRow> => ({
        key: name,
        header: name,
        ...(name !== 'min' && { term: name }),
        width: '9.5%',
        align: 'end',
        cell: ({ time }) => <Time time={time} name={name} show={show(time)} />,
      }),
    ),
  ];
  return (
    <>
      <DataTable label="Times" rows={rows} rowKey={({ name }) => name} minWidth={680} columns={columns} />
      <EvidenceLegend shown={rows.flatMap(({ time }) => PERCENTILES.map(show(time)))} />
    </>
  );
}
