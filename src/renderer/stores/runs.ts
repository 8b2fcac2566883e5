import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { Result } from '../../contract/failure.ts';
import type { ArgumentOf, RunRow } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { type Loadable, loading, ready, settle, valueIn } from './loadable.ts';

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
  const store = createStore(
    combine({ rows: loading<readonly RunRow[]>() }, (set, get) => {
      const put = (row: RunRow) => set({ rows: ready(withRow(valueIn(get().rows) ?? [], row)) });
      const take = (result: Result<RunRow>) => {
        if (result.ok) put(result.value);
        return result;
      };
      return {
        load: async () => {
          const result = await host.call('runs.list', {});
          const sorted = result.ok ? { ...result, value: sortedRuns(result.value) } : result;
          set({ rows: settle<readonly RunRow[]>(sorted, get().rows) });
        },
        /** Takes the run off the list at once; it comes back where the host refuses. */
        remove: async (runId: string) => {
          const before = valueIn(get().rows) ?? [];
          const removed = before.find((row) => row.runId === runId);
          set({ rows: ready(before.filter((row) => row.runId !== runId)) });
          const result = await host.call('runs.delete', { runId });
          if (!result.ok && removed !== undefined) put(removed);
          return result;
        },
        restore: async (runId: string) => take(await host.call('runs.restore', { runId })),
        annotate: async (argument: ArgumentOf<'runs.annotate'>) =>
          take(await host.call('runs.annotate', argument)),
      };
    }),
  );
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
