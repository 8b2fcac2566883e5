import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { ArgumentOf, RunDetail } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { loading, ready, settle } from './loadable.ts';

/** One stored run, whole; or its figures recomputed without the seconds in which the generator was disturbed. */
export function createRunDetailStore(host: Host, runId: string) {
  const initial = { detail: loading<RunDetail>(), excludeBadSeconds: false, recomputing: false };
  return createStore(
    combine(initial, (set, get) => {
      const load = async () => {
        const { excludeBadSeconds } = get();
        const argument: ArgumentOf<'runs.get'> = excludeBadSeconds ? { runId, excludeBadSeconds } : { runId };
        const result = await host.call('runs.get', argument);
        // A newer wish has overtaken this answer.
        if (get().excludeBadSeconds !== excludeBadSeconds) return;
        set({ detail: settle(result, get().detail), recomputing: false });
      };
      return {
        load,
        setExcludeBadSeconds: (excludeBadSeconds: boolean) => {
          set({ excludeBadSeconds, recomputing: true });
          return load();
        },
        /** Listens to changes of the run and loads it; returns the function that stops listening. */
        open: () => {
          const stop = host.on('run.changed', (row) => {
            const { detail } = get();
            if (row.runId === runId && detail.state === 'ready')
              set({ detail: ready({ ...detail.value, row }) });
          });
          void load();
          return stop;
        },
      };
    }),
  );
}
