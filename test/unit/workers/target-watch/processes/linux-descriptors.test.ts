import { symlinkSync, unlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LinuxDescriptors } from '../../../../../src/workers/target-watch/processes/linux-descriptors.ts';
import { MadeProc } from '../../../../support/made-proc.ts';
import { createTempDir, type TempDir } from '../../../../support/temp-dir.ts';

let folder: TempDir;
let made: MadeProc;
const PIDS = Array.from({ length: 60 }, (_, at) => 100 + at);
beforeAll(() => {
  folder = createTempDir();
  made = new MadeProc(folder.path);
  // A few looks miss the only socket; all of them find it.
  const descriptors = Array.from({ length: 20 }, (_, number) => (number === 5 ? 'socket:[1]' : '/dev/null'));
  for (const pid of PIDS) made.start(pid, { descriptors });
});
afterAll(() => folder.remove());

function readAll(all: LinuxDescriptors) {
  return PIDS.map((pid) => {
    const read = all.read(pid, pid);
    return typeof read === 'string' ? null : read;
  });
}
const socketsOf = (read: ReturnType<typeof readAll>) => read.map((one) => one?.sockets ?? null);
const count = (values: readonly (number | null)[], value: number | null) =>
  values.filter((one) => one === value).length;

describe('descriptors of many processes', () => {
  it('are looked at in turns, 512 a second, and each of them is counted each second', () => {
    const all = new LinuxDescriptors(made.proc, false);
    const rounds = Array.from({ length: 4 }, () => {
      all.nextRound(new Set(PIDS));
      const read = readAll(all);
      expect(read.map((one) => one?.open)).toEqual(PIDS.map(() => 20));
      return socketsOf(read);
    });
    // 25 whole ones, and 8 descriptors of 32 others; of three there is no look left.
    expect(rounds.map((sockets) => [count(sockets, 1), count(sockets, 0), count(sockets, null)])).toEqual([
      [25, 32, 3],
      [50, 10, 0],
      [60, 0, 0],
      [60, 0, 0],
    ]);
  });

  it('are the same for all that ask in one second, without another look', () => {
    const all = new LinuxDescriptors(made.proc, false);
    all.nextRound(new Set(PIDS));
    const first = readAll(all).slice(0, 25);
    expect(readAll(all).slice(0, 25)).toEqual(first);
    expect(first.every((one) => one?.areEstimated === false)).toBe(true);
  });

  it('that are opened and closed between two turns are taken for sockets, and said to be estimated', () => {
    const all = new LinuxDescriptors(made.proc, false);
    for (let round = 0; round < 3; round += 1) {
      all.nextRound(new Set(PIDS));
      readAll(all);
    }
    const added = [20, 21, 22].map((number) => `${made.proc}/100/fd/${number}`);
    for (const path of added) symlinkSync('socket:[9]', path);
    const seen = Array.from({ length: 3 }, () => {
      all.nextRound(new Set(PIDS));
      return readAll(all)[0];
    });
    for (const path of added) unlinkSync(path);
    expect(seen.map((one) => [one?.open, one?.sockets])).toEqual(seen.map(() => [23, 4]));
    expect(new Set(seen.map((one) => one?.areEstimated))).toEqual(new Set([true, false]));
  });

  it('of a process that has the number of another are looked at anew', () => {
    const all = new LinuxDescriptors(made.proc, false);
    all.nextRound(new Set([100]));
    expect(all.read(100, 1)).toEqual({ open: 20, sockets: 1, areEstimated: false });
    made.start(100, { descriptors: ['/dev/null'] });
    expect(all.read(100, 2)).toEqual({ open: 1, sockets: 0, areEstimated: false });
    made.end(100);
    expect(all.read(100, 2)).toBe('gone');
  });
});
