import { createStore } from 'zustand/vanilla';
import type { Result } from '../../contract/failure.ts';
import type { DocumentedServers, OpenedPlan, PlanRow, PlanSource } from '../../contract/plan-editing.ts';
import type { Host } from '../host/host.ts';
import { LOADING, type Loadable, ready, settle, valueIn } from './loadable.ts';

/** What was found out when a plan was made of something else. */
export interface FoundInSource {
  readonly notes?: readonly string[];
  readonly servers?: readonly DocumentedServers[];
}

interface PlansState {
  readonly rows: Loadable<readonly PlanRow[]>;
  load(): Promise<void>;
  /** What was said when a plan was made of something else, by plan, until it is put away. */
  readonly notes: Readonly<Record<string, readonly string[]>>;
  /** Addresses besides those in the plan that its source names, by plan; as long as the notes. */
  readonly servers: Readonly<Record<string, readonly DocumentedServers[]>>;
  /** Keeps a text as a new plan. */
  create(text: string, found?: FoundInSource): Promise<Result<OpenedPlan>>;
  putNotes(planId: string, notes: readonly string[]): void;
  duplicate(plan: PlanSource): Promise<Result<OpenedPlan>>;
  /** Takes the plan off the list at once; it comes back where the host refuses. */
  remove(planId: string): Promise<Result<unknown>>;
  restore(planId: string): Promise<Result<PlanRow>>;
}

/** The user's plans, last changed first, kept up to date by events. */
export function createPlansStore(host: Host) {
  const store = createStore<PlansState>()((set, get) => ({
    rows: LOADING,
    notes: {},
    servers: {},
    load: async () =>
      set({ rows: settle<readonly PlanRow[]>(await host.call('plans.list', {}), get().rows) }),
    create: async (text, { notes = [], servers = [] } = {}) => {
      const result = await host.call('plans.save', { text });
      if (!result.ok || result.value.row === null) return result;
      const { planId } = result.value.row;
      get().putNotes(planId, notes);
      set({ servers: { ...get().servers, [planId]: servers } });
      return result;
    },
    putNotes: (planId, notes) => set({ notes: { ...get().notes, [planId]: notes } }),
    duplicate: (plan) => host.call('plans.duplicate', { plan }),
    remove: async (planId) => {
      const before = valueIn(get().rows) ?? [];
      set({ rows: ready(before.filter((row) => row.planId !== planId)) });
      const result = await host.call('plans.delete', { planId });
      if (!result.ok) set({ rows: ready(before) });
      return result;
    },
    restore: (planId) => host.call('plans.restore', { planId }),
  }));
  host.on('plans.changed', (rows) => store.setState({ rows: ready(rows) }));
  return store;
}
