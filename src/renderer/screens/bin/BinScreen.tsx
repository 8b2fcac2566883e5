import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Result } from '../../../contract/failure.ts';
import type { PlanRow } from '../../../contract/plan-editing.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { MiddleText } from '../../parts/MiddleText.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { runColumns } from '../../parts/run-columns.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import type { Loadable } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';
import { agoOf } from '../../words/time-words.ts';
import { useBin } from './use-bin.ts';

/** What was deleted, and the way back. */
export function BinScreen() {
  const { runs, plans } = useBin();
  return (
    <Page
      title="Bin"
      sub="Deleted runs and plans are kept here with everything they hold until you restore them."
      wide
      actions={
        <>
          <Link href={paths.runs}>All runs</Link>
          <Link href={paths.plans}>All plans</Link>
        </>
      }
    >
      <Panel title="Deleted runs" flush testId="bin-runs">
        <Loaded rows={runs} empty="No run was deleted">
          {(rows) => (
            <DataTable
              label="Deleted runs"
              columns={[
                ...runColumns(rows, { sortable: true }).filter(({ key }) => key !== 'trend'),
                RESTORE_RUN,
              ]}
              rows={rows}
              rowKey={(row) => row.runId}
              minWidth={860}
            />
          )}
        </Loaded>
      </Panel>
      <Panel title="Deleted plans" flush testId="bin-plans">
        <Loaded rows={plans} empty="No plan was deleted">
          {(rows) => (
            <DataTable
              label="Deleted plans"
              columns={PLAN_COLUMNS}
              rows={rows}
              rowKey={(row) => row.planId}
              minWidth={560}
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

interface LoadedProps<Row> {
  readonly rows: Loadable<readonly Row[]>;
  readonly empty: string;
  readonly children: (rows: readonly Row[]) => ReactNode;
}

function Loaded<Row>({ rows, empty, children }: LoadedProps<Row>) {
  if (rows.state === 'failed') return <ErrorNote failure={rows.failure} />;
  if (rows.state === 'loading') return <Skeleton lines={3} />;
  if (rows.value.length > 0) return children(rows.value);
  return <EmptyState title={empty}>Deleted items go here. You can restore them at any time.</EmptyState>;
}

const RESTORE_RUN: Column<RunRow> = {
  key: 'restore',
  header: 'Actions',
  hideHeader: true,
  width: '112px',
  align: 'end',
  cell: (row) => <RestoreRun row={row} />,
};

function RestoreRun({ row }: { row: RunRow }) {
  const { runs } = useWorkbench();
  return <RestoreButton id={row.runId} name={row.name} restore={() => runs.getState().restore(row.runId)} />;
}

function RestorePlan({ row }: { row: PlanRow }) {
  const { plans } = useWorkbench();
  return (
    <RestoreButton id={row.planId} name={row.name} restore={() => plans.getState().restore(row.planId)} />
  );
}

interface RestoreProps {
  readonly id: string;
  readonly name: string;
  readonly restore: () => Promise<Result<unknown>>;
}

function RestoreButton({ id, name, restore }: RestoreProps) {
  const { notices } = useWorkbench();
  return (
    <Button
      size="small"
      icon={<RotateCcw size={13} aria-hidden="true" />}
      aria-label={`Restore ${name}`}
      onClick={async () => {
        const result = await restore();
        if (result.ok) {
          notices.getState().settled(id);
          notices.getState().say(`Restored “${name}”.`);
        } else notices.getState().complain(result.failure);
      }}
    >
      Restore
    </Button>
  );
}

const PLAN_COLUMNS: readonly Column<PlanRow>[] = [
  {
    key: 'name',
    header: 'Plan',
    sortValue: (row) => row.name,
    cell: (row) => <MiddleText text={row.name} />,
  },
  { key: 'load', header: 'Load', width: '24%', cell: (row) => row.load },
  {
    key: 'changed',
    header: 'Changed',
    width: '120px',
    sortValue: (row) => row.updatedAt,
    cell: (row) => <Text tone="muted">{agoOf(row.updatedAt, Date.now())}</Text>,
  },
  {
    key: 'restore',
    header: 'Actions',
    hideHeader: true,
    width: '112px',
    align: 'end',
    cell: (row) => <RestorePlan row={row} />,
  },
];
