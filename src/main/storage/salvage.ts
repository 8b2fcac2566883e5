import { copyFileSync, existsSync, ftruncateSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { codeOf } from '../../contract/failure.ts';
import { carveRows, wholeFreeList } from './carve-rows.ts';
import { CarvedTables } from './carved-tables.ts';
import {
  type Connection,
  connect,
  insertOf,
  numberIn,
  type Queries,
  queriesOf,
  type SqlRow,
} from './database.ts';
import { LATEST_VERSION, migrate, tablesOf, VERSION_SETTING } from './migrations/migrate.ts';
import { withFile } from './open-file.ts';
import { rowsPastDamage } from './rows-past-damage.ts';
import { listingOf } from './run-rows.ts';
import { readSeconds } from './seconds.ts';

export interface SalvageReport {
  readonly runs: number;
  /** Runs known to have been there whose record or plan could not be read. */
  readonly lostRuns: number;
  /** Seconds of the runs above that are gone or damaged. */
  readonly lostSeconds: number;
}

interface SalvageSource {
  readonly file: string;
  /** Where a copy may lie meanwhile; removed again. */
  readonly copy: string;
}

const PAGE_BYTES = 4_096;
const HEADER_BYTES = 100;
const PAGE_COUNT_AT = 28;
const FREE_LIST_AT = 32;
const NOTHING: SalvageReport = { runs: 0, lostRuns: 0, lostSeconds: 0 };
/** Of leases whoever held them is gone, the folder being ours alone now; the others are made again of the runs. */
const LEFT_BEHIND = ['leases', 'run_facts', 'run_heads', 'run_figures', 'run_sizes'];
const TABLES = tablesOf(LATEST_VERSION).filter((table) => !LEFT_BEHIND.includes(table));

/**
 * Carries every row of a damaged file that can still be read into a new database, past broken pages and without using
 * its indices, and those that only lie there, with nothing that leads to them; the seals and CRCs of the rows tell their readers which of them are true. The damaged file keeps every
 * byte: a copy of it and its log is read. A header, or whole first page, that was overwritten is replaced in the copy by
 * that of the new database, whose schema is the same; a file cut short is filled up.
 * @param into a new, empty, current database
 */
export function salvageFile(source: SalvageSource, into: Connection): SalvageReport {
  const { file, copy } = source;
  removeDatabase(copy);
  try {
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    if (!mend(copy, into.name)) return NOTHING;
    const connection = connect(copy);
    try {
      attempt(() => migrate(connection));
      const from = queriesOf(connection);
      insertRows(into, function* () {
        for (const table of TABLES) for (const row of rowsPastDamage(from, table)) yield { table, row };
      });
    } finally {
      connection.close();
    }
    // Now that the log is part of it: rows whose pages nothing leads to any more. Those that came through go before them.
    const tables = new CarvedTables(into, TABLES);
    insertRows(into, function* () {
      for (const carved of carveRows(copy)) yield tables.placeOf(carved);
    });
    return tidy(queriesOf(into));
  } finally {
    removeDatabase(copy);
  }
}

/** Makes a copy readable, at least in part. @returns false where it is beyond that */
function mend(copy: string, sound: string): boolean {
  if (statSync(copy).size < PAGE_BYTES) return false;
  mendLength(copy);
  for (const bytes of [0, HEADER_BYTES, PAGE_BYTES]) {
    if (bytes > 0) mendFront(copy, readFront(sound, bytes));
    if (attempt(() => canRead(copy)) === true) return true;
  }
  return false;
}

function canRead(copy: string): boolean {
  const connection = connect(copy);
  try {
    connection.prepare('SELECT run_id FROM runs LIMIT 0').all();
    return true;
  } finally {
    connection.close();
  }
}

/** @param rows of any tables; null: a row of none */
function insertRows(into: Connection, rows: () => Iterable<{ table: string; row: SqlRow } | null>): void {
  const to = queriesOf(into);
  into.pragma('foreign_keys = OFF');
  into.transaction(() => {
    for (const place of rows()) if (place !== null) attempt(() => insertRow(to, place.table, place.row));
  })();
  into.pragma('foreign_keys = ON');
}

/** A row whose contents no longer fit its columns is left behind, as is a second one under the same key. */
function insertRow(to: Queries, table: string, row: SqlRow): void {
  if (table === 'settings' && row.key === VERSION_SETTING) return;
  to(insertOf(table, Object.keys(row), 'INSERT OR IGNORE')).run(...Object.values(row));
}

/** Drops what has no run any more, and counts what came through. */
function tidy(queries: Queries): SalvageReport {
  const lostPlans = queries('DELETE FROM runs WHERE run NOT IN (SELECT run FROM run_plans)').run().changes;
  const lostRecords = queries('DELETE FROM run_plans WHERE run NOT IN (SELECT run FROM runs)').run().changes;
  for (const table of [
    'seconds',
    'series_seconds',
    'gradings',
    'run_outcomes',
    'run_markers',
    'run_causes',
    'run_capacity',
    'grading_choices',
    'run_pins',
    'run_verdicts',
  ]) {
    queries(`DELETE FROM ${table} WHERE run NOT IN (SELECT run FROM runs)`).run();
  }
  for (const table of ['plan_files', 'plan_thresholds']) {
    queries(`DELETE FROM ${table} WHERE plan NOT IN (SELECT plan FROM plans)`).run();
  }
  queries('DELETE FROM series_runs WHERE series NOT IN (SELECT series FROM run_series)').run();
  const rows = queries('SELECT * FROM runs').all();
  let lostSeconds = 0;
  for (const row of rows) {
    lostSeconds += readSeconds(queries, numberIn(row, 'run'), numberIn(row, 'last_second')).damaged.length;
  }
  const damagedRecords = rows.filter((row) => listingOf(row).damage !== undefined).length;
  return {
    runs: rows.length - damagedRecords,
    lostRuns: lostPlans + lostRecords + damagedRecords,
    lostSeconds,
  };
}

/** The answer, or undefined where the damage is in the way; a full disk is another matter. */
function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || codeOf(error) === 'SQLITE_FULL') throw error;
    return undefined;
  }
}

/** SQLite refuses a file shorter than its header says; pages that are gone become empty ones. */
function mendLength(file: string): void {
  const wanted = readFront(file, HEADER_BYTES).readUInt32BE(PAGE_COUNT_AT) * PAGE_BYTES;
  const size = statSync(file).size;
  // A header that is damaged itself may ask for anything.
  if (wanted <= size || wanted > size * 1_000) return;
  withFile(file, 'r+', (handle) => ftruncateSync(handle, wanted));
}

/**
 * Puts the front of a sound file in place, with this file's own number of pages, and its own list of free ones where that
 * is whole: what was deleted lies there, and is not to come back.
 */
function mendFront(file: string, front: Buffer): void {
  const free = wholeFreeList(file);
  front.writeUInt32BE(Math.ceil(statSync(file).size / PAGE_BYTES), PAGE_COUNT_AT);
  front.writeUInt32BE(free.trunk, FREE_LIST_AT);
  front.writeUInt32BE(free.pages, FREE_LIST_AT + 4);
  withFile(file, 'r+', (handle) => writeSync(handle, front, 0, front.length, 0));
}

function readFront(file: string, bytes: number): Buffer {
  const front = Buffer.alloc(bytes);
  withFile(file, 'r', (handle) => readSync(handle, front, 0, bytes, 0));
  return front;
}

/** Removes a database of our own making with everything SQLite puts beside it. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
}
