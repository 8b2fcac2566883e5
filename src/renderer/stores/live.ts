import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { Failure, Result } from '../../contract/failure.ts';
import type { LiveLoad } from '../../contract/live-load.ts';
import type { SteerAct } from '../../contract/steering.ts';
import type { Summary, SummarySecond } from '../../contract/summary.ts';
import type { GaugeSummary } from '../../contract/watched-schema.ts';
import type { LiveUpdate, RunDetail, RunRow } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { secondsOf } from './run-seconds.ts';
import { mergeColumns, withReadings } from './watched-columns.ts';

/**
 * Stopping a run:
 *
 * | state    | means                                             | next            |
 * |----------|---------------------------------------------------|-----------------|
 * | idle     | it runs                                           | stopping        |
 * | stopping | asked to end gracefully; open requests may finish | cutting, idle   |
 * | cutting  | asked a second time: the threads are ended now    | idle            |
 */
export type StopState = 'idle' | 'stopping' | 'cutting';

interface LiveState {
  /** Null until the first answer. */
  readonly row: RunRow | null;
  readonly summary: Summary | null;
  readonly seconds: readonly SummarySecond[];
  /** What was watched, by second. */
  readonly columns: readonly GaugeSummary[];
  readonly elapsedMs: number;
  readonly plannedDurationMs: number;
  readonly stop: StopState;
  readonly failure: Failure | null;
  /** What is applied now; null: nothing is known of it here. */
  readonly applied: LiveLoad | null;
}

const NOTHING: LiveState = {
  row: null,
  summary: null,
  seconds: [],
  columns: [],
  elapsedMs: 0,
  plannedDurationMs: 0,
  stop: 'idle',
  failure: null,
  applied: null,
};

/** The seconds of both lists by number, the newer of two with the same number winning. */
export function mergeSeconds(
  known: readonly SummarySecond[],
  more: readonly SummarySecond[],
): readonly SummarySecond[] {
  const next = more[0];
  if (more.length === 1 && next !== undefined && next.second === (known.at(-1)?.second ?? -1) + 1) {
    return [...known, next];
  }
  const bySecond = new Map([...known, ...more].map((second) => [second.second, second]));
  return [...bySecond.values()].sort((a, b) => a.second - b.second);
}

/** True where a second between the first and the last is missing: events were lost. */
export function hasGap(seconds: readonly SummarySecond[]): boolean {
  const last = seconds.at(-1);
  return last !== undefined && last.second + 1 !== seconds.length;
}

function firstMissing(seconds: readonly SummarySecond[]): number {
  const gap = seconds.findIndex(({ second }, index) => second !== index);
  return gap === -1 ? seconds.length : gap;
}

/** A running run that says nothing for so long is asked: its events go to the process that started it. */
const SILENCE_MS = 3_000;

/** Follows one run second by second. */
export function createLiveStore(host: Host, runId: string) {
  let fetching = false;
  let heardAt = performance.now();
  return createStore(
    combine(NOTHING, (set, get) => {
      /** Fetches the figures so far, then the seconds that are missing; what comes after them are events. */
      const load = async () => {
        fetching = true;
        await take(await host.call('runs.get', { runId, withSeconds: false }));
        fetching = false;
      };
      const take = async (result: Result<RunDetail>) => {
        if (!result.ok) return set({ failure: get().row === null ? result.failure : null });
        const { row, summary, load: applied = null } = result.value;
        const behind = (get().summary?.run.durationMs ?? 0) > summary.run.durationMs;
        const ended = get().row !== null && get().row?.state !== 'running';
        set({
          row: ended ? get().row : row,
          summary: behind ? get().summary : summary,
          applied: behind ? get().applied : applied,
          elapsedMs: Math.max(get().elapsedMs, summary.run.durationMs),
          plannedDurationMs: summary.run.plannedDurationMs,
          failure: null,
        });
        const { durationMs } = summary.run;
        const missing = await secondsOf(host, { runId, fromSecond: firstMissing(get().seconds), durationMs });
        if (missing.ok) set({ seconds: mergeSeconds(missing.value, get().seconds) });
        if (summary.watches !== undefined) await loadColumns();
      };
      const loadColumns = async () => {
        const columns = await host.call('runs.gauges', { runId });
        if (columns.ok) set({ columns: mergeColumns(columns.value, get().columns) });
      };
      const follow = (update: LiveUpdate) => {
        if (update.runId !== runId) return;
        heardAt = performance.now();
        const seconds = mergeSeconds(get().seconds, [update.second]);
        const { elapsedMs, plannedDurationMs, summary, load: applied = null, watched = [] } = update;
        const columns = withReadings(get().columns, watched);
        set({ seconds, columns, elapsedMs, plannedDurationMs, summary, applied });
        if (hasGap(seconds) && !fetching) void load();
      };
      return {
        load,
        /** First call: graceful. Second: now. */
        askToStop: async () => {
          const again = get().stop !== 'idle';
          set({ stop: again ? 'cutting' : 'stopping' });
          const result = await host.call('runs.stop', again ? { runId, now: true } : { runId });
          if (!result.ok) set({ stop: 'idle', failure: result.failure });
        },
        /** Changes its load. */
        steer: (act: SteerAct) => host.call('runs.steer', { runId, act }),
        /** Listens to the run and loads it, again after a lost connection; returns the function that stops listening. */
        open: () => {
          const stops = [
            host.on('run.second', follow),
            host.on('run.changed', (row) => {
              if (row.runId === runId) set({ row, elapsedMs: Math.max(row.durationMs, get().elapsedMs) });
            }),
            host.onConnection((state) => {
              if (state === 'connected') void load();
            }),
          ];
          void load();
          const timer = setInterval(() => {
            const silent = performance.now() - heardAt > SILENCE_MS;
            if (silent && !fetching && get().row?.state === 'running') void load();
          }, SILENCE_MS);
          return () => {
            clearInterval(timer);
            for (const stop of stops) stop();
          };
        },
      };
    }),
  );
}
