import { readSync, statSync } from 'node:fs';
import { codeOf } from '../../contract/failure.ts';
import { APPLICATION_ID, type Connection, connect, queriesOf } from './database.ts';
import { LATEST_VERSION, tablesOf, VERSION_SETTING, versionOf } from './migrations/migrate.ts';
import { withFile } from './open-file.ts';
import { createSettingsStore } from './settings.ts';
import { saysDamaged } from './storage-failure.ts';

/**
 * What a data file turned out to be.
 *
 * | verdict | means                                                        | then                             |
 * |---------|--------------------------------------------------------------|----------------------------------|
 * | missing | there is none                                                | a new one is made                |
 * | current | ours, of this version                                        | opened                           |
 * | older   | ours, of an earlier version                                  | backed up and migrated           |
 * | newer   | ours, of a later version                                     | opened for reading               |
 * | foreign | a whole database of another program                          | set aside, a new one is made     |
 * | damaged | not a database, cut short, or its structure does not hold up | set aside, intact runs salvaged  |
 */
export type FileVerdict =
  | { readonly kind: 'missing' | 'current' | 'older' | 'newer' | 'foreign' }
  | {
      readonly kind: 'damaged';
      /** In words, without a full stop. */
      readonly reason: string;
      /** As SQLite says it; empty where it was not asked. */
      readonly details: string;
    };

/** Up to this size the structure of the whole file, indices against tables included, is checked at every start: 1 ms per MB. */
const FULL_CHECK_BYTES = 32 * 1_024 * 1_024;
const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const HEADER_CHANGED = 'its header was changed';
const UNREADABLE = 'parts of it cannot be read';
const INCONSISTENT = 'its parts do not fit together';

/**
 * Looks at a data file without changing a byte of it or of the log beside it.
 * @param thorough walk the whole file although it is large, because something was wrong with it before
 * @throws where it cannot be read at all (rights, a folder in its place)
 */
export function checkFile(file: string, thorough: boolean): FileVerdict {
  const header = headerOf(file);
  if (header === null) return { kind: 'missing' };
  if (header.length === 0) return damaged('it is empty');
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    return damaged('it is not a database');
  }
  // Anything but 1 or 2 here would make SQLite open it read-only without a word.
  if ([header[18], header[19]].some((format) => format !== 1 && format !== 2)) return damaged(HEADER_CHANGED);
  try {
    return examine(file, thorough);
  } catch (error) {
    // "unsupported file format" is a plain SQLITE_ERROR.
    if (saysDamaged(error) || codeOf(error) === 'SQLITE_ERROR')
      return damaged(UNREADABLE, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

function examine(file: string, thorough: boolean): FileVerdict {
  const connection = connect(file, { readonly: true });
  try {
    const large = statSync(file).size > FULL_CHECK_BYTES;
    if (!large || thorough) {
      const verdict = String(connection.pragma('integrity_check(1)', { simple: true }));
      if (verdict !== 'ok') return damaged(INCONSISTENT, verdict);
    }
    return identify(connection);
  } finally {
    connection.close();
  }
}

function identify(connection: Connection): FileVerdict {
  const tables = queriesOf(connection)("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map((row) => row.name);
  const missingSince = (version: number) => tablesOf(version).filter((table) => !tables.includes(table));
  if (connection.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    return missingSince(1).length === 0 ? damaged(HEADER_CHANGED) : { kind: 'foreign' };
  }
  const version = versionOf(connection);
  const missing = missingSince(version);
  if (version !== LATEST_VERSION && recordedVersion(connection) !== version) return damaged(HEADER_CHANGED);
  if (version > LATEST_VERSION) return { kind: 'newer' };
  if (missing.length > 0) return damaged(`its table ${missing[0]} is missing`);
  return { kind: version === LATEST_VERSION ? 'current' : 'older' };
}

/** The version as `settings` has it: a changed header must not pass for another version. */
function recordedVersion(connection: Connection): number {
  const recorded = createSettingsStore(connection).get(VERSION_SETTING);
  return recorded === null ? 0 : Number(recorded);
}

function damaged(reason: string, details = ''): FileVerdict {
  return { kind: 'damaged', reason, details };
}

/** The first bytes of a file, or null where there is none. */
function headerOf(file: string): Buffer | null {
  const header = Buffer.alloc(HEADER_BYTES);
  try {
    const bytes = withFile(file, 'r', (handle) => readSync(handle, header, 0, HEADER_BYTES, 0));
    return header.subarray(0, bytes);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
