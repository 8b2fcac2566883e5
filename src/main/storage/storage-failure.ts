import type { Failure } from '../../contract/failure.ts';

/**
 * What SQLite and the file system say, as failures a person can act on. Storage throws what they throw; the one place
 * that answers a host turns it into a value with this table.
 *
 * | thrown                                            | code                  |
 * |---------------------------------------------------|-----------------------|
 * | SQLITE_FULL, ENOSPC, EDQUOT                       | storage.disk_full     |
 * | SQLITE_READONLY…                                  | storage.read_only     |
 * | SQLITE_BUSY…, SQLITE_LOCKED…                      | storage.busy          |
 * | SQLITE_CORRUPT…, SQLITE_NOTADB, a short read      | storage.damaged       |
 * | SQLITE_CANTOPEN…, EACCES, EPERM, EROFS, ENOTDIR … | storage.not_writable  |
 * | other SQLITE_IOERR…, EIO                          | storage.io            |
 * | DamagedRunError                                   | storage.damaged_run   |
 * | SQLITE_ERROR that names a table or column missing | storage.other_tables  |
 */
const DAMAGE = /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ)/;
const TABLE: readonly { readonly matches: RegExp; readonly make: (place: string) => Failure }[] = [
  { matches: /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/, make: diskFull },
  { matches: /^SQLITE_READONLY/, make: readOnly },
  { matches: /^SQLITE_(BUSY|LOCKED)/, make: busy },
  { matches: DAMAGE, make: damaged },
  {
    matches:
      /^(SQLITE_CANTOPEN.*|SQLITE_PERM|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT|EISDIR|ELOOP|ENAMETOOLONG)$/,
    make: notWritable,
  },
  { matches: /^(SQLITE_IOERR.*|EIO)$/, make: ioError },
  { matches: /^PLIMSOLL_DAMAGED_RUN$/, make: damagedRun },
];

/** Thrown where a single run cannot be read any more, while the file around it can. */
export class DamagedRunError extends Error {
  readonly code = 'PLIMSOLL_DAMAGED_RUN';
}

/** The failure behind a thrown value, or null where it does not come from the database or the file system. */
export function storageFailureOf(thrown: unknown, place: string): Failure | null {
  const code = codeOf(thrown);
  if (code === 'SQLITE_ERROR' && /no such (table|column)|has no column named/.test(String(thrown)))
    return otherTables(place);
  return TABLE.find((row) => row.matches.test(code))?.make(place) ?? null;
}

/** True where the file itself is at fault, so that waiting or freeing space would not help. */
export function saysDamaged(thrown: unknown): boolean {
  return DAMAGE.test(codeOf(thrown));
}

/** `code` of a SqliteError or of a system error; empty for anything else. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}

export function notWritable(place: string): Failure {
  return {
    code: 'storage.not_writable',
    side: 'client',
    message: `The data folder ${place} cannot be written.`,
    hint: 'Choose another with --data-dir (or PLIMSOLL_HOME), or give yourself write access to this one.',
  };
}

function diskFull(place: string): Failure {
  return {
    code: 'storage.disk_full',
    side: 'client',
    message: `The disk that holds ${place} is full.`,
    hint: 'Free some space, or move the data with --data-dir; what was saved before is intact.',
  };
}

function readOnly(place: string): Failure {
  return {
    code: 'storage.read_only',
    side: 'client',
    message: `The data in ${place} is open for reading only.`,
    hint: 'Give yourself write access to this folder and the files in it, or choose another with --data-dir (or PLIMSOLL_HOME).',
  };
}

function busy(place: string): Failure {
  return {
    code: 'storage.busy',
    side: 'client',
    message: `Another program holds the data in ${place}.`,
    hint: 'Close other Plimsoll windows and backup programs that use this folder, then try again.',
  };
}

function damaged(place: string): Failure {
  return {
    code: 'storage.damaged',
    side: 'client',
    message: `The data file in ${place} is damaged.`,
    hint: 'Close every Plimsoll window and start again: the file is then set aside and intact runs are recovered.',
  };
}

function otherTables(place: string): Failure {
  return {
    code: 'storage.other_tables',
    side: 'client',
    message: `The data file in ${place} lacks tables or columns that Plimsoll keeps there.`,
    hint: 'Another program changed it: restore a copy of plimsoll.db, or choose another folder with --data-dir (or PLIMSOLL_HOME).',
  };
}

function damagedRun(): Failure {
  return {
    code: 'storage.damaged_run',
    side: 'client',
    message: 'The plan of this run was changed on disk and can no longer be read.',
    hint: 'Other runs are not affected; this one can be deleted.',
  };
}

function ioError(place: string): Failure {
  return {
    code: 'storage.io',
    side: 'client',
    message: `Reading or writing the data in ${place} failed.`,
    hint: 'Check the disk; runs already saved are kept.',
  };
}
