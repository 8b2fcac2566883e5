import { useEffect, useState } from 'react';
import type { PlanRow } from '../../../contract/plan-editing.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { LOADING, type Loadable, settle } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';

export interface Bin {
  readonly runs: Loadable<readonly RunRow[]>;
  readonly plans: Loadable<readonly PlanRow[]>;
}

/** What is in the bin, asked again whenever a run or a plan changes, here or in another window. */
export function useBin(): Bin {
  const { host } = useWorkbench();
  const [runs, setRuns] = useState<Bin['runs']>(LOADING);
  const [plans, setPlans] = useState<Bin['plans']>(LOADING);
  useEffect(() => {
    let left = false;
    const loadRuns = async () => {
      const result = await host.call('runs.list', { deleted: true });
      if (!left) setRuns((before) => settle<readonly RunRow[]>(result, before));
    };
    const loadPlans = async () => {
      const result = await host.call('plans.list', { deleted: true });
      if (!left) setPlans((before) => settle<readonly PlanRow[]>(result, before));
    };
    void loadRuns();
    void loadPlans();
    const stops = [
      // A run that is going on changes every second, and is in no bin.
      host.on('run.changed', (row) => (row.state === 'running' ? undefined : void loadRuns())),
      host.on('plans.changed', () => void loadPlans()),
    ];
    return () => {
      left = true;
      for (const stop of stops) stop();
    };
  }, [host]);
  return { runs, plans };
}
