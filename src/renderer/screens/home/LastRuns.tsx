import { Link } from 'wouter';
import { useStore } from 'zustand';
import { DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { runColumns } from '../../parts/run-columns.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';

const SHOWN = 5;

/** The last few runs, with grade and trend. */
export function LastRuns() {
  const { runs } = useWorkbench();
  const rows = useStore(runs, (state) => state.rows);
  return (
    <Panel title="Last runs" flush testId="last-runs" actions={<Link href={paths.runs}>All runs</Link>}>
      <Loaded
        of={rows}
        lines={4}
        empty={
          <EmptyState title="No runs yet">
            Every run is stored here with its grade, its trend and every second. Start the first one above, or
            pick a preset below.
          </EmptyState>
        }
      >
        {(all) => (
          <DataTable
            label="Last runs"
            columns={runColumns(all, { sortable: false })}
            rows={all.slice(0, SHOWN)}
            rowKey={(row) => row.runId}
            minWidth={820}
          />
        )}
      </Loaded>
    </Panel>
  );
}
