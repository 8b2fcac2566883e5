import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { ServiceRow } from '../../contract/services.ts';
import type { Host } from '../host/host.ts';
import { createAppStore } from './app.ts';
import { createBaselinesStore } from './baselines.ts';
import { createConsoleStore } from './console.ts';
import { createAnswerStore } from './loadable.ts';
import { createNoticesStore } from './notices.ts';
import { createPlansStore } from './plans.ts';
import { createRunsStore } from './runs.ts';
import { createSeriesStore } from './series.ts';
import { createServicesStore, ownServices } from './services.ts';
import { createSettingsStore } from './settings.ts';

/** Everything the screens share: the host and the stores over it. */
export type Workbench = ReturnType<typeof createWorkbench>;

export function createWorkbench(host: Host) {
  const stores = {
    app: createAppStore(host),
    services: createServicesStore(host),
    presets: createAnswerStore(host, 'presets.list', {}),
    plans: createPlansStore(host),
    runs: createRunsStore(host),
    series: createSeriesStore(host),
    baselines: createBaselinesStore(host),
    settings: createSettingsStore(host),
    notices: createNoticesStore(),
    console: createConsoleStore(host, () => crypto.randomUUID()),
  };
  const load = async () => {
    const { app, services, presets, plans, runs, series, baselines, settings } = stores;
    await Promise.all(
      [app, services, presets, plans, runs, series, baselines, settings].map((store) =>
        store.getState().load(),
      ),
    );
  };
  // After a lost connection anything may have changed.
  host.onConnection((state) => {
    if (state === 'connected') void load();
  });
  return { host, ...stores, load };
}

const Context = createContext<Workbench | null>(null);

export function WorkbenchProvider({ workbench, children }: { workbench: Workbench; children: ReactNode }) {
  return <Context.Provider value={workbench}>{children}</Context.Provider>;
}

export function useWorkbench(): Workbench {
  const workbench = useContext(Context);
  if (workbench === null) throw new Error('useWorkbench outside of WorkbenchProvider');
  return workbench;
}

/** Services that are the user's own, in their order. */
export function useOwnServices(): readonly ServiceRow[] {
  return ownServices(useStore(useWorkbench().services, (state) => state.services));
}
