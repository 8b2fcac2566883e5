import { useStore } from 'zustand';
import { Card } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { ErrorNote } from '../../../parts/ErrorNote.tsx';
import { Page } from '../../../parts/Page.tsx';
import { Skeleton } from '../../../parts/Skeleton.tsx';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { NewPlan } from './NewPlan.tsx';
import { PlanTable } from './PlanTable.tsx';
import { PresetTable } from './PresetTable.tsx';

/** The plans there are, and the ways to a new one. */
export function PlansScreen() {
  const { plans } = useWorkbench();
  const rows = useStore(plans, (state) => state.rows);
  return (
    <Page title="Plans" sub="Requests, load and thresholds: one file a colleague can read.">
      <NewPlan />
      {rows.state === 'failed' ? (
        <ErrorNote
          failure={rows.failure}
          actions={<Button onClick={() => plans.getState().load()}>Try again</Button>}
        />
      ) : null}
      {rows.state === 'loading' ? (
        <Card style={{ padding: '4px 16px' }}>
          <Skeleton lines={4} />
        </Card>
      ) : null}
      {rows.state === 'ready' ? <PlanTable rows={rows.value} /> : null}
      <PresetTable />
    </Page>
  );
}
