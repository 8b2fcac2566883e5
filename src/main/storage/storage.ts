import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf, type Failure, fail, type Result, succeed } from '../../contract/failure.ts';
import type { Millis } from '../../contract/units.ts';
import { type BaselineStore, createBaselineStore } from './baselines.ts';
import { checkFile } from './check-file.ts';
import { type Connection, connect, makeDurable } from './database.ts';
import { DiskReserve } from './disk-reserve.ts';
import { FolderLock } from './folder-lock.ts';
import { LATEST_VERSION, versionOf } from './migrations/migrate.ts';
import type { PlanStore } from './plan-record.ts';
import { createPlanStore } from './plans.ts';
import { createHistoryStore, type HistoryStore } from './run-history.ts';
import type { RunStore, SettingsStore } from './run-record.ts';
import { createRunStore, type RunStoreOptions } from './runs.ts';
import { createSeriesStore } from './series.ts';
import type { SeriesStore } from './series-record.ts';
import { type DataFiles, dataFilesIn, setUp, takeOverLog } from './set-up.ts';
import { createSettingsStore } from './settings.ts';
import { saysDamaged, storageFailureOf } from './storage-failure.ts';

export interface StorageOptions extends RunStoreOptions {
  /** How long to wait for another process that sets up, migrates or repairs the same folder. */
  readonly patienceMs?: Millis;
}

/** The user's data, open. */
export interface Storage {
  readonly runs: RunStore;
  readonly history: HistoryStore;
  readonly plans: PlanStore;
  readonly series: SeriesStore;
  readonly baselines: BaselineStore;
  readonly settings: SettingsStore;
  /** Room on the disk for the end of a run. */
  readonly reserve: Pick<DiskReserve, 'hold' | 'release'>;
  readonly readonly: boolean;
  /** What the user should know about how the data was found; null where there is nothing to tell. */
  readonly notice: string | null;
  /** A number that another process changes by committing to the database; what this one writes leaves it as it is. */
  changes(): number;
  /** The failure behind an error thrown by a store, or null for a bug. Damage found is looked into at the next start. */
  failureOf(thrown: unknown): Failure | null;
  /** Safe to call twice. */
  close(): void;
}

const PATIENCE_MS: Millis = 10_000;
const POLL_MS: Millis = 50;

/**
 * Opens the data folder, and creates, migrates or repairs what is in it where that is needed. Any number of processes may
 * have one folder open; only setting up waits until the others have let go.
 * @returns failure `storage.not_writable`, `storage.disk_full`, `storage.in_use` or `storage.migration_failed`
 */
export function openStorage(dataDir: string, options: StorageOptions = {}): Result<Storage> {
  const files = dataFilesIn(resolve(dataDir));
  let lock: FolderLock | null = null;
  try {
    makeFolder(files.folder);
    lock = new FolderLock(files.lock);
    const opened = enter(files, lock, options);
    if (!opened.ok) lock.close();
    return opened;
  } catch (error) {
    lock?.close();
    const failure = storageFailureOf(error, files.folder);
    if (failure === null) throw error;
    return fail(failure);
  }
}

/**
 * Makes a folder and those on the way to it, for the owner alone; leaves what exists as it is. Node's own recursive
 * `mkdir` never returns on file systems that answer ENOENT to every attempt (/proc).
 */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** Waits for a state of the folder that can be used, setting it up where that falls to us. */
function enter(files: DataFiles, lock: FolderLock, options: StorageOptions): Result<Storage> {
  const attempts = Math.ceil((options.patienceMs ?? PATIENCE_MS) / POLL_MS);
  let notice: string | null = null;
  // Where others have the folder open, they write the log, and took over what they found.
  if (lock.tryExclusive()) {
    notice = takeOverLog(files, (options.now ?? Date.now)());
    lock.release();
  }
  for (let attempt = 0; attempt <= attempts; attempt += 1) {
    if (lock.tryShared()) {
      const { kind } = check(files);
      if (kind === 'current') return succeed(openStores(files, lock, { ...options, notice }));
      if (kind === 'newer') return succeed(openNewer(files, lock, options));
    }
    if (lock.tryExclusive()) {
      const done = setUp(files, {
        verdict: check(files),
        now: options.now ?? Date.now,
      });
      lock.release();
      if (!done.ok) return done;
      notice = [notice, done.value].filter((part) => part !== null).join(' ') || null;
    } else {
      sleep(POLL_MS);
    }
  }
  return fail({
    code: 'storage.in_use',
    side: 'client',
    message: `The data in ${files.folder} must be set up first, but another Plimsoll has it open.`,
    hint: 'Close the other windows and command lines that use this folder, then start again.',
  });
}

function check(files: DataFiles): ReturnType<typeof checkFile> {
  return checkFile(files.database, existsSync(files.suspect));
}

/** @throws where the file may only be read */
function openStores(
  files: DataFiles,
  lock: FolderLock,
  options: StorageOptions & { readonly notice: string | null },
): Storage {
  // SQLite opens such a file all the same, without a word, and the first write fails: in the middle of a run.
  closeSync(openSync(files.database, 'r+'));
  const connection = connect(files.database, { mustExist: true });
  makeDurable(connection);
  rmSync(files.suspect, { force: true });
  return storageOver(connection, lock, { files, options, notice: options.notice });
}

function openNewer(files: DataFiles, lock: FolderLock, options: StorageOptions): Storage {
  const connection = connect(files.database, { readonly: true });
  const notice =
    `This data was written by a newer Plimsoll (its version ${versionOf(connection)}, known here ${LATEST_VERSION}). ` +
    'Runs can be viewed but not started; update Plimsoll, or choose another folder with --data-dir.';
  return storageOver(connection, lock, { files, options, notice });
}

function storageOver(
  connection: Connection,
  lock: FolderLock,
  about: { readonly files: DataFiles; readonly options: StorageOptions; readonly notice: string | null },
): Storage {
  const reserve = new DiskReserve(about.files.folder);
  const runs = createRunStore(connection, about.options);
  return {
    runs: {
      ...runs,
      create: (run) => {
        runs.create(run);
        mark(about.files.writing);
      },
    },
    history: createHistoryStore(connection),
    plans: createPlanStore(connection, about.options),
    series: createSeriesStore(connection, about.options),
    baselines: createBaselineStore(connection),
    settings: createSettingsStore(connection),
    reserve,
    readonly: connection.readonly,
    notice: about.notice,
    changes: () => Number(connection.pragma('data_version', { simple: true })),
    failureOf: (thrown) => {
      // Errors of other files are not ours to explain.
      if (!/^(SQLITE|PLIMSOLL)_/.test(codeOf(thrown))) return null;
      if (saysDamaged(thrown)) mark(about.files.suspect);
      if (connection.readonly && codeOf(thrown) === 'SQLITE_ERROR') return tooNew(about.files.folder);
      return storageFailureOf(thrown, about.files.folder);
    },
    close: () => {
      reserve.release();
      if (!connection.open) return;
      const isMarked = !connection.readonly && existsSync(about.files.writing);
      const isUnmarked = isMarked && unmarkWriting(connection, runs, about.files);
      connection.close();
      if (isMarked && !isUnmarked) unmarkWhereAlone(lock, about.files);
      lock.close();
    },
  };
}

/** A newer version may have moved what a statement of this one names. */
function tooNew(folder: string): Failure {
  return {
    code: 'storage.too_new',
    side: 'client',
    message: `The data in ${folder} was written by a newer Plimsoll, and this one cannot read that part of it.`,
    hint: 'Update Plimsoll, or choose another folder with --data-dir.',
  };
}

function mark(file: string): void {
  try {
    writeFileSync(file, '', { mode: 0o600 });
  } catch {
    // The disk that is failing may refuse this too; the next start then checks what it checks anyway.
  }
}

/**
 * Takes the mark of a log away that is not missed when it is gone: all of it stands in the database, and no run goes on in
 * another process. Others that have it open wait for nothing.
 * @returns whether it was taken away
 */
function unmarkWriting(connection: Connection, runs: RunStore, { writing }: DataFiles): boolean {
  try {
    const [done] = connection.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[];
    if (done === undefined || done.log !== done.checkpointed) return false;
    // Under the write lock: a run is created before it marks, so it is seen here, or its mark comes after.
    const unmark = connection.transaction(() => {
      if (runs.runningElsewhere().length > 0) return false;
      rmSync(writing, { force: true });
      return true;
    });
    return unmark.immediate();
  } catch {
    // The mark stays, and so does the log.
    return false;
  }
}

/** After the last has closed: SQLite has brought the log into the database and removed it, whatever the leases say. */
function unmarkWhereAlone(lock: FolderLock, { database, writing }: DataFiles): void {
  try {
    if (lock.tryExclusive() && !existsSync(`${database}-wal`)) rmSync(writing, { force: true });
  } catch {
    // The mark stays.
  }
}

function sleep(ms: Millis): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
