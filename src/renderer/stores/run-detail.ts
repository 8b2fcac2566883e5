import { createStore } from 'zustand/vanilla';
import type { ArgumentOf, RunDetail } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { LOADING, type Loadable, settle } from './loadable.ts';

interface RunDetailState {
  readonly detail: Loadable<RunDetail>;
  /** Figures are recomputed without the seconds in which the generator was disturbed. */
  readonly excludeBadSeconds: boolean;
  readonly recomputing: boolean;
  load(): Promise<void>;
  setExcludeBadSeconds(exclude: boolean): Promise<void>;
  /** Listens to changes of the run and loads it; returns the function that stops listening. */
  open(): () => void;
}

/** One stored run, whole. */
export function createRunDetailStore(host: Host, runId: string) {
  const store = createStore<RunDetailState>()((set, get) => ({
    detail: LOADING,
    excludeBadSeconds: false,
    recomputing: false,
    load: async () => {
      const excludeBadSeconds = get().excludeBadSeconds;
      const argument: ArgumentOf<'runs.get'> = excludeBadSeconds ? { runId, excludeBadSeconds } : { runId };
      const result = await host.call('runs.get', argument);
      // A newer wish has overtaken this answer.
      if (get().excludeBadSeconds !== excludeBadSeconds) return;
      set({ detail: settle(result, get().detail), recomputing: false });
    },
    setExcludeBadSeconds: async (excludeBadSeconds) => {
      set({ excludeBadSeconds, recomputing: true });
      await get().load();
    },
    open: () => {
      const stop = listen();
      void get().load();
      return stop;
    },
  }));
  const listen = () =>
    host.on('run.changed', (row) => {
      const { detail } = store.getState();
      if (row.runId !== runId || detail.state !== 'ready') return;
      store.setState({ detail: { state: 'ready', value: { ...detail.value, row } } });
    });
  return store;
}
