import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { type Failure, fail, type Result, succeed } from '../../contract/failure.ts';
import type { EpochMillis } from '../../contract/units.ts';
import { checkFile, type FileVerdict } from './check-file.ts';
import { connect, makeDurable } from './database.ts';
import { checkLog } from './log-check.ts';
import { backUp, migrate, versionOf } from './migrations/migrate.ts';
import { withFile } from './open-file.ts';
import { removeDatabase, type SalvageReport, salvageFile } from './salvage.ts';
import { saysDamaged, storageFailureOf } from './storage-failure.ts';

/** Names inside the data folder. */
export type DataFiles = ReturnType<typeof dataFilesIn>;

export function dataFilesIn(folder: string) {
  const at = (name: string) => join(folder, name);
  return {
    folder,
    database: at('plimsoll.db'),
    lock: at('plimsoll.lock'),
    /** Exists while something in the database is known to be wrong: the next start looks at every page. */
    suspect: at('plimsoll.suspect'),
    /** A database in the making; worth nothing until it is renamed. */
    building: at('plimsoll-building.db'),
    /** A whole database on its way to its place. */
    rebuilt: at('plimsoll-rebuilt.db'),
    /** A copy a salvage reads from. */
    copy: at('plimsoll-salvage.db'),
    /** Exists while the log beside the database may hold what the database does not: a log that is gone is missed. */
    writing: at('plimsoll.writing'),
    /** Where damaged files are kept. */
    aside: at('set-aside'),
  };
}

interface SetUpOptions {
  readonly verdict: FileVerdict;
  now(): EpochMillis;
}

/**
 * Makes the data file current. The caller holds the folder exclusively. At every moment the file is either as it was or
 * whole and new, so being killed here costs nothing: the next start goes on from what it finds.
 * @returns a sentence for the user, or null
 */
export function setUp(files: DataFiles, options: SetUpOptions): Result<string | null> {
  const { verdict } = options;
  switch (verdict.kind) {
    case 'missing':
      return succeed(create(files, options));
    case 'older':
      return upgrade(files, options);
    case 'damaged':
    case 'foreign':
      return succeed(replace(files, options));
    case 'current':
    case 'newer':
      return succeed(null);
  }
}

function create(files: DataFiles, options: SetUpOptions): string | null {
  const adopted = checkFile(files.rebuilt, false).kind === 'current';
  if (!adopted) buildNew(files, null);
  // A log without its database would be replayed into the new one.
  setAside(files, options.now());
  renameSync(files.rebuilt, files.database);
  syncFolder(files.folder);
  return adopted ? 'The data file was damaged and has been rebuilt; the damaged one is in set-aside.' : null;
}

function upgrade(files: DataFiles, options: SetUpOptions): Result<string | null> {
  const connection = connect(files.database);
  try {
    makeDurable(connection);
    const from = versionOf(connection);
    const backup = join(files.folder, `plimsoll-v${from}-${stampOf(options.now())}.backup.db`);
    backUp(connection, backup);
    try {
      migrate(connection);
    } catch (error) {
      return fail(migrationFailure(error, backup, files.folder));
    }
    return succeed(
      `The data was upgraded to version ${versionOf(connection)}; a copy from before is ${basename(backup)}.`,
    );
  } finally {
    connection.close();
  }
}

function migrationFailure(error: unknown, backup: string, folder: string): Failure {
  const cause = error instanceof Error ? error.message : String(error);
  return (
    storageFailureOf(error, folder) ?? {
      code: 'storage.migration_failed',
      side: 'client',
      message: `The data in ${folder} could not be upgraded (${cause}); it is unchanged.`,
      hint: `Keep using the earlier version of Plimsoll, and report this; a copy of the data is ${basename(backup)}.`,
    }
  );
}

function replace(files: DataFiles, options: SetUpOptions): string {
  const { verdict } = options;
  const report = buildNew(files, verdict.kind === 'damaged' ? files.database : null);
  const place = setAside(files, options.now());
  renameSync(files.rebuilt, files.database);
  syncFolder(files.folder);
  if (verdict.kind === 'damaged' && verdict.details !== '') noteDetails(place, verdict.details);
  const kept = `It was moved to ${place}, and a new one was made.`;
  if (verdict.kind !== 'damaged' || report === null)
    return `The data file belongs to another program. ${kept}`;
  return `The data file was damaged (${verdict.reason}). ${kept} ${describeSalvage(report)}`;
}

/** What SQLite said of a damaged file, beside it: for whoever is to find out how it came about. */
function noteDetails(place: string, details: string): void {
  try {
    writeFileSync(join(place, 'damage.txt'), `${details}\n`, { mode: 0o600 });
  } catch {
    // The runs are safe without the note.
  }
}

function describeSalvage({ runs, lostRuns, lostSeconds }: SalvageReport): string {
  const parts = [
    `${runs} ${runs === 1 ? 'run was' : 'runs were'} recovered`,
    lostRuns > 0 ? `${lostRuns} could not be read` : '',
    lostSeconds > 0 ? `${lostSeconds} damaged seconds were left out` : '',
  ];
  return `${parts.filter((part) => part !== '').join('; ')}.`;
}

/** Leaves a whole, current database under the name `rebuilt`, filled with what `damaged` still held. */
function buildNew(files: DataFiles, damaged: string | null): SalvageReport | null {
  removeDatabase(files.building);
  removeDatabase(files.rebuilt);
  closeSync(openSync(files.building, 'wx', 0o600));
  const connection = connect(files.building);
  let report: SalvageReport | null = null;
  try {
    // Nothing depends on this file before it is whole; it is synced then.
    connection.pragma('synchronous = OFF');
    migrate(connection);
    if (damaged !== null) {
      report = salvageFile({ file: damaged, copy: files.copy }, connection);
    }
    // Now, while nobody needs it: changing over a database in use leaves a journal no reader can undo.
    makeDurable(connection);
  } finally {
    connection.close();
  }
  withFile(files.building, 'r+', fsyncSync);
  renameSync(files.building, files.rebuilt);
  return report;
}

/** Moves the data file and what stands beside it into a folder of its own; nothing is ever deleted. */
function setAside(files: DataFiles, now: EpochMillis): string {
  const place = join(files.aside, stampOf(now));
  const parts = ['', '-wal', '-shm', '-journal']
    .map((suffix) => files.database + suffix)
    .filter((part) => existsSync(part));
  if (parts.length > 0) mkdirSync(place, { recursive: true, mode: 0o700 });
  // The database first: should we be killed in between, a log alone is recognised as left over, a database alone is not.
  for (const part of parts) renameSync(part, freeName(join(place, basename(part))));
  return place;
}

/**
 * Looks at the log that a process which died has left beside the data file. What can be read of a damaged one is taken
 * over, after it was copied aside whole. The caller holds the folder exclusively.
 * @returns a sentence for the user, or null
 */
export function takeOverLog(files: DataFiles, now: EpochMillis): string | null {
  if (!existsSync(files.database)) return null;
  const log = `${files.database}-wal`;
  if (checkLog(log) === 'damaged') {
    const place = join(files.aside, stampOf(now));
    mkdirSync(place, { recursive: true, mode: 0o700 });
    copyFileSync(log, freeName(join(place, basename(log))));
    checkpoint(files.database);
    rmSync(files.writing, { force: true });
    return `The log beside the data file was damaged, so what was written last, such as the end of the last run, may be missing. It was copied to ${place}.`;
  }
  const isGone = (statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0;
  if (!isGone || !existsSync(files.writing)) return null;
  rmSync(files.writing, { force: true });
  return `The log beside the data file (${basename(log)}) is missing, so what was written last, such as the last run, is lost. The runs before it are whole.`;
}

/** What can be read of the log becomes part of the database; of a database that is damaged itself, all is found later. */
function checkpoint(database: string): void {
  try {
    const connection = connect(database);
    try {
      makeDurable(connection);
      connection.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      connection.close();
    }
  } catch (error) {
    if (!saysDamaged(error)) throw error;
  }
}

function freeName(path: string): string {
  let free = path;
  for (let number = 2; existsSync(free); number += 1) free = `${path}.${number}`;
  return free;
}

/** `20261123-155201`, UTC. */
function stampOf(now: EpochMillis): string {
  return new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}

/** Makes renames last through a power loss; Windows has no such thing and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  withFile(folder, 'r', fsyncSync);
}
