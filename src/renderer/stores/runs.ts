import { createStore } from 'zustand/vanilla';
import type { Result } from '../../contract/failure.ts';
import type { ArgumentOf, RunRow } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { LOADING, type Loadable, ready, settle, valueIn } from './loadable.ts';

interface RunsState {
  readonly rows: Loadable<readonly RunRow[]>;
  load(): Promise<void>;
  /** Takes the run off the list at once; it comes back where the host refuses. */
  remove(runId: string): Promise<Result<{ runId: string }>>;
  restore(runId: string): Promise<Result<RunRow>>;
  annotate(argument: ArgumentOf<'runs.annotate'>): Promise<Result<RunRow>>;
}

/** Newest first; ids break ties so that the order never flickers. */
export function sortedRuns(rows: readonly RunRow[]): RunRow[] {
  return [...rows].sort((a, b) => b.startedAt.localeCompare(a.startedAt) || b.runId.localeCompare(a.runId));
}

/** The list with this row added or replaced, or without it where it has gone into the bin. */
export function withRow(rows: readonly RunRow[], row: RunRow): RunRow[] {
  const others = rows.filter((known) => known.runId !== row.runId);
  return sortedRuns(row.deleted ? others : [row, ...others]);
}

/** Every stored run, kept up to date by events. */
export function createRunsStore(host: Host) {
  const store = createStore<RunsState>()((set, get) => {
    const put = (row: RunRow) => set({ rows: ready(withRow(valueIn(get().rows) ?? [], row)) });
    const take = (result: Result<RunRow>) => {
      if (result.ok) put(result.value);
      return result;
    };
    return {
      rows: LOADING,
      load: async () => {
        const result = await host.call('runs.list', {});
        const sorted = result.ok ? { ...result, value: sortedRuns(result.value) } : result;
        set({ rows: settle<readonly RunRow[]>(sorted, get().rows) });
      },
      remove: async (runId) => {
        const before = valueIn(get().rows) ?? [];
        const removed = before.find((row) => row.runId === runId);
        set({ rows: ready(before.filter((row) => row.runId !== runId)) });
        const result = await host.call('runs.delete', { runId });
        if (!result.ok && removed !== undefined) put(removed);
        return result;
      },
      restore: async (runId) => take(await host.call('runs.restore', { runId })),
      annotate: async (argument) => take(await host.call('runs.annotate', argument)),
    };
  });
  host.on('run.changed', (row) => {
    const { rows } = store.getState();
    if (rows.state === 'ready') store.setState({ rows: ready(withRow(rows.value, row)) });
  });
  return store;
}

/** p95 of the last runs of this name, oldest first, for a trend line; runs without a p95 are left out. */
export function trendOf(rows: readonly RunRow[], name: string, count = 12): number[] {
  return sortedRuns(rows)
    .filter((row) => row.name === name && row.state !== 'running')
    .flatMap((row) => row.p95Ms ?? [])
    .slice(0, count)
    .reverse();
}

/** The run in progress that began last; null when nothing runs. */
export function runningRow(rows: Loadable<readonly RunRow[]>): RunRow | null {
  return valueIn(rows)?.find((row) => row.state === 'running') ?? null;
}
