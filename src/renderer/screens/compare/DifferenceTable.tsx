import { useState } from 'react';
import type { Difference } from '../../../contract/comparison.ts';
import { tableOf } from '../../../contract/keys.ts';
import { worseningOf } from '../../../contract/worsening.ts';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { EndpointName } from '../../parts/EndpointName.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { UNIT_KINDS } from '../../parts/figure-kinds.ts';
import { Panel } from '../../parts/Panel.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { ChangeBar } from './ChangeBar.tsx';
import { changeText, toneOf } from './change-tone.ts';

/** Every figure of every endpoint in both runs, with the change from A to B; the largest worsening first. */
export function DifferenceTable({ differences }: { differences: readonly Difference[] }) {
  const figures = [...new Set(differences.map((row) => row.figure))];
  const [figure, setFigure] = useState(figures.includes('p95') ? 'p95' : 'all');
  const rows = differences.filter((row) => figure === 'all' || row.figure === figure);
  const columns = figure === 'all' ? COLUMNS : COLUMNS.filter((column) => column.key !== 'figure');
  return (
    <Panel
      title="Differences"
      flush
      testId="differences"
      actions={
        <Segmented
          label="Figure"
          value={figure}
          onChange={setFigure}
          options={tableOf([...figures, 'all'], (name) => name)}
        />
      }
    >
      <DataTable
        label="Differences"
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.service} ${row.endpoint} ${row.figure}`}
        initialSort={{ key: 'change', direction: 'down' }}
        minWidth={780}
        empty={<EmptyState title="Nothing in common">The two runs share no endpoint.</EmptyState>}
      />
    </Panel>
  );
}

const COLUMNS: readonly Column<Difference>[] = [
  {
    key: 'endpoint',
    header: 'Endpoint',
    sortValue: (row) => `${row.service} ${row.endpoint}`,
    cell: (row) => <EndpointName service={row.service} endpoint={row.endpoint} />,
  },
  {
    key: 'figure',
    header: 'Figure',
    width: '110px',
    sortValue: (row) => row.figure,
    cell: (row) => row.figure,
  },
  ...(['a', 'b'] as const).map(
    (run): Column<Difference> => ({
      key: run,
      header: run.toUpperCase(),
      width: '96px',
      align: 'end',
      sortValue: (row) => row[run],
      cell: (row) => <Figure kind={UNIT_KINDS[row.unit]} value={row[run]} why={row.note} />,
    }),
  ),
  {
    key: 'change',
    header: 'Change',
    term: 'change',
    width: '34%',
    align: 'center',
    sortValue: worseningOf,
    cell: (row) => (
      <span title={row.note === '' ? undefined : row.note}>
        <ChangeBar
          percent={row.changePercent}
          tone={toneOf(row)}
          text={changeText(row)}
          note={row.change === null ? '' : row.note}
        />
      </span>
    ),
  },
];
