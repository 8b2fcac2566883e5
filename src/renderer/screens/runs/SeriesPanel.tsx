import { Link } from 'wouter';
import { useStore } from 'zustand';
import type { SeriesRow } from '../../../contract/run-series.ts';
import { SERIES_STATE_WORDS } from '../../../contract/series-text.ts';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { MiddleText } from '../../parts/MiddleText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { valueIn } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';

/** So many are shown where nobody asks for more: the runs come first. */
const SHOWN = 5;

/** The series, the last begun first; nothing where there is none. */
export function SeriesPanel() {
  const { series } = useWorkbench();
  const rows = valueIn(useStore(series, (state) => state.rows)) ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel title="Series" aside="runs taken one after another, as one thing" flush testId="series-list">
      <DataTable
        label="Series"
        columns={COLUMNS}
        rows={rows.slice(0, SHOWN)}
        rowKey={({ seriesId }) => seriesId}
        minWidth={760}
      />
    </Panel>
  );
}

const COLUMNS: readonly Column<SeriesRow>[] = [
  {
    key: 'name',
    header: 'Series',
    width: '26%',
    isName: true,
    cell: ({ seriesId, name, labels }) => (
      <Link href={paths.series(seriesId)}>
        <MiddleText text={labels.length > 1 ? `${name}: ${labels.join(' | ')}` : name} />
      </Link>
    ),
  },
  { key: 'state', header: 'State', width: '110px', cell: ({ state }) => SERIES_STATE_WORDS[state] },
  {
    key: 'runs',
    header: 'Runs',
    width: '150px',
    cell: ({ counted, runsPerSide, leftOut }) =>
      `${counted.join(' + ')} of ${runsPerSide}${leftOut === 0 ? '' : `, ${leftOut} left out`}`,
  },
  { key: 'lead', header: 'What came out', cell: ({ lead }) => lead },
];
