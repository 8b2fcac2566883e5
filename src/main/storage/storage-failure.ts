import { codeOf, type Failure } from '../../contract/failure.ts';

/**
 * What SQLite and the file system say, as failures a person can act on. Storage throws what they throw; the one place
 * that answers a host turns it into a value with this table, by the code that was thrown.
 */
const DAMAGE = /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ)/;
type Row = readonly [matches: RegExp, code: string, message: (place: string) => string, hint: string];
const TABLE: readonly Row[] = [
  [
    /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/,
    'storage.disk_full',
    (place) => `The disk that holds ${place} is full.`,
    'Free some space, or move the data with --data-dir; what was saved before is intact.',
  ],
  [
    /^SQLITE_READONLY/,
    'storage.read_only',
    (place) => `The data in ${place} is open for reading only.`,
    'Give yourself write access to this folder and the files in it, or choose another with --data-dir (or PLIMSOLL_HOME).',
  ],
  [
    /^SQLITE_(BUSY|LOCKED)/,
    'storage.busy',
    (place) => `Another program holds the data in ${place}.`,
    'Close other Plimsoll windows and backup programs that use this folder, then try again.',
  ],
  [
    DAMAGE,
    'storage.damaged',
    (place) => `The data file in ${place} is damaged.`,
    'Close every Plimsoll window and start again: the file is then set aside and intact runs are recovered.',
  ],
  [
    /^(SQLITE_CANTOPEN.*|SQLITE_PERM|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT|EISDIR|ELOOP|ENAMETOOLONG)$/,
    'storage.not_writable',
    (place) => `The data folder ${place} cannot be written.`,
    'Choose another with --data-dir (or PLIMSOLL_HOME), or give yourself write access to this one.',
  ],
  [
    /^(SQLITE_IOERR.*|EIO)$/,
    'storage.io',
    (place) => `Reading or writing the data in ${place} failed.`,
    'Check the disk; runs already saved are kept.',
  ],
  [
    /^PLIMSOLL_DAMAGED_RUN$/,
    'storage.damaged_run',
    () => 'The plan of this run was changed on disk and can no longer be read.',
    'Other runs are not affected; this one can be deleted.',
  ],
  [
    /^SQLITE_ERROR .*(no such (table|column)|has no column named)/,
    'storage.other_tables',
    (place) => `The data file in ${place} lacks tables or columns that Plimsoll keeps there.`,
    'Another program changed it: restore a copy of plimsoll.db, or choose another folder with --data-dir (or PLIMSOLL_HOME).',
  ],
];

/** Thrown where a single run cannot be read any more, while the file around it can. */
export class DamagedRunError extends Error {
  readonly code = 'PLIMSOLL_DAMAGED_RUN';
}

/** The failure behind a thrown value, or null where it does not come from the database or the file system. */
export function storageFailureOf(thrown: unknown, place: string): Failure | null {
  const code = codeOf(thrown);
  // A plain SQLITE_ERROR says in its message alone what it is.
  const said = code === 'SQLITE_ERROR' ? `${code} ${String(thrown)}` : code;
  const row = TABLE.find(([matches]) => matches.test(said));
  if (row === undefined) return null;
  const [, known, message, hint] = row;
  return { code: known, side: 'client', message: message(place), hint };
}

/** True where the file itself is at fault, so that waiting or freeing space would not help. */
export function saysDamaged(thrown: unknown): boolean {
  return DAMAGE.test(codeOf(thrown));
}
