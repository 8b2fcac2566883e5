import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BaselineVerdict } from '../../contract/baseline.ts';
import { type Result, succeed } from '../../contract/failure.ts';
import type { Summary } from '../../contract/summary.ts';
import type { RunDetail, RunRow } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { type Loadable, loading, settle } from './loadable.ts';
import { secondsOf } from './run-seconds.ts';
import { withColumns } from './watched-columns.ts';

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
  /** The rows of the seconds are there too; before, the figures stand without them. */
  readonly hasSeconds: boolean;
  load(): Promise<void>;
  setExcludeBadSeconds(exclude: boolean): Promise<void>;
  setRange(range: SecondRange | null): Promise<void>;
  /** Listens to changes of the run and loads it; returns the function that stops listening. */
  open(): () => void;
}

/** What a document has by second. */
type InSeconds = Pick<Summary, 'perSecond' | 'gauges'>;

function withSeconds(detail: RunDetail, { perSecond, gauges = [] }: InSeconds): RunDetail {
  const { summary } = detail;
  const watched = summary.gauges === undefined ? {} : { gauges: withColumns(summary.gauges, gauges) };
  return { ...detail, summary: { ...summary, perSecond, ...watched } };
}

function withKnown(result: Result<RunDetail>, known: InSeconds | undefined): Result<RunDetail> {
  if (known === undefined || known.perSecond.length === 0 || !result.ok) return result;
  return succeed(withSeconds(result.value, known));
}

/** One stored run, whole. */
export function createRunDetailStore(host: Host, runId: string) {
  const store: Store = createStore<RunDetailState>()((set, get) => ({
    detail: loading(),
    whole: null,
    range: null,
    excludeBadSeconds: false,
    recomputing: false,
    hasSeconds: false,
    load: async () => {
      const { excludeBadSeconds, range } = get();
      const result = await host.call('runs.get', {
        runId,
        ...(excludeBadSeconds && { excludeBadSeconds }),
        ...range,
        withSeconds: false,
        withCauses: get().detail.state === 'ready',
      });
      // A newer wish has overtaken this answer.
      if (get().excludeBadSeconds !== excludeBadSeconds) return;
      const answer = withKnown(result, get().whole?.summary);
      if (range === null && answer.ok) set({ whole: answer.value });
      if (get().range !== range) return;
      set({ detail: settle(answer, get().detail), recomputing: false });
      if (!answer.ok || answer.value.row.state === 'running') return;
      if (answer.value.summary.perSecond.length > 0) set({ hasSeconds: true });
      else await readSeconds(answer.value.summary);
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
  let reading: Promise<void> | null = null;
  /** The rows of the seconds come after the figures. */
  const readSeconds = (of: Summary) => {
    reading ??= (async () => {
      const read = await inSeconds(host, of);
      reading = null;
      if (!read.ok) {
        store.setState({ detail: { state: 'failed', failure: read.failure } });
        return;
      }
      const { detail, whole } = store.getState();
      store.setState({
        hasSeconds: true,
        whole: whole && withSeconds(whole, read.value),
        detail:
          detail.state === 'ready'
            ? { state: 'ready', value: withSeconds(detail.value, read.value) }
            : detail,
      });
    })();
    return reading;
  };
  const listen = (): (() => void) => hearOf(host, store, runId);
  return store;
}

/** The rows of the seconds of a run, and where something was watched the columns of that. */
async function inSeconds(host: Host, { run, watches }: Summary): Promise<Result<InSeconds>> {
  const rows = await secondsOf(host, { runId: run.id, durationMs: run.durationMs });
  if (!rows.ok || watches === undefined) return rows.ok ? succeed({ perSecond: rows.value }) : rows;
  const gauges = await host.call('runs.gauges', { runId: run.id });
  return gauges.ok ? succeed({ perSecond: rows.value, gauges: [...gauges.value] }) : gauges;
}

type Store = StoreApi<RunDetailState>;

/** @returns stops listening */
function hearOf(host: Host, store: Store, runId: string): () => void {
  const stops = [
    host.on('run.changed', (row) => {
      if (row.runId === runId) changed(host, store, row);
    }),
    host.on('baseline.judged', (judged) => {
      if (judged.runId === runId) showVerdict(store, judged.verdict);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Of the whole run, whatever part of it is shown. */
function showVerdict(store: Store, verdict: BaselineVerdict): void {
  const { detail, whole } = store.getState();
  const withVerdict = (of: RunDetail): RunDetail => ({
    ...of,
    summary: { ...of.summary, baseline: verdict },
  });
  store.setState({
    detail: detail.state === 'ready' ? { state: 'ready', value: withVerdict(detail.value) } : detail,
    whole: whole && withVerdict(whole),
  });
}

/** Another row, and perhaps the causes that were being searched for. */
function changed(host: Host, store: Store, row: RunRow): void {
  const { detail, whole, range, load } = store.getState();
  if (detail.state !== 'ready') return;
  if ((whole ?? detail.value).isSearching === true)
    void (range === null ? load() : readWhole(host, store, row.runId));
  // Another grading counts.
  const { outcome, overallGrade } = detail.value.row;
  if (row.outcome !== outcome || row.overallGrade !== overallGrade) void load();
  store.setState({
    detail: { state: 'ready', value: { ...detail.value, row } },
    whole: whole && { ...whole, row },
  });
}

/** Beside the figures of a range, which have no causes. */
async function readWhole(host: Host, store: Store, runId: string): Promise<void> {
  const { excludeBadSeconds } = store.getState();
  const result = await host.call('runs.get', {
    runId,
    ...(excludeBadSeconds && { excludeBadSeconds }),
    withSeconds: false,
    withCauses: true,
  });
  const { whole, ...now } = store.getState();
  const answer = withKnown(result, whole?.summary);
  if (answer.ok && now.excludeBadSeconds === excludeBadSeconds) store.setState({ whole: answer.value });
}
