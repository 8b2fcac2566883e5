import Database from 'better-sqlite3';
import { heldOrMade } from '../../contract/keys.ts';

/** "PLIM": tells our file from any other SQLite database. */
export const APPLICATION_ID = 0x504c494d;
/** A write waits this long for another process's commit. */
const BUSY_TIMEOUT_MS = 5_000;
const KIBIBYTE = 1_024;

export type Connection = Database.Database;
/** What a column can hold. */
export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

interface OpenOptions {
  readonly readonly?: boolean;
  readonly busyTimeoutMs?: number;
  /** Fail where there is no such file; otherwise an empty one is made. */
  readonly mustExist?: boolean;
}

/**
 * The only place where a database is opened. The native binding is loaded by the first call, and under Node older than
 * 22.14 loading it crashes the process without a word: that is refused here, before.
 * @throws SqliteError where the file cannot be opened, Error where Node is too old
 */
export function connect(file: string, options: OpenOptions = {}): Connection {
  refuseOldNode(process.versions.node);
  const connection = new Database(file, {
    readonly: options.readonly ?? false,
    fileMustExist: options.mustExist ?? false,
    timeout: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS,
  });
  try {
    connection.pragma('trusted_schema = OFF');
    connection.pragma('mmap_size = 0');
    connection.pragma('foreign_keys = ON');
    connection.pragma('cell_size_check = ON');
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}

/**
 * Write-ahead log with a sync at every commit: kill -9 and power loss cost nothing that was committed. The binding's
 * own default under WAL is NORMAL, which loses the last commits at power loss.
 */
export function makeDurable(connection: Connection): void {
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma(`journal_size_limit = ${16 * KIBIBYTE * KIBIBYTE}`);
}

/** @throws Error under a Node whose binding would crash */
export function refuseOldNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 14)) return;
  throw new Error(`Node ${version} is too old to open the database: 22.14 or newer is needed.`);
}

/** A statement as the stores use it: rows are what the schema says, which STRICT tables keep true. */
interface Query {
  run(...values: SqlValue[]): { readonly changes: number };
  get(...values: SqlValue[]): SqlRow | undefined;
  all(...values: SqlValue[]): SqlRow[];
  iterate(...values: SqlValue[]): IterableIterator<SqlRow>;
}

export type Queries = (sql: string) => Query;

/**
 * Prepares each statement when it is first used, and once: a database of a newer version may lack what a statement
 * names, and must still open for the others.
 */
export function queriesOf(connection: Connection): Queries {
  const prepared = new Map<string, Query>();
  return (sql) => {
    return heldOrMade(prepared, sql, () => connection.prepare<SqlValue[], SqlRow>(sql));
  };
}

/** A change that is one transaction, which takes the write lock at its start. */
export function writing(connection: Connection) {
  return <Arguments extends unknown[], Answer>(change: (...values: Arguments) => Answer) => {
    const transaction = connection.transaction(change);
    return (...values: Arguments): Answer => transaction.immediate(...values);
  };
}

export function insertOf(table: string, columns: readonly string[], verb = 'INSERT'): string {
  return `${verb} INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}

/** A number a STRICT column is known to hold. */
export function numberIn(row: SqlRow, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} holds no number`);
  return value;
}

export function textIn(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds no text`);
  return value;
}

export function numberOrNullIn(row: SqlRow, column: string): number | null {
  return row[column] === null ? null : numberIn(row, column);
}

/** The bytes of a blob as a plain view; null where the column is null. */
export function bytesIn(row: SqlRow, column: string): Uint8Array | null {
  const value = row[column];
  if (value === null) return null;
  if (!(value instanceof Uint8Array)) throw new TypeError(`column ${column} holds no bytes`);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}
