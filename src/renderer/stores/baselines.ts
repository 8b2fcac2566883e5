import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { BaselineRow } from '../../contract/baseline.ts';
import type { ArgumentOf } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { type Loadable, loading, ready, settle } from './loadable.ts';

interface BaselinesState {
  readonly rows: Loadable<readonly BaselineRow[]>;
  /** Names of the baselines that hold a run, by its id. */
  readonly namesByRun: ReadonlyMap<string, string>;
}

/** Baselines that stand, kept up to date by events. */
export function createBaselinesStore(host: Host) {
  const initial: BaselinesState = { rows: loading(), namesByRun: new Map() };
  const store = createStore(
    combine(initial, (set, get) => {
      const show = (rows: Loadable<readonly BaselineRow[]>) =>
        set({ rows, namesByRun: rows.state === 'ready' ? namesByRun(rows.value) : new Map() });
      return {
        load: async () =>
          show(settle<readonly BaselineRow[]>(await host.call('baselines.list', {}), get().rows)),
        show,
        set: (asked: ArgumentOf<'baselines.set'>) => host.call('baselines.set', asked),
        remove: (asked: ArgumentOf<'baselines.remove'>) => host.call('baselines.remove', asked),
        restore: (asked: ArgumentOf<'baselines.restore'>) => host.call('baselines.restore', asked),
      };
    }),
  );
  host.on('baselines.changed', (rows) => store.getState().show(ready(rows)));
  return store;
}

function namesByRun(rows: readonly BaselineRow[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, sessions } of rows) {
    for (const { runId } of sessions.flatMap(({ runs }) => runs)) {
      const before = names.get(runId);
      names.set(runId, before === undefined ? name : `${before}, ${name}`);
    }
  }
  return names;
}
