import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../src/contract/failure.ts';
import { refuseOldNode } from '../../../../src/main/storage/database.ts';
import { saysDamaged, storageFailureOf } from '../../../../src/main/storage/storage-failure.ts';

describe('the Node that opens a database', () => {
  it.each(['22.14.0', '22.20.1', '24.21.0', '26.0.0'])('%s may', (version) => {
    expect(() => refuseOldNode(version)).not.toThrow();
  });
  it.each(['18.20.0', '20.20.2', '22.13.9'])('%s is refused before the binding crashes it', (version) => {
    expect(() => refuseOldNode(version)).toThrow(
      `Node ${version} is too old to open the database: 22.14 or newer is needed.`,
    );
  });
});

describe('what the database and the file system throw', () => {
  it.each([
    ['SQLITE_FULL', 'storage.disk_full'],
    ['ENOSPC', 'storage.disk_full'],
    ['SQLITE_READONLY', 'storage.read_only'],
    ['SQLITE_READONLY_DBMOVED', 'storage.read_only'],
    ['SQLITE_BUSY', 'storage.busy'],
    ['SQLITE_BUSY_SNAPSHOT', 'storage.busy'],
    ['SQLITE_CORRUPT', 'storage.damaged'],
    ['SQLITE_CORRUPT_INDEX', 'storage.damaged'],
    ['SQLITE_NOTADB', 'storage.damaged'],
    ['SQLITE_CANTOPEN', 'storage.not_writable'],
    ['EACCES', 'storage.not_writable'],
    ['EROFS', 'storage.not_writable'],
    ['SQLITE_IOERR_WRITE', 'storage.io'],
    ['SQLITE_IOERR_SHORT_READ', 'storage.damaged'],
    ['PLIMSOLL_DAMAGED_RUN', 'storage.damaged_run'],
  ])('%s is %s', (code, failure) => {
    const thrown = Object.assign(new Error('thrown'), { code });
    expect(storageFailureOf(thrown, '/data')?.code).toBe(failure);
    expect(saysDamaged(thrown)).toBe(failure === 'storage.damaged');
  });

  it.each(['no such column: state', 'no such table: runs', 'table runs has no column named x'])(
    'a file with other tables is told with its place: %s',
    (message) => {
      const thrown = Object.assign(new Error(message), { code: 'SQLITE_ERROR' });
      expect(storageFailureOf(thrown, '/data')).toMatchObject({
        code: 'storage.other_tables',
        message: 'The data file in /data lacks tables or columns that Plimsoll keeps there.',
      });
    },
  );

  it.each([
    Object.assign(new Error('near "SELEC": syntax error'), { code: 'SQLITE_ERROR' }),
    new TypeError('a bug'),
    Object.assign(new Error('x'), { code: 'SQLITE_CONSTRAINT_UNIQUE' }),
    'text',
    null,
  ])('anything else is a bug', (thrown) => {
    expect(storageFailureOf(thrown, '/data')).toBe(null);
  });

  it('has its code read only where it is text', () => {
    expect(codeOf(Object.assign(new Error('x'), { code: 7 }))).toBe('');
  });
});
