import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeExport } from '../../../../../src/main/services/reports/write-export.ts';
import { createTempDir } from '../../../../support/temp-dir.ts';

describe('writing an export', () => {
  test('leaves one file, readable by its owner only, and nothing temporary', () => {
    using dir = createTempDir();
    const file = join(dir.path, 'report.html');
    expect(writeExport(file, 'été\n')).toEqual({ ok: true, value: file });
    expect(readFileSync(file, 'utf8')).toBe('été\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir.path)).toEqual(['report.html']);
  });

  test('never overwrites silently, and does on request', () => {
    using dir = createTempDir();
    const file = join(dir.path, 'report.html');
    writeFileSync(file, 'old');
    const refused = writeExport(file, 'new');
    expect(refused).toMatchObject({ ok: false, failure: { code: 'export.exists', side: 'client' } });
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(writeExport(file, 'new', { overwrite: true }).ok).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(dir.path)).toEqual(['report.html']);
  });

  test('replaces a link, not what it points to', () => {
    using dir = createTempDir();
    writeFileSync(join(dir.path, 'precious'), 'keep');
    symlinkSync('precious', join(dir.path, 'report.html'));
    expect(writeExport(join(dir.path, 'report.html'), 'x').ok).toBe(false);
    expect(writeExport(join(dir.path, 'report.html'), 'x', { overwrite: true }).ok).toBe(true);
    expect(readFileSync(join(dir.path, 'precious'), 'utf8')).toBe('keep');
  });

  test.each([
    ['a folder that is not there', 'export.no_folder', (path: string) => join(path, 'no', 'report.html')],
    ['a folder as the file', 'export.not_writable', (path: string) => path],
    ['a file as the folder', 'export.no_folder', (path: string) => join(path, 'file', 'report.html')],
  ])('%s is %s, in one sentence', (_what, code, place) => {
    using dir = createTempDir();
    writeFileSync(join(dir.path, 'file'), '');
    const result = writeExport(place(dir.path), 'x', { overwrite: true });
    expect(result).toMatchObject({ ok: false, failure: { code } });
    expect(!result.ok && result.failure.message.endsWith('.')).toBe(true);
  });

  test.skipIf(process.platform !== 'linux')('a full device is told without a word of a run', () => {
    expect(writeExport('/dev/full', 'x', { overwrite: true })).toMatchObject({
      failure: {
        message: '/dev/full was not written: no space is left there.',
        hint: 'Free some space there, or name another file.',
      },
    });
  });

  test.skipIf(process.platform !== 'linux')(
    'a file that is open already is written on through its descriptor',
    () => {
      using dir = createTempDir();
      const handle = openSync(join(dir.path, 'out'), 'w');
      writeSync(handle, 'before ');
      expect(writeExport(`/dev/fd/${handle}`, 'it', { overwrite: true }).ok).toBe(true);
      writeSync(handle, ' after');
      closeSync(handle);
      expect(readFileSync(join(dir.path, 'out'), 'utf8')).toBe('before it after');
    },
  );

  test.skipIf(process.getuid?.() === 0)('a folder without permission is export.not_writable', () => {
    using dir = createTempDir();
    const locked = join(dir.path, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    expect(writeExport(join(locked, 'a'), 'x')).toMatchObject({ failure: { code: 'export.not_writable' } });
  });
});
