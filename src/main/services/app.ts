import { fail, type Result, succeed } from '../../contract/failure.ts';
import type { Millis } from '../../contract/units.ts';
import type { Storage } from '../storage/storage.ts';
import type { App, AppOptions, StartRun } from './app-port.ts';
import { Consoles } from './console/console.ts';
import { dispatch } from './dispatch.ts';
import { EventHub } from './event-hub.ts';
import { createHandlers } from './handlers.ts';
import { describeBug, neverThrowing, safeHandlers } from './never-throw.ts';
import { type Gate, openGate } from './open-gate.ts';
import { openKept } from './open-kept.ts';
import { missingInputs } from './plans/check/missing-inputs.ts';
import { assemblePlans } from './plans/library/plan-parts.ts';
import { TextReader } from './plans/library/text-reader.ts';
import { type Ports, REAL_PORTS } from './ports.ts';
import { Reads } from './reads/reads.ts';
import { BinWorker } from './retention/bin-worker.ts';
import { History } from './runs/history.ts';
import { preflightRun } from './runs/preflight.ts';
import type { TargetOptions } from './runs/resolve-targets.ts';
import { Runs, type RunsParts } from './runs/runs.ts';
import { KnownSecrets } from './secrets/known-secrets.ts';
import { RunSeries } from './series/series.ts';
import { SERIES_BUSY } from './series/series-failures.ts';
import { readSettings } from './settings.ts';
import { recogniseTargets } from './target/recognise-targets.ts';
import { sampleTargets } from './target/sample-targets.ts';
import { Samples } from './target/samples.ts';
import { TargetTools } from './target-checks/target-tools.ts';
import { Workspace } from './workspace.ts';

/**
 * Puts the product together: storage, services and the commands over them. Every host is a shell around one of these.
 * @returns a failure `storage.…` where the data folder cannot be used; nothing is left open then
 */
export function createApp(options: AppOptions, given: Partial<Ports> = {}): Result<App> {
  const ports: Ports = {
    ...REAL_PORTS,
    ...(options.spawnProcess === undefined ? {} : { spawnProcess: options.spawnProcess }),
    ...given,
  };
  const opened = ports.openStorage(options.dataDir, { now: ports.now });
  if (!opened.ok) return opened;
  const storage = opened.value;
  try {
    return succeed(assemble(options, ports, storage));
  } catch (error) {
    const failure = storage.failureOf(error);
    storage.close();
    if (failure === null) throw error;
    return fail(failure);
  }
}

function assemble(options: AppOptions, ports: Ports, storage: Storage): App {
  const known = new KnownSecrets();
  const reader = new TextReader({ entry: options.readerEntry });
  const onBug = (error: unknown) => ports.log(known.redact(describeBug(error)));
  const events = new EventHub(onBug);
  const samples = new Samples({ spawnProcess: ports.spawnProcess, entry: options.samplesEntry, events });
  const workspace = openWorkspace(options, ports, storage, events);
  const targetOptions = () => targetOptionsOf(options, { workspace, plans, reader });
  const plans = assemblePlans({
    reader,
    options,
    ports,
    storage,
    events,
    known,
    sampleUrls: () => samples.state().urls,
    workspaceUrls: () => workspace.urls(),
  });
  const env = () => plans.secrets.env();
  const neverThrow = neverThrowing(storage.failureOf, onBug, known.redact);
  const reads = new Reads(options, storage, onBug);
  const worker = new BinWorker(options);
  // Asked at each start: what was typed in this session is there too.
  const sampled = () => sampleTargets(samples.state());
  const preflightOptions = () => ({ ...targetOptions(), samples: sampled(), env: env() });
  const shared = { storage, events, ports, known, onBug, preflightOptions };
  const ended = () => void kept.retention.apply();
  const { runs, history } = openRuns(
    options,
    { reads, worker, ended, inSeries: () => series.isUnderWay },
    shared,
  );
  const kept = openKept({ ...shared, options, reads, plans, runs, worker });
  const series = openSeries(shared, { runs, plans });
  const startRun = async (run: StartRun) => (series.isUnderWay ? fail(SERIES_BUSY) : runs.start(run));
  const gate = openGate({ ...shared, options, reads, runs, series, secrets: plans.secrets, neverThrow });
  const { allowHosts: allowedHosts, version } = options;
  const consoles = new Consoles({ events, allowedHosts, version, env, known });
  const targetTools = openTargetTools({ options, ports, storage, workspace, known, env });
  for (const one of [runs, series]) one.repair();
  const stopWatching = watchElsewhere(options.host, storage, [runs, plans.plans, series], onBug);
  const read = { reads, history, gate, events, ...kept, worker };
  const started = { runs, series, startRun, samples, workspace, plans, ...read };
  const parts = { options, ports, storage, ...started, consoles, targetTools, targetOptions };
  const safe = safeHandlers(createHandlers(parts), neverThrow);
  let closed: Promise<void> | null = null;
  return {
    handlers: safe,
    dispatch: (name, argument) => dispatch(safe, name, argument),
    on: (name, listener) => events.on(name, listener),
    runs: { start: (run) => neverThrow(() => startRun(run)) },
    series: safeSeries(series, neverThrow),
    missingInputs: (plan, folder) =>
      neverThrow(() => missingInputs(plan, { targets: targetOptions(), env: env(), folder })),
    afterRun: gate.settle,
    checkWebhook: (webhook) => neverThrow(() => gate.alerts.check(webhook)),
    notice: () => storage.notice,
    /** Ends what runs, keeps what it measured, and closes the database last. */
    close: () => {
      closed ??= closeInTurn({ ...parts, reader, stopWatching });
      return closed;
    },
  };
}

/** Runs that end may be read until they are over; the threads that read go before what they read from. */
async function closeInTurn({
  stopWatching,
  consoles,
  reader,
  history,
  runs,
  series,
  gate,
  samples,
  reads,
  worker,
  storage,
}: {
  stopWatching(): void;
  readonly consoles: Consoles;
  readonly reader: TextReader;
  readonly history: History;
  readonly gate: Pick<Gate, 'alerts'>;
  readonly runs: Runs;
  readonly series: RunSeries;
  readonly samples: Samples;
  readonly reads: Reads;
  readonly worker: BinWorker;
  readonly storage: Storage;
}): Promise<void> {
  stopWatching();
  consoles.closeAll();
  reader.close();
  history.close();
  const ended = [samples.stop(), gate.alerts.close(), worker.close()];
  await Promise.all([series.close(() => runs.close()), ...ended]);
  await reads.close();
  storage.close();
}

function targetOptionsOf(
  { presetsDir, allowHosts }: AppOptions,
  known: {
    readonly workspace: Workspace;
    readonly plans: ReturnType<typeof assemblePlans>;
    readonly reader: TextReader;
  },
): TargetOptions {
  const { workspace, plans, reader } = known;
  return {
    presetsDir,
    allowedHosts: allowHosts,
    workspaceUrls: workspace.urls(),
    readStored: (planId) => plans.plans.textOf(planId),
    read: (argument) => reader.run('read', argument),
  };
}

function openWorkspace(options: AppOptions, ports: Ports, storage: Storage, events: EventHub): Workspace {
  return new Workspace({
    settings: storage.settings,
    events,
    allowedHosts: options.allowHosts,
    now: () => new Date(ports.now()).toISOString(),
  });
}

/** What runs and series have in common. */
type Shared = Pick<RunsParts, 'storage' | 'events' | 'ports' | 'known' | 'onBug' | 'preflightOptions'>;

/** The runs, and the history of them. */
function openRuns(
  { host, threadEntry, samplerEntry, version }: AppOptions,
  {
    reads,
    worker,
    ended,
    inSeries,
  }: Pick<RunsParts, 'ended'> & {
    readonly reads: Reads;
    readonly worker: BinWorker;
    inSeries(): boolean;
  },
  shared: Shared,
): { readonly runs: Runs; readonly history: History } {
  const { storage, events, ports, onBug } = shared;
  const history = new History({
    storage,
    events,
    figuresOf: (runId) => reads.ask('figures', { runId }),
    trendOf: (asked) => reads.ask('trend', asked),
    choicesOf: (filter) => reads.ask('choices', filter),
    isBusy: () => runs.isBusy || inSeries(),
    isPatient: host === 'cli',
    now: ports.now,
    onBug,
  });
  const runs = new Runs({
    ...shared,
    ended,
    ready: () => worker.settled(),
    threadEntry,
    samplerEntry,
    version,
    documentOf: (asked) => reads.ask('document', asked),
    causesOf: (runId) => reads.ask('causes', { runId }),
    keepFigures: (runId, summary, plan) => history.keep(runId, summary, plan),
    threads: () => readSettings(storage.settings).threads,
  });
  return { runs, history };
}

function openSeries(
  shared: Shared,
  { runs, plans }: { readonly runs: Runs; readonly plans: ReturnType<typeof assemblePlans> },
): RunSeries {
  const { readMachineLimits } = shared.ports;
  return new RunSeries({
    ...shared,
    startRun: (run) => runs.start(run),
    stopRun: (asked) => runs.stop(asked),
    isRunning: () => runs.isBusy,
    filesOf: (planId) => plans.plans.fileBytes(planId),
    preflight: (run) => preflightRun(run, { ...shared.preflightOptions(), readMachineLimits }),
    summaryOf: async (runId) => {
      const detail = await runs.get({ runId, withSeconds: false, withCauses: false });
      return detail.ok ? succeed(detail.value.summary) : detail;
    },
  });
}

function safeSeries(series: RunSeries, neverThrow: ReturnType<typeof neverThrowing>): App['series'] {
  return {
    start: (asked) => neverThrow(() => series.start(asked)),
    goOn: (asked) => neverThrow(() => series.goOn(asked)),
  };
}

function openTargetTools(around: {
  readonly options: AppOptions;
  readonly ports: Ports;
  readonly storage: Storage;
  readonly workspace: Workspace;
  readonly known: KnownSecrets;
  readonly env: () => Ports['env'];
}): TargetTools {
  const { options, ports, storage, workspace, known, env } = around;
  return new TargetTools({
    allowedHosts: options.allowHosts,
    env,
    known,
    platform: process.platform,
    now: ports.now,
    readMachineLimits: ports.readMachineLimits,
    recognise: (urls) => recogniseTargets(urls, ports.localSystem),
    services: () => workspace.rows(),
    runOf: (runId) => storage.runs.get(runId),
  });
}

/** How soon a window shows what another window or a terminal did; looking costs a few microseconds. */
const LOOK_EVERY_MS: Millis = 1_000;

/**
 * Any number of processes may have one data folder open: what a terminal runs, or another window deletes, is told to
 * this one's listeners as if it had been done here. Looks every second, without keeping the process alive; what goes wrong
 * is reported, never thrown.
 * @param catchUps bring up to date what another process may have changed
 * @returns stops looking
 */
function watchElsewhere(
  host: AppOptions['host'],
  storage: Storage,
  catchUps: readonly { catchUp(): void }[],
  onBug: (error: unknown) => void,
): () => void {
  // A command of the terminal ends with what it was asked for and has nobody to tell.
  if (host === 'cli') return () => undefined;
  let seen: number | null = null;
  const look = () => {
    try {
      const now = storage.changes();
      if (now === seen) return;
      seen = now;
      for (const one of catchUps) one.catchUp();
    } catch (error) {
      if (storage.failureOf(error) === null) onBug(error);
    }
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
}
