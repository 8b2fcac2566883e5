import { createStore } from 'zustand/vanilla';
import type { ArgumentOf, RunDetail } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { LOADING, type Loadable, settle } from './loadable.ts';

/** A stretch of a run, both seconds included. */
interface SecondRange {
  readonly fromSecond: number;
  readonly toSecond: number;
}

interface RunDetailState {
  /** Of the range, where there is one. */
  readonly detail: Loadable<RunDetail>;
  /** Of the whole run, whatever the range. */
  readonly whole: RunDetail | null;
  /** Figures are those of these seconds alone; null: of the run. */
  readonly range: SecondRange | null;
  /** Figures are recomputed without the seconds in which the generator was disturbed. */
  readonly excludeBadSeconds: boolean;
  readonly recomputing: boolean;
  load(): Promise<void>;
  setExcludeBadSeconds(exclude: boolean): Promise<void>;
  setRange(range: SecondRange | null): Promise<void>;
  /** Listens to changes of the run and loads it; returns the function that stops listening. */
  open(): () => void;
}

/** One stored run, whole. */
export function createRunDetailStore(host: Host, runId: string) {
  const store = createStore<RunDetailState>()((set, get) => ({
    detail: LOADING,
    whole: null,
    range: null,
    excludeBadSeconds: false,
    recomputing: false,
    load: async () => {
      const { excludeBadSeconds, range } = get();
      const argument: ArgumentOf<'runs.get'> = {
        runId,
        ...(excludeBadSeconds && { excludeBadSeconds }),
        ...range,
      };
      const result = await host.call('runs.get', argument);
      // A newer wish has overtaken this answer.
      if (get().excludeBadSeconds !== excludeBadSeconds || get().range !== range) return;
      const whole = range === null && result.ok ? result.value : get().whole;
      set({ detail: settle(result, get().detail), whole, recomputing: false });
    },
    setExcludeBadSeconds: async (excludeBadSeconds) => {
      set({ excludeBadSeconds, recomputing: true });
      await get().load();
    },
    setRange: async (range) => {
      const before = get().range;
      if (before?.fromSecond === range?.fromSecond && before?.toSecond === range?.toSecond) return;
      set({ range, recomputing: true });
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
      const { detail, whole } = store.getState();
      if (row.runId !== runId || detail.state !== 'ready') return;
      store.setState({
        detail: { state: 'ready', value: { ...detail.value, row } },
        whole: whole && { ...whole, row },
      });
    });
  return store;
}
