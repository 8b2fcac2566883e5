import { useStore } from 'zustand';
import { Button } from '../../../parts/Button.tsx';
import { Loaded } from '../../../parts/Loaded.tsx';
import { Page } from '../../../parts/Page.tsx';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { NewPlan } from './NewPlan.tsx';
import { PlanTable, PresetTable } from './PlanTable.tsx';

/** The plans there are, and the ways to a new one. */
export function PlansScreen() {
  const { plans } = useWorkbench();
  const rows = useStore(plans, (state) => state.rows);
  return (
    <Page title="Plans" sub="Requests, load and thresholds: one file a colleague can read.">
      <NewPlan />
      <Loaded
        of={rows}
        lines={4}
        actions={<Button onClick={() => plans.getState().load()}>Try again</Button>}
      >
        {(value) => <PlanTable rows={value} />}
      </Loaded>
      <PresetTable />
    </Page>
  );
}
