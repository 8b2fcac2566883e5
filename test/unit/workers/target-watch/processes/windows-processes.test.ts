import { describe, expect, it } from 'vitest';
import type { ForeignValue } from '../../../../../src/workers/target-watch/processes/foreign-calls.ts';
import { WindowsProcesses } from '../../../../../src/workers/target-watch/processes/windows-processes.ts';
import { type MadeFunction, madeCalls, memoryOf } from '../../../../support/made-calls.ts';

/** Bytes that the functions of Windows wrote of a node.exe, in Wine; zeros at the end are left out. */
const WRITTEN = {
  entry:
    '380200000000000020000000000000000000000000000000000000000a0000000000000002000000000000006e006f00640065002e006500780065',
  started: '88ae707f0581dd01',
  kernel: 'e0c810',
  user: 'c02709',
  memory:
    '480000000000000000404507000000000080300700000000000000000000000000000000000000000000000000000000000000000000000000c039060000000000c03906',
  /** The first three rows of listeners; Wine does not tell whose they are. */
  four: '03000000020000007f0000018adf0000000000000000000000000000020000007f00000187390000000000000000000000000000020000007f00000147ff0000000000000000000000000000',
  six: '0100000000000000000000000000000000000001001000004800000000000000000000000000000000000000000000000000000002000000',
};
const PID = 32;
const HANDLE = 468;
const ERROR_ACCESS_DENIED = 5;
const ERROR_INVALID_PARAMETER = 87;
const ERROR_INSUFFICIENT_BUFFER = 122;

function write(memory: ForeignValue | undefined, hex: string): number {
  const into = memoryOf(memory);
  into.fill(0);
  Buffer.from(hex, 'hex').copy(into);
  return 1;
}

/** Whose rows of a table are. */
function owned(table: string, bytes: number, pids: readonly number[]): string {
  const memory = Buffer.alloc(4 + bytes * pids.length);
  Buffer.from(table, 'hex').copy(memory);
  for (const [at, pid] of pids.entries()) memory.writeUInt32LE(pid, 4 + bytes * (at + 1) - 4);
  return memory.toString('hex');
}

/** A machine with node.exe, number 32; of 4 nothing is told. */
function machine(...others: (readonly [name: string, made: MadeFunction])[]) {
  let error = 0;
  const open = new Set<number>();
  const calls = madeCalls([
    [
      'CreateToolhelp32Snapshot',
      () => {
        open.add(9);
        return 9;
      },
    ],
    ['Process32FirstW', (_, entry) => write(entry, WRITTEN.entry)],
    [
      'OpenProcess',
      (_access, _inherit, pid) => {
        error = pid === 4 ? ERROR_ACCESS_DENIED : ERROR_INVALID_PARAMETER;
        if (pid !== PID) return 0;
        open.add(HANDLE);
        return HANDLE;
      },
    ],
    ['CloseHandle', (handle) => (open.delete(Number(handle)) ? 1 : 0)],
    ['GetLastError', () => error],
    ['GetExitCodeProcess', (_, code) => write(code, '0301')],
    [
      'GetProcessTimes',
      (_, started, _ended, kernel, user) =>
        write(started, WRITTEN.started) & write(kernel, WRITTEN.kernel) & write(user, WRITTEN.user),
    ],
    ['K32GetProcessMemoryInfo', (_, counters) => write(counters, WRITTEN.memory)],
    [
      'GetProcessIoCounters',
      (_, counters) => write(counters, `${'00'.repeat(24)}0020000000000000${'0010000000000000'}`),
    ],
    ['GetProcessHandleCount', (_, count) => write(count, 'd2')],
    ...others,
  ]);
  return { source: new WindowsProcesses(calls), calls, open };
}

const FIGURES = {
  parent: 0,
  startedUs: 1_796_068_850_389_364,
  isZombie: false,
  ownCpuUs: 170_000,
  reapedCpuUs: null,
  residentBytes: 120_619_008,
  threads: 10,
  openFds: 210,
  maxFds: null,
  openSockets: null,
  diskReadBytes: 8_192,
  diskWrittenBytes: 4_096,
};

describe('processes of Windows', () => {
  it('are told with what the system counts, and null where it does not', () => {
    const { source, open } = machine();
    expect(source.list()).toEqual([PID]);
    expect(source.identify(PID)).toEqual({ parent: 0, startedUs: 1_796_068_850_389_364 });
    expect(source.measure(PID)).toEqual(FIGURES);
    expect(open.size).toBe(0);
  });

  it('are gone, another user’s, or ended and still held by somebody', () => {
    const { source, open } = machine();
    expect(source.measure(99_996)).toBe('gone');
    expect(source.identify(99_996)).toBeNull();
    expect(source.measure(4)).toBe('denied');
    const ended = machine(['GetExitCodeProcess', (_, code) => write(code, '00')]);
    expect(ended.source.measure(PID)).toBe('gone');
    expect(open.size + ended.open.size).toBe(0);
  });

  it('are denied where no more than their times are told', () => {
    const { source } = machine(['K32GetProcessMemoryInfo', () => 0]);
    expect(source.measure(PID)).toBe('denied');
  });

  it('keep their other figures where handles and transfers are not told', () => {
    const { source } = machine(['GetProcessIoCounters', () => 0], ['GetProcessHandleCount', () => 0]);
    expect(source.measure(PID)).toEqual({
      ...FIGURES,
      openFds: null,
      diskReadBytes: null,
      diskWrittenBytes: null,
    });
  });

  it('cannot be listed where no snapshot is given', () => {
    expect(machine(['CreateToolhelp32Snapshot', () => -1]).source.list()).toBeNull();
  });

  it('are listed to the end of the snapshot', () => {
    let left = 2;
    const { source } = machine([
      'Process32NextW',
      (_, entry) => {
        const memory = memoryOf(entry);
        memory.writeUInt32LE(memory.readUInt32LE(8) + 4, 8);
        left -= 1;
        return left < 0 ? 0 : 1;
      },
    ]);
    expect(source.list()).toEqual([32, 36, 40]);
  });

  it('are named by program and script', () => {
    const text = Buffer.from('"C:\\Program Files\\node.exe" C:\\shop\\server.js --token=secret', 'utf16le');
    const head = Buffer.alloc(16);
    head.writeUInt16LE(text.length);
    const named = machine([
      'NtQueryInformationProcess',
      (_, kind, info) => {
        write(info, Buffer.concat([head, text]).toString('hex'));
        return kind === 60 ? 0 : -1;
      },
    ]);
    expect(named.source.nameOf(PID)).toMatch(/^node(?:\.exe)? server\.js$/);
    expect(machine(['NtQueryInformationProcess', () => -1]).source.nameOf(PID)).toMatch(/^node(?:\.exe)?$/);
    expect(named.source.nameOf(99_996)).toBeNull();
  });

  it('hold ports, of both families; of one that is denied it is not told', () => {
    const { source, calls } = machine([
      'GetExtendedTcpTable',
      (table, size, _order, family) => {
        const four = owned(WRITTEN.four, 24, [4, 99_996, PID]);
        const six = owned(WRITTEN.six, 56, [PID]);
        memoryOf(size).writeUInt32LE(family === 2 ? four.length / 2 : six.length / 2);
        return write(table, family === 2 ? four : six) - 1;
      },
    ]);
    expect(source.listeners([18_431, 18_432, 35_551])).toEqual([
      { port: 35_551, address: '127.0.0.1', pids: [], isDenied: true },
      { port: 18_431, address: '127.0.0.1', pids: [PID], isDenied: false },
      { port: 18_432, address: '::1', pids: [PID], isDenied: false },
    ]);
    expect(calls.called.filter((name) => name === 'GetExtendedTcpTable')).toHaveLength(2);
    expect(source.portMark(18_432)).toBe('32 ::1');
    expect(source.portMark(8_000)).toBe('');
  });

  it('make room for a table that is longer than the last', () => {
    const asked: number[] = [];
    const { source } = machine([
      'GetExtendedTcpTable',
      (table, size) => {
        const memory = memoryOf(table);
        asked.push(memory.length);
        memoryOf(size).writeUInt32LE(20_000);
        memory.fill(0);
        return memory.length < 20_000 ? ERROR_INSUFFICIENT_BUFFER : 0;
      },
    ]);
    expect(source.portMark(8_000)).toBe('');
    expect(asked).toEqual([16_384, 32_768, 32_768]);
  });

  it('say what this system never tells', () => {
    expect(machine().source.remarks.join(' ')).toMatch(
      /network bytes per process.*CPU of children that have ended.*sockets per process.*not disk alone/,
    );
  });
});
