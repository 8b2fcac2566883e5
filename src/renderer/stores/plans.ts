import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { DocumentedServers, PlanRow, PlanSource } from '../../contract/plan-editing.ts';
import type { Host } from '../host/host.ts';
import { type Loadable, loading, ready, settle, valueIn } from './loadable.ts';

/** What was found out when a plan was made of something else. */
export interface FoundInSource {
  readonly notes?: readonly string[];
  readonly servers?: readonly DocumentedServers[];
}

interface PlansState {
  readonly rows: Loadable<readonly PlanRow[]>;
  /** What was said when a plan was made of something else, by plan, until it is put away. */
  readonly notes: Readonly<Record<string, readonly string[]>>;
  /** Addresses besides those in the plan that its source names, by plan; as long as the notes. */
  readonly servers: Readonly<Record<string, readonly DocumentedServers[]>>;
}

/** The user's plans, last changed first, kept up to date by events. */
export function createPlansStore(host: Host) {
  const initial: PlansState = { rows: loading(), notes: {}, servers: {} };
  const store = createStore(
    combine(initial, (set, get) => {
      const putNotes = (planId: string, notes: readonly string[]) =>
        set({ notes: { ...get().notes, [planId]: notes } });
      return {
        load: async () =>
          set({ rows: settle<readonly PlanRow[]>(await host.call('plans.list', {}), get().rows) }),
        /** Keeps a text as a new plan. */
        create: async (text: string, { notes = [], servers = [] }: FoundInSource = {}) => {
          const result = await host.call('plans.save', { text });
          if (!result.ok || result.value.row === null) return result;
          const { planId } = result.value.row;
          putNotes(planId, notes);
          set({ servers: { ...get().servers, [planId]: servers } });
          return result;
        },
        putNotes,
        duplicate: (plan: PlanSource) => host.call('plans.duplicate', { plan }),
        /** Takes the plan off the list at once; it comes back where the host refuses. */
        remove: async (planId: string) => {
          const before = valueIn(get().rows) ?? [];
          set({ rows: ready(before.filter((row) => row.planId !== planId)) });
          const result = await host.call('plans.delete', { planId });
          if (!result.ok) set({ rows: ready(before) });
          return result;
        },
        restore: (planId: string) => host.call('plans.restore', { planId }),
      };
    }),
  );
  host.on('plans.changed', (rows) => store.setState({ rows: ready(rows) }));
  return store;
}
