import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  noTextOf,
  pageSizeOf,
  parseProcIo,
  parseProcStat,
  procLines,
  readProcFile,
} from '../../../../../src/workers/target-watch/processes/proc-files.ts';
import { createTempDir } from '../../../../support/temp-dir.ts';

const dir = createTempDir();
afterAll(() => dir.remove());

/** As Linux 6.18 wrote it of a shell; the name is put in. */
const stat = (name: string) =>
  `4711 (${name}) S 17 4711 4700 0 -1 4194304 1520 9000 0 3 250 50 1200 34 20 0 7 0 123456 23638016 2048 18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 0 0 0 0 0 0\n`;

describe('the line of a process', () => {
  it.each(['node', 'my (old) shop', ') S 1 1 (', 'tab\tand\nline', ''])(
    'is read behind the name %j',
    (name) => {
      expect(parseProcStat(stat(name))).toEqual({
        command: name,
        state: 'S',
        parent: 17,
        session: 4_700,
        ownCpuUs: 3_000_000,
        reapedCpuUs: 12_340_000,
        threads: 7,
        startedUs: 1_234_560_000,
        residentPages: 2_048,
      });
    },
  );

  it.each(['', 'nonsense', '4711 (node', '4711 (node) S 17'])('is none: %j', (text) => {
    expect(parseProcStat(text)).toBe(null);
  });
});

describe('what a process read and wrote', () => {
  it('is what went to the disk, and not what was asked for', () => {
    const text = 'rchar: 900\nwchar: 800\nsyscr: 7\nsyscw: 6\nread_bytes: 4096\nwrite_bytes: 8192\n';
    expect(parseProcIo(`${text}cancelled_write_bytes: 1\n`)).toEqual({ read: 4_096, written: 8_192 });
    expect(parseProcIo('')).toBe(null);
  });
});

describe('the size of a page', () => {
  it('stands among pairs of words', () => {
    const words = new BigUint64Array([33n, 7n, 6n, 16_384n, 17n, 100n]);
    expect(pageSizeOf(Buffer.from(words.buffer).toString('latin1'))).toBe(16_384);
    expect(pageSizeOf('')).toBe(4_096);
  });
});

describe('a file', () => {
  it('is read line by line, as far as it is asked for, whatever its length', () => {
    const lines = Array.from({ length: 3_000 }, (_, at) => `line ${at}`);
    const path = join(dir.path, 'lines');
    writeFileSync(path, lines.join('\n'));
    expect([...procLines(path)]).toEqual(lines);
    expect(procLines(path).next().value).toBe('line 0');
    expect([...procLines(join(dir.path, 'none'))]).toEqual([]);
  });

  it('that is not there is of a process that is gone', () => {
    expect(readProcFile(join(dir.path, 'none'))).toBe('gone');
    expect(readProcFile(join(dir.path, 'lines', 'below'))).toBe('gone');
  });

  it.each([
    ['ESRCH', 'gone'],
    ['EACCES', 'denied'],
    ['EPERM', 'denied'],
    ['EMFILE', 'unreadable'],
    ['EIO', 'unreadable'],
  ] as const)('that fails with %s is %s', (code, why) => {
    expect(noTextOf(Object.assign(new Error(code), { code }))).toBe(why);
  });
});
