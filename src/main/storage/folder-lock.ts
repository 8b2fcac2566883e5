import { closeSync, openSync, rmSync } from 'node:fs';
import { codeOf } from '../../contract/failure.ts';
import { type Connection, connect } from './database.ts';

/**
 * Who may do what to the data folder. An empty database is the lock: the system lets go of it when a process dies, so
 * there is nothing stale to clean up.
 *
 * | hold      | by                                          | excludes                          |
 * |-----------|---------------------------------------------|-----------------------------------|
 * | shared    | every process, as long as it uses the data  | setting up                        |
 * | exclusive | whoever creates, migrates or repairs        | everyone else                     |
 *
 * So a file is never moved or migrated under a process that writes to it.
 */
export class FolderLock {
  readonly #connection: Connection;
  #held: 'none' | 'shared' | 'exclusive' = 'none';

  /** @throws where the lock file cannot be made: the folder is not writable */
  constructor(file: string) {
    this.#connection = openLock(file);
  }

  /** @returns false where another process is setting up */
  tryShared(): boolean {
    return this.#try('shared', () => {
      this.#connection.exec('BEGIN');
      this.#connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    });
  }

  /** @returns false where any other process uses the folder */
  tryExclusive(): boolean {
    return this.#try('exclusive', () => this.#connection.exec('BEGIN EXCLUSIVE'));
  }

  release(): void {
    if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
    this.#held = 'none';
  }

  close(): void {
    if (!this.#connection.open) return;
    this.release();
    this.#connection.close();
  }

  #try(kind: 'shared' | 'exclusive', take: () => void): boolean {
    if (this.#held === kind) return true;
    this.release();
    try {
      take();
    } catch (error) {
      this.release();
      if (codeOf(error).startsWith('SQLITE_BUSY')) return false;
      throw error;
    }
    this.#held = kind;
    return true;
  }
}

const LOCK_WAIT_MS = 100;

function openLock(file: string): Connection {
  closeSync(openSync(file, 'a', 0o600));
  const connection = connect(file, { busyTimeoutMs: LOCK_WAIT_MS });
  try {
    // No journal file beside it: nothing is ever written.
    connection.pragma('journal_mode = MEMORY');
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    return connection;
  } catch (error) {
    const code = codeOf(error);
    if (code.startsWith('SQLITE_BUSY')) return connection;
    connection.close();
    if (code !== 'SQLITE_NOTADB') throw error;
    // It never holds anything, so what is in it came from elsewhere.
    rmSync(file);
    return openLock(file);
  }
}
