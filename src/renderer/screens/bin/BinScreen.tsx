import { RotateCcw } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import type { Result } from '../../../contract/failure.ts';
import { formatBytes } from '../../../contract/format.ts';
import type { PlanRow } from '../../../contract/plan-editing.ts';
import type { DiskUse } from '../../../contract/retention.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { MiddleText } from '../../parts/MiddleText.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { runColumns } from '../../parts/run-columns.tsx';
import { createAnswerStore, valueIn } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';
import { agoOf } from '../../words/time-words.ts';
import { EmptyBin } from './EmptyBin.tsx';

/** What was deleted, and the way back. */
export function BinScreen() {
  const { runs, plans, reload } = useBin();
  const sizes = useSizes(runs);
  return (
    <Page
      title="Bin"
      sub="Deleted runs and plans are kept here with everything they hold until you restore them or empty the bin."
      wide
      actions={
        <>
          <Link href={paths.runs}>All runs</Link>
          <Link href={paths.plans}>All plans</Link>
        </>
      }
    >
      <Panel
        title="Deleted runs"
        flush
        testId="bin-runs"
        actions={runs.state === 'ready' && runs.value.length > 0 ? <EmptyBin onDone={reload} /> : null}
      >
        <Loaded of={runs} empty={<Empty title="No run was deleted" />}>
          {(rows) => (
            <DataTable
              label="Deleted runs"
              columns={[
                ...runColumns(rows).filter(({ key }) => key !== 'trend'),
                sizeColumn(sizes),
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
        <Loaded of={plans} empty={<Empty title="No plan was deleted" />}>
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

/** What is in the bin, asked again whenever a run or a plan changes, here or in another window. */
function useBin() {
  const { host } = useWorkbench();
  const runs = useMemo(() => createAnswerStore(host, 'runs.list', { deleted: true }), [host]);
  const plans = useMemo(() => createAnswerStore(host, 'plans.list', { deleted: true }), [host]);
  useEffect(() => {
    const [loadRuns, loadPlans] = [runs.getState().load, plans.getState().load];
    void Promise.all([loadRuns(), loadPlans()]);
    const stops = [
      // A run that is going on changes every second, and is in no bin.
      host.on('run.changed', (row) => (row.state === 'running' ? undefined : void loadRuns())),
      host.on('plans.changed', () => void loadPlans()),
      host.on('runs.emptied', () => void loadRuns()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [host, runs, plans]);
  const reload = () => void runs.getState().load();
  return { runs: useStore(runs).answer, plans: useStore(plans).answer, reload };
}

/** What each run takes of the disk, asked anew with the list. */
function useSizes(of: unknown): DiskUse['bytesOf'] {
  const { host } = useWorkbench();
  const use = useMemo(() => createAnswerStore(host, 'storage.use', {}), [host]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list asks again
  useEffect(() => void use.getState().load(), [use, of]);
  return valueIn(useStore(use).answer)?.bytesOf ?? {};
}

function sizeColumn(bytesOf: DiskUse['bytesOf']): Column<RunRow> {
  return {
    key: 'disk',
    header: 'Disk',
    width: '88px',
    align: 'end',
    sortValue: (row) => bytesOf[row.runId] ?? 0,
    cell: (row) => formatBytes(bytesOf[row.runId] ?? 0),
  };
}

function Empty({ title }: { title: string }) {
  return <EmptyState title={title}>Deleted items go here. You can restore them at any time.</EmptyState>;
}

/** The way back of each row. */
function restoreColumn<Row extends { readonly name: string }>(
  from: Props['from'],
  idOf: (row: Row) => string,
): Column<Row> {
  return {
    key: 'restore',
    header: 'Actions',
    hideHeader: true,
    width: '112px',
    align: 'end',
    cell: (row) => <RestoreButton from={from} id={idOf(row)} name={row.name} />,
  };
}

interface Props {
  readonly from: 'runs' | 'plans';
  readonly id: string;
  readonly name: string;
}

function RestoreButton({ from, id, name }: Props) {
  const workbench = useWorkbench();
  const { attempt, settled, say } = workbench.notices.getState();
  const restore = async () => {
    const { ok } = await attempt<Result<unknown>>(workbench[from].getState().restore(id));
    if (!ok) return;
    settled(id);
    say(`Restored “${name}”.`);
  };
  return (
    <Button size="small" icon={<RotateCcw />} aria-label={`Restore ${name}`} onClick={restore}>
      Restore
    </Button>
  );
}

const RESTORE_RUN = restoreColumn<RunRow>('runs', (row) => row.runId);
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
  restoreColumn('plans', (row) => row.planId),
];
