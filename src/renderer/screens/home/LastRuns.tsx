import { Link } from 'wouter';
import { useStore } from 'zustand';
import { DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { runColumns } from '../../parts/run-columns.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';

const SHOWN = 5;

/** The last few runs, with grade and trend. */
export function LastRuns() {
  const { runs } = useWorkbench();
  const rows = useStore(runs, (state) => state.rows);
  const columns = rows.state === 'ready' ? runColumns(rows.value, { sortable: false }) : [];
  return (
    <Panel title="Last runs" flush testId="last-runs" actions={<Link href={paths.runs}>All runs</Link>}>
      {rows.state === 'loading' ? <Skeleton lines={4} /> : null}
      {rows.state === 'failed' ? <ErrorNote failure={rows.failure} /> : null}
      {rows.state === 'ready' && rows.value.length === 0 ? (
        <EmptyState title="No runs yet">
          Every run is stored here with its grade, its trend and every second. Start the first one above, or
          pick a preset below.
        </EmptyState>
      ) : null}
      {rows.state === 'ready' && rows.value.length > 0 ? (
        <DataTable
          label="Last runs"
          columns={columns}
          rows={rows.value.slice(0, SHOWN)}
          rowKey={(row) => row.runId}
          minWidth={820}
        />
      ) : null}
    </Panel>
  );
}
