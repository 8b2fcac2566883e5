import { fail, type Result, succeed } from '../../contract/failure.ts';
import type { Storage } from '../storage/storage.ts';
import type { App, AppOptions } from './app-port.ts';
import { ChangesElsewhere } from './changes-elsewhere.ts';
import { Consoles } from './console/console.ts';
import { dispatch } from './dispatch.ts';
import { EventHub } from './event-hub.ts';
import { createHandlers } from './handlers.ts';
import { describeBug, neverThrowing, safeHandlers } from './never-throw.ts';
import { missingInputs } from './plans/check/missing-inputs.ts';
import { assemblePlans } from './plans/library/plan-parts.ts';
import { TextReader } from './plans/library/text-reader.ts';
import type { UserPlans } from './plans/library/user-plans.ts';
import { type Ports, REAL_PORTS } from './ports.ts';
import { Reads } from './reads/reads.ts';
import type { TargetOptions } from './runs/resolve-targets.ts';
import { Runs, type RunsParts } from './runs/runs.ts';
import { KnownSecrets } from './secrets/known-secrets.ts';
import { readSettings } from './settings.ts';
import { Samples } from './target/samples.ts';
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
  const [known, reader] = [new KnownSecrets(), new TextReader({ entry: options.readerEntry })];
  const onBug = (error: unknown) => ports.log(known.redact(describeBug(error)));
  const events = new EventHub(onBug);
  const shared = { ports, storage, events, known, onBug };
  const samples = new Samples({ spawnProcess: ports.spawnProcess, entry: options.samplesEntry, events });
  const workspace = new Workspace({
    settings: storage.settings,
    events,
    allowedHosts: options.allowHosts,
    now: () => new Date(ports.now()).toISOString(),
  });
  const targetOptions = (): TargetOptions => ({
    presetsDir: options.presetsDir,
    allowedHosts: options.allowHosts,
    workspaceUrls: workspace.urls(),
    readStored: (planId) => plans.plans.textOf(planId),
    read: (argument) => reader.run('read', argument),
  });
  const plans = assemblePlans({
    reader,
    options,
    ...shared,
    sampleUrls: () => samples.state().urls,
    workspaceUrls: () => workspace.urls(),
  });
  const env = () => plans.secrets.env();
  const preflightOptions = () => ({ ...targetOptions(), sampleUrls: samples.state().urls });
  const reads = new Reads(options, storage.runs);
  const runs = createRuns(options, { ...shared, env, preflightOptions, reads });
  const { allowHosts: allowedHosts, version } = options;
  const consoles = new Consoles({ events, allowedHosts, version, env, known });
  runs.repair();
  const elsewhere = watchElsewhere(options, { storage, runs, plans: plans.plans, onBug });
  const handlers = createHandlers({
    options,
    runs,
    reads,
    samples,
    workspace,
    settings: storage.settings,
    notice: storage.notice,
    plans,
    consoles,
    startCrew: ports.startCrew,
    targetOptions,
  });
  const neverThrow = neverThrowing(storage.failureOf, onBug, known.redact);
  const safe = safeHandlers(handlers, neverThrow);
  return {
    handlers: safe,
    dispatch: (name, argument) => dispatch(safe, name, argument),
    on: (name, listener) => events.on(name, listener),
    runs: { start: (run) => neverThrow(() => runs.start(run)) },
    missingInputs: (plan, folder) =>
      neverThrow(() => missingInputs(plan, { targets: targetOptions(), env: env(), folder })),
    notice: () => storage.notice,
    close: closeOnce({ elsewhere, reader, reads, consoles, runs, samples, storage }),
  };
}

function createRuns(
  { threadEntry, version }: AppOptions,
  {
    ports,
    env,
    reads,
    ...parts
  }: Pick<RunsParts, 'storage' | 'events' | 'known' | 'preflightOptions' | 'onBug'> & {
    readonly ports: Ports;
    readonly env: () => Ports['env'];
    readonly reads: Reads;
  },
): Runs {
  return new Runs({
    ...parts,
    documentOf: (asked) => reads.ask('document', asked),
    causesOf: (runId) => reads.ask('causes', { runId }),
    threadEntry,
    version,
    ports: {
      ...ports,
      /** Asked at each start: what was typed in this session is there too. */
      get env() {
        return env();
      },
    },
    threads: () => readSettings(parts.storage.settings).threads,
  });
}

/** A command of the terminal ends with what it was asked for and has nobody to tell. */
function watchElsewhere(
  { host }: AppOptions,
  {
    storage,
    runs,
    plans,
    onBug,
  }: {
    readonly storage: Storage;
    readonly runs: Runs;
    readonly plans: UserPlans;
    onBug(error: unknown): void;
  },
): ChangesElsewhere {
  const elsewhere = new ChangesElsewhere({
    changes: () => storage.changes(),
    catchUps: [() => runs.catchUp(), () => plans.catchUp()],
    onBug: (error) => {
      if (storage.failureOf(error) === null) onBug(error);
    },
  });
  if (host !== 'cli') elsewhere.watch();
  return elsewhere;
}

/** Ends what runs, keeps what it measured, and closes the database last. */
function closeOnce(parts: {
  readonly elsewhere: ChangesElsewhere;
  readonly reader: TextReader;
  readonly reads: Reads;
  readonly consoles: Consoles;
  readonly runs: Runs;
  readonly samples: Samples;
  readonly storage: Storage;
}): () => Promise<void> {
  let closed: Promise<void> | null = null;
  return () => {
    parts.elsewhere.close();
    parts.consoles.closeAll();
    parts.reader.close();
    parts.reads.close();
    closed ??= Promise.all([parts.runs.close(), parts.samples.stop()]).then(() => parts.storage.close());
    return closed;
  };
}
