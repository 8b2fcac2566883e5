import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { connect, numberIn, type Queries, queriesOf, type SqlRow } from './database.ts';
import { readGradings } from './gradings.ts';
import { type Migration, migrate } from './migrations/migrate.ts';
import type { Grading, RunRecord } from './run-record.ts';
import { listingOf, recordOf } from './run-rows.ts';
import { readSeconds, type StoredSeconds } from './seconds.ts';
import { settingOf } from './settings.ts';

/** A run as far as it could be read from a damaged file. */
export interface SalvagedRun extends StoredSeconds {
  readonly record: RunRecord;
  readonly gradings: readonly Grading[];
}

/** Where what is read goes, piece by piece: a damaged file may be larger than memory. */
export interface SalvageSink {
  /** @returns false where it cannot be taken */
  run(run: SalvagedRun): boolean;
  setting(key: string, value: string): void;
}

export interface SalvageReport {
  readonly runs: number;
  /** Runs known to have been there whose plan could not be read. */
  readonly lostRuns: number;
  readonly lostSeconds: number;
}

export interface SalvageSource {
  readonly file: string;
  /** Where a copy may lie meanwhile; removed again. */
  readonly copy: string;
  /** First 100 bytes of a sound database of ours. */
  readonly soundHeader: Buffer;
  readonly migrations: readonly Migration[];
}

const PAGE_BYTES = 4_096;
const HEADER_BYTES = 100;
const PAGE_COUNT_AT = 28;
const NOTHING: SalvageReport = { runs: 0, lostRuns: 0, lostSeconds: 0 };

/**
 * Reads what can still be read of a damaged file, from a copy of it and its log: the file itself keeps every byte. A
 * header that was overwritten is replaced in the copy by one of a sound file of ours; a file cut short is filled up.
 */
export function salvageFile(source: SalvageSource, sink: SalvageSink): SalvageReport {
  const { file, copy } = source;
  removeDatabase(copy);
  try {
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    if (statSync(copy).size < HEADER_BYTES) return NOTHING;
    mendLength(copy);
    if (!opens(copy)) mendHeader(copy, source.soundHeader);
    return readCopy(source, sink);
  } finally {
    removeDatabase(copy);
  }
}

function readCopy({ copy, migrations }: SalvageSource, sink: SalvageSink): SalvageReport {
  if (!opens(copy)) return NOTHING;
  const connection = connect(copy);
  try {
    attempt(() => migrate(connection, migrations));
    const queries = queriesOf(connection);
    for (const row of rowsFromBothEnds(queries, 'settings', 'rowid')) {
      const setting = attempt(() => settingOf(row)) ?? null;
      if (setting !== null) sink.setting(setting.key, setting.value);
    }
    return readRuns(queries, sink);
  } finally {
    connection.close();
  }
}

function readRuns(queries: Queries, sink: SalvageSink): SalvageReport {
  let report = NOTHING;
  for (const row of rowsFromBothEnds(queries, 'runs', 'run')) {
    const run = attempt(() => readRun(queries, row));
    const taken = run !== undefined && sink.run(run);
    report = {
      runs: report.runs + (taken ? 1 : 0),
      lostRuns: report.lostRuns + (taken ? 0 : 1),
      lostSeconds: report.lostSeconds + (run?.damaged.length ?? 0),
    };
  }
  return report;
}

function readRun(queries: Queries, row: SqlRow): SalvagedRun {
  const run = numberIn(row, 'run');
  const plans = queries('SELECT * FROM run_plans WHERE run = ?').get(run) ?? {};
  return {
    record: recordOf(listingOf(row), plans),
    gradings: attempt(() => readGradings(queries, run)) ?? [],
    ...(attempt(() => readSeconds(queries, run)) ?? { seconds: [], damaged: [] }),
  };
}

/** Rows of a table up to the first broken page from the front, and from the back. */
function rowsFromBothEnds(queries: Queries, table: string, key: string): SqlRow[] {
  const found = new Map<unknown, SqlRow>();
  for (const direction of ['ASC', 'DESC']) {
    attempt(() => {
      for (const row of queries(
        `SELECT *, ${key} AS at FROM ${table} ORDER BY ${key} ${direction}`,
      ).iterate()) {
        found.set(row.at, row);
      }
    });
  }
  return [...found.values()].toSorted((a, b) => Number(a.at) - Number(b.at));
}

/** The answer, or undefined where the damage is in the way. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function opens(file: string): boolean {
  try {
    const connection = connect(file);
    try {
      connection.prepare('SELECT count(*) FROM runs').get();
      return true;
    } finally {
      connection.close();
    }
  } catch {
    return false;
  }
}

/** SQLite refuses a file shorter than its header says; pages that are gone become empty ones. */
function mendLength(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    const wanted = readHeader(file).readUInt32BE(PAGE_COUNT_AT) * PAGE_BYTES;
    const size = statSync(file).size;
    // A header that is damaged itself may ask for anything.
    if (wanted > size && wanted < size * 1_000) ftruncateSync(handle, wanted);
  } finally {
    closeSync(handle);
  }
}

/** Puts a sound header in front, with this file's own number of pages. */
function mendHeader(file: string, sound: Buffer): void {
  const header = Buffer.from(sound);
  header.writeUInt32BE(Math.ceil(statSync(file).size / PAGE_BYTES), PAGE_COUNT_AT);
  // No list of free pages: where it began is not known.
  header.writeUInt32BE(0, 32);
  header.writeUInt32BE(0, 36);
  const handle = openSync(file, 'r+');
  writeSync(handle, header, 0, header.length, 0);
  closeSync(handle);
}

/** The first 100 bytes of a database file. */
export function readHeader(file: string): Buffer {
  const handle = openSync(file, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(handle, header, 0, HEADER_BYTES, 0);
    return header;
  } finally {
    closeSync(handle);
  }
}

/** Removes a database of our own making with everything SQLite puts beside it. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
}
