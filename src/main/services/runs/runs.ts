import { setTimeout } from 'node:timers/promises';
import { fail, type Result, succeed } from '../../../contract/failure.ts';
import { MAX_MARKERS, remarked } from '../../../contract/marker.ts';
import { headlineOf } from '../../../contract/run-headline.ts';
import type { RunState } from '../../../contract/run-state.ts';
import type { SteeringLogEntry } from '../../../contract/steering.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { Millis } from '../../../contract/units.ts';
import type { ArgumentOf, RunDetail, RunRow } from '../../../contract/wire.ts';
import { NOT_RUNNING } from '../../../workers/threads/steer-refusals.ts';
import type { RunPage } from '../../storage/run-history.ts';
import type { NewRun, RunListing, StoredCauses } from '../../storage/run-record.ts';
import type { Storage } from '../../storage/storage.ts';
import type { StartedRun, StartRun } from '../app-port.ts';
import type { EventHub } from '../event-hub.ts';
import { describeBug } from '../never-throw.ts';
import { secretsOfRun, setSecrets } from '../plans/inputs/run-secrets.ts';
import type { Ports } from '../ports.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { createRedactor } from '../secrets/redact.ts';
import { createRunRedactor } from '../secrets/run-redactor.ts';
import { CauseSearches } from './cause-searches.ts';
import { defaultThreads } from './default-threads.ts';
import { keepNewest } from './keep-newest.ts';
import { LiveRun, type LiveRunParts } from './live-run.ts';
import { newRunOf } from './new-run.ts';
import { type PreflightOptions, preflightRun, type ReadyRun } from './preflight.ts';
import {
  notFound,
  READ_ONLY,
  RUN_BUSY,
  runElsewhere,
  stillRunning,
  TOO_MANY_MARKERS,
} from './run-failures.ts';
import { rowOf } from './run-row.ts';
import { keptCauses } from './stored-causes.ts';
import { withBaseline, withWritten } from './stored-document.ts';
import { hideInListing, type ReadRun, readRun } from './stored-texts.ts';

export interface RunsParts {
  readonly storage: Storage;
  readonly events: EventHub;
  readonly ports: Ports;
  readonly threadEntry: URL;
  readonly samplerEntry: URL;
  readonly version: string;
  /** The document of a stored run. */
  documentOf(asked: ArgumentOf<'runs.get'>): Promise<Result<Summary>>;
  /** What sets slow and failed requests of a stored run apart. */
  causesOf(runId: string): Promise<Result<StoredCauses>>;
  /** Keeps what histories take of a run that has ended. */
  keepFigures(runId: string, summary: Summary, plan: NewRun['plan']): void;
  /** Told of every secret a run comes with. */
  readonly known: KnownSecrets;
  /** What admission needs besides the machine, as it is now. */
  preflightOptions(): Omit<PreflightOptions, 'readMachineLimits'>;
  /** Load threads the user set; null: as many as fit the machine. */
  threads(): number | null;
  /** Resolves once nothing else needs the database for itself. */
  ready(): Promise<void>;
  /** A run is over and stored. */
  ended(): void;
  onBug(error: unknown): void;
}

/** A stop is answered when the run has ended, or after this long at the latest. */
const STOP_ANSWER_MS: Millis = 3_000;
/** A document of a long run takes tens of megabytes. */
const MAX_DOCUMENTS = 2;
/** Of so many runs what was typed is remembered. */
const MAX_TYPED = 100;

/** The runs: the one under way in this process, and all that are stored. */
export class Runs {
  readonly #parts: RunsParts;
  /** Credentials typed with the address of a run, by run: kept so that it can be started again without typing them. */
  readonly #typed = new Map<string, Readonly<Record<string, string>>>();
  /** Runs that are going on, or have ended but are not wholly stored yet. */
  readonly #live = new Map<string, LiveRun>();
  /** An admission under way counts as a run: two starts at once would both find the place free. */
  #starting = false;
  #closing = false;
  /** Of all runs when `catchUp` last looked; null: it has not. */
  #seals: ReadonlyMap<string, number> | null = null;
  readonly #causes: CauseSearches;
  /** Of interrupted runs whose figures are being read. */
  readonly #retelling = new Set<Promise<void>>();
  /** Documents of ended runs as last asked for: showing, exporting and comparing a run ask for the same one. */
  readonly #documents = new Map<string, Summary>();

  constructor(parts: RunsParts) {
    this.#parts = parts;
    this.#causes = new CauseSearches(parts);
  }

  /** A run of this process is under way or about to begin. */
  get isBusy(): boolean {
    return this.#starting || this.#running().length > 0;
  }

  /**
   * Checks, stores and starts a run. One at a time: two would disturb each other's figures.
   * @returns failures `run.busy`, `storage.read_only`, and those of `admitRun`
   */
  async start(run: StartRun): Promise<Result<StartedRun>> {
    if (this.isBusy || this.#closing) return fail(RUN_BUSY);
    if (this.#parts.storage.readonly) return fail(READ_ONLY);
    this.#starting = true;
    try {
      await this.#parts.ready();
      const { readMachineLimits } = this.#parts.ports;
      const options = this.#parts.preflightOptions();
      const env = { ...options.env, ...this.#typed.get(run.secretsOf ?? '') };
      const ready = await preflightRun(run, { ...options, env, readMachineLimits });
      if (ready.ok) return succeed(this.#begin(run, ready.value));
      // The plan may not have been read, so any text that was set may be one.
      return createRedactor(setSecrets(null, run.overrides ?? {}))(ready);
    } finally {
      this.#starting = false;
    }
  }

  /** Changes the load of a run of this process that goes on. @returns failures `run.…`, and those of `LiveRun.steer` */
  steer({ runId, act }: ArgumentOf<'runs.steer'>): Result<SteeringLogEntry> {
    const live = this.#live.get(runId);
    if (live !== undefined) return live.steer(act, 'hand');
    if (this.#store.runningElsewhere().includes(runId)) return fail(runElsewhere(runId));
    return fail(this.#store.listing(runId) === null ? notFound(runId) : NOT_RUNNING);
  }

  /** Asks the run to stop and waits a little for its end. A second call with `now` cuts, a third ends the threads. */
  async stop({ runId, now }: ArgumentOf<'runs.stop'>): Promise<Result<{ state: RunState }>> {
    const live = this.#live.get(runId);
    if (live === undefined && this.#store.runningElsewhere().includes(runId))
      return fail(runElsewhere(runId));
    if (live?.state !== 'running') return this.#stateOf(runId);
    live.stop(now === true ? 'now' : 'graceful');
    await Promise.race([live.done, setTimeout(STOP_ANSWER_MS, null, { ref: false })]);
    return this.#stateOf(runId);
  }

  /** Newest first, a page of those a filter leaves. Runs whose process has vanished are found and marked on the way. */
  async list(page: RunPage): Promise<RunRow[]> {
    this.#settle();
    this.repair();
    await Promise.all(this.#retelling);
    return this.#parts.storage.history.find(page).map((listing) => this.#row(listing));
  }

  /**
   * Tells of every run that another process began, changed or ended since the last time; of all that there are, the
   * first time, nothing. To be called when `storage.changes` says that there may be something.
   */
  catchUp(): void {
    this.repair();
    const seals = this.#store.seals();
    const known = this.#seals;
    this.#seals = seals;
    if (known === null) return;
    for (const [runId, seal] of seals) {
      if (known.get(runId) !== seal && !this.#live.has(runId)) this.tell(runId);
    }
  }

  /** A run that is stored is read elsewhere, so that nobody waits here. */
  async get({ runId, ...asked }: ArgumentOf<'runs.get'>): Promise<Result<RunDetail>> {
    this.#settle();
    const read = this.#read(runId);
    const listing = this.#store.listing(runId);
    if (read === null || listing === null) return fail(notFound(runId));
    const row = this.#row(listing);
    const { withSeconds = true, withCauses = true, ...choice } = asked;
    const wholeRun = Object.values(choice).every((value) => value === undefined || value === false);
    const live = this.#live.get(runId);
    const isSearching = !withCauses && live === undefined && this.#lacksCauses(read);
    const document =
      live !== undefined && wholeRun
        ? succeed(live.summary(withSeconds))
        : await this.#documentOf(read, { ...choice, withSeconds, ...(isSearching && { withCauses: false }) });
    if (!document.ok) return document;
    if (isSearching) void this.#causes.searchAndTell(runId, () => this.tell(runId));
    return succeed({
      row,
      ...(isSearching && { isSearching }),
      ...(live?.state === 'running' && { load: live.load() }),
      summary: withBaseline(withWritten(document.value, row), this.#store.verdict(runId)),
      planName: read.record.plan.name,
      planText: read.record.planText,
      overrides: read.record.overrides,
    });
  }

  /** All of a run that is not wholly stored, its seconds too; null: read it from where it is. */
  liveDocument(runId: string): Summary | null {
    return this.#live.get(runId)?.summary(true) ?? null;
  }

  /** Whether it goes on in this process, or is not wholly stored yet. */
  isUnderWay(runId: string): boolean {
    this.#settle();
    return this.#live.has(runId);
  }

  /** What is written beside a run; known secrets in it are hidden, as they are everywhere else in the run. */
  annotate({ runId, purpose, ...written }: ArgumentOf<'runs.annotate'>): Result<RunRow> {
    const { mark, unmark, ...texts } = this.#parts.known.redact(written);
    const isMarked = mark !== undefined || unmark !== undefined;
    const markers = remarked(this.#store.listing(runId)?.markers ?? [], { mark, unmark });
    if (markers.length > MAX_MARKERS) return fail(TOO_MANY_MARKERS);
    const change = { ...texts, purpose, ...(isMarked ? { markers } : {}) };
    return this.#change(runId, () => this.#store.annotate(runId, change));
  }

  delete(runId: string): Result<{ runId: string }> {
    if (this.#store.listing(runId)?.state === 'running') return fail(stillRunning(runId));
    const changed = this.#change(runId, () => this.#store.setDeleted(runId, true));
    return changed.ok ? succeed({ runId }) : changed;
  }

  restore(runId: string): Result<RunRow> {
    return this.#change(runId, () => this.#store.setDeleted(runId, false));
  }

  pin({ runId, pinned }: ArgumentOf<'runs.pin'>): Result<{ runId: string; pinned: boolean }> {
    const changed = this.#change(runId, () => this.#store.setPinned(runId, pinned));
    return changed.ok ? succeed({ runId, pinned }) : changed;
  }

  /** Marks runs whose process is gone, and tells of them; once more when their figures are read. */
  repair(): void {
    if (this.#parts.storage.readonly) return;
    for (const runId of this.#store.repairInterrupted()) {
      this.tell(runId);
      const retold = this.retell(runId).finally(() => this.#retelling.delete(retold));
      this.#retelling.add(retold);
    }
  }

  /** Stops what runs, keeps what it measured, and tries once more to store what the disk did not take. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#causes.close();
    const running = this.#running();
    for (const live of running) live.stop('graceful', 'Plimsoll was closed while it ran.');
    await Promise.allSettled([...running.map((live) => live.done), ...this.#retelling]);
    for (const live of this.#live.values()) if (live.state !== 'running') live.settleAtLast();
    this.#settle();
  }

  /** What a list says of a run that nobody ended, or that another grading counts of, is what its document says now. */
  async retell(runId: string): Promise<void> {
    const { storage, onBug, documentOf } = this.#parts;
    try {
      const figures = await documentOf({ runId, withSeconds: false, withCauses: false });
      // A run that cannot be read any more keeps the line it had.
      if (!figures.ok) return;
      this.#store.retell(runId, headlineOf(figures.value));
      this.tell(runId);
    } catch (error) {
      if (storage.failureOf(error) === null) onBug(error);
    }
  }

  get #store(): Storage['runs'] {
    return this.#parts.storage.runs;
  }

  #running(): LiveRun[] {
    return [...this.#live.values()].filter((live) => live.state === 'running');
  }

  /** As stored, in the state it is really in. */
  #row(listing: RunListing): RunRow {
    const row = rowOf(hideInListing(listing));
    return { ...row, state: this.#live.get(listing.runId)?.state ?? row.state };
  }

  #begin(run: StartRun, ready: ReadyRun): StartedRun {
    const { ports, events, storage, onBug, threadEntry, samplerEntry, version } = this.#parts;
    const { inputs, overrides, watches } = ready;
    const { plan, source } = ready.resolved;
    const secrets = secretsOfRun({ plan, source, overrides, inputs });
    this.#parts.known.add(secrets);
    const redact = createRunRedactor(secrets, plan);
    const threads = overrides.threads ?? this.#parts.threads() ?? defaultThreads();
    const parts: LiveRunParts = {
      store: storage.runs,
      reserve: storage.reserve,
      events,
      startCrew: ports.startCrew,
      crew: {
        threads,
        threadEntry,
        ...inputs,
        ...(watches.length > 0 && {
          watching: { entry: samplerEntry, sources: watches.map(({ source }) => source) },
        }),
        precision: overrides.precision ?? 'tick',
        plimsollVersion: version,
      },
      machine: ready.machine,
      plan,
      redact,
      now: ports.now,
      failureOf: storage.failureOf,
      onBug: (error) => onBug(redact.seen(describeBug(error))),
    };
    const beside = this.#store.runningElsewhere().length;
    const live = new LiveRun(newRunOf(run, ready, { ports, version, threads, beside }), parts);
    this.#live.set(live.runId, live);
    const typed = { ...this.#typed.get(run.secretsOf ?? ''), ...ready.resolved.secrets };
    if (Object.keys(typed).length > 0) keepNewest(this.#typed, MAX_TYPED, [live.runId, typed]);
    this.tell(live.runId);
    const done = live.done.then((summary) => this.#keepOnce(live, summary, plan));
    done.catch(parts.onBug).finally(() => this.#settle());
    return { runId: live.runId, remarks: ready.remarks, done, unsaved: () => live.unsaved() };
  }

  /** When a run is over and stored: whoever opens it then need not wait for that. */
  async #keepOnce(live: LiveRun, summary: Summary, plan: NewRun['plan']): Promise<Summary> {
    this.#settle();
    if (live.unsaved() !== '') return summary;
    this.#parts.keepFigures(live.runId, summary, plan);
    this.#parts.ended();
    return this.#causes.search(live.runId).then(() => summary);
  }

  /** Interrupted, or of an older version. @returns whether its causes are to be searched for and kept */
  #lacksCauses(read: ReadRun): boolean {
    if (this.#parts.storage.readonly) return false;
    const { state } = keptCauses(this.#store, read);
    if (state === 'damaged')
      this.#parts.onBug(new Error(`run ${read.record.runId}: the causes kept with it cannot be read`));
    return state === 'none' || state === 'damaged';
  }

  #read(runId: string): ReadRun | null {
    const record = this.#store.get(runId);
    return record === null ? null : readRun(record);
  }

  async #documentOf(read: ReadRun, choice: Omit<ArgumentOf<'runs.get'>, 'runId'>): Promise<Result<Summary>> {
    const { record } = read;
    const graded = record.gradings;
    const counting = [graded?.gradings.length ?? 0, graded?.chosen ?? 0];
    const key = JSON.stringify([record.runId, record.state, record.purpose, counting, choice]);
    const known = this.#documents.get(key);
    if (known !== undefined) return succeed(known);
    const document = await this.#parts.documentOf({ runId: record.runId, ...choice });
    const isWithoutCauses = choice.withCauses === false;
    if (!document.ok || record.state === 'running' || isWithoutCauses) return document;
    keepNewest(this.#documents, MAX_DOCUMENTS, [key, document.value]);
    const isWhole = choice.fromSecond === undefined && choice.toSecond === undefined;
    // In a terminal they are at hand, for they were just searched for.
    if (isWhole && this.#lacksCauses(read)) void this.#causes.search(record.runId);
    return document;
  }

  #change(runId: string, change: () => void): Result<RunRow> {
    if (this.#store.listing(runId) === null) return fail(notFound(runId));
    change();
    return succeed(this.tell(runId));
  }

  /** Something of it, or beside it, was changed. */
  tell(runId: string): RunRow {
    const listing: RunListing | null = this.#store.listing(runId);
    if (listing === null) throw new Error(`run ${runId} vanished`);
    const row = this.#row(listing);
    this.#parts.events.emit('run.changed', row);
    return row;
  }

  #stateOf(runId: string): Result<{ state: RunState }> {
    const listing = this.#store.listing(runId);
    return listing === null ? fail(notFound(runId)) : succeed({ state: this.#row(listing).state });
  }

  /** Forgets runs that are wholly stored; one that is not yet is tried again. */
  #settle(): void {
    for (const [runId, live] of this.#live) {
      if (live.state !== 'running' && live.settle()) this.#live.delete(runId);
    }
  }
}
