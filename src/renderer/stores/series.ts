import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { SeriesRow } from '../../contract/run-series.ts';
import type { Host } from '../host/host.ts';
import { type Loadable, loading, ready, settle, valueIn } from './loadable.ts';

/** The list with this row added or replaced, the last begun first, or without it where it has gone into the bin. */
function withSeries(rows: readonly SeriesRow[], row: SeriesRow): SeriesRow[] {
  const others = rows.filter(({ seriesId }) => seriesId !== row.seriesId);
  return (row.deleted ? others : [row, ...others]).sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** Every stored series, kept up to date by events. */
export function createSeriesStore(host: Host) {
  const store = createStore(
    combine({ rows: loading<readonly SeriesRow[]>() }, (set, get) => ({
      load: async () => set({ rows: settle(await host.call('series.list', {}), get().rows) }),
    })),
  );
  host.on('series.changed', (row) => {
    const { rows } = store.getState();
    if (rows.state === 'ready') store.setState({ rows: ready(withSeries(rows.value, row)) });
  });
  return store;
}

/** The series that a run belongs to; null: it is a run alone. */
export function seriesOfRun(rows: Loadable<readonly SeriesRow[]>, runId: string): SeriesRow | null {
  return valueIn(rows)?.find(({ runIds }) => runIds.includes(runId)) ?? null;
}
