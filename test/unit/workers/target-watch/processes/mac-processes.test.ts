import koffi from 'koffi';
import { describe, expect, it } from 'vitest';
import type { ForeignValue } from '../../../../../src/workers/target-watch/processes/foreign-calls.ts';
import {
  PROC_BSDINFO,
  PROC_TASKINFO,
  RUSAGE_INFO_V4,
  SOCKET_FDINFO,
} from '../../../../../src/workers/target-watch/processes/mac-layouts.ts';
import {
  MacProcesses,
  microsPerTick,
} from '../../../../../src/workers/target-watch/processes/mac-processes.ts';
import {
  XINPGEN,
  XSOCKET64,
  XTCPCB64,
} from '../../../../../src/workers/target-watch/processes/mac-tcp-list.ts';
import { type MadeFunction, madeCalls, memoryOf } from '../../../../support/made-calls.ts';

interface MadeProcess {
  readonly parent: number;
  readonly status: 2 | 5;
  readonly words: readonly string[];
  /** Ports that it listens on, by descriptor. */
  readonly listens: ReadonlyMap<number, number>;
  readonly isHidden?: boolean;
}

const SERVER: MadeProcess = {
  parent: 1,
  status: 2,
  words: ['/opt/bin/node', 'server.js', '--token=secret'],
  listens: new Map([
    [12, 8_000],
    [13, 8_443],
  ]),
};
const PROCESSES = new Map<number, MadeProcess>([
  [1, { parent: 0, status: 2, words: ['launchd'], listens: new Map([[5, 80]]), isHidden: true }],
  [400, SERVER],
  [401, { ...SERVER, parent: 400, listens: new Map([[12, 8_000]]) }],
  [402, { ...SERVER, parent: 400, status: 5, listens: new Map() }],
]);
/** Of the process of the tests: a fifth of a second, in ticks of Apple silicon. */
const OWN_TICKS = 4_800_000;

function bsdInfo(info: ForeignValue | undefined, process: MadeProcess): number {
  const memory = memoryOf(info);
  const { fields, bytes } = PROC_BSDINFO;
  memory.writeUInt32LE(process.status, fields.pbi_status[0]);
  memory.writeUInt32LE(process.parent, fields.pbi_ppid[0]);
  memory.write('node', fields.pbi_comm[0]);
  memory.writeBigUInt64LE(1_796_068_563n, fields.pbi_start_tvsec[0]);
  memory.writeBigUInt64LE(716_350n, fields.pbi_start_tvusec[0]);
  return bytes;
}

function descriptors(info: ForeignValue | undefined, process: MadeProcess, files: number): number {
  const memory = memoryOf(info);
  const all = [
    ...Array.from({ length: files }, (_, at) => [at, 1]),
    ...[...process.listens.keys()].map((number) => [number, 2]),
  ].slice(0, Math.floor(memory.length / 8));
  for (const [at, [number = 0, kind = 0]] of all.entries()) {
    memory.writeInt32LE(number, 8 * at);
    memory.writeUInt32LE(kind, 8 * at + 4);
  }
  return 8 * all.length;
}

/** A Mac with the processes above; 1 is root's, and tells of itself only that it is there. */
function machine({
  files = 3,
  ownCpuUs = 200_000,
  ...others
}: { files?: number; ownCpuUs?: number } & Record<string, unknown> = {}) {
  const functions: Record<string, MadeFunction> = {
    proc_listallpids: (pids) => {
      const memory = memoryOf(pids);
      const all = [0, ...PROCESSES.keys()];
      for (const [at, pid] of all.entries()) memory.writeInt32LE(pid, 4 * at);
      return all.length;
    },
    proc_pidinfo: (pid, flavor, ended, info, bytes) => {
      const process = PROCESSES.get(Number(pid));
      if (process === undefined || (process.status === 5 && ended === 0)) return 0;
      if (flavor === 13) return Number(bytes);
      if (process.isHidden) return 0;
      if (flavor === 1) return descriptors(info, process, files);
      if (flavor === 3) return bsdInfo(info, process);
      memoryOf(info).writeInt32LE(11, PROC_TASKINFO.fields.pti_threadnum[0]);
      return flavor === 4 ? PROC_TASKINFO.bytes : 0;
    },
    proc_pid_rusage: (pid, version, usage) => {
      const made = PROCESSES.get(Number(pid));
      if ((made === undefined && pid !== process.pid) || made?.isHidden || version !== 4) return -1;
      const { fields } = RUSAGE_INFO_V4;
      const memory = memoryOf(usage);
      const write = (name: keyof typeof fields, value: number) =>
        memory.writeBigUInt64LE(BigInt(value), fields[name][0]);
      write('ri_user_time', pid === process.pid ? OWN_TICKS : 21_600_000);
      write('ri_system_time', pid === process.pid ? 0 : 2_400_000);
      write('ri_resident_size', 120_061_952);
      write('ri_child_user_time', 7_200_000);
      write('ri_diskio_bytesread', 8_192);
      write('ri_diskio_byteswritten', 4_096);
      return 0;
    },
    proc_pidfdinfo: (pid, descriptor, flavor, info) => {
      const port = PROCESSES.get(Number(pid))?.listens.get(Number(descriptor));
      if (port === undefined || flavor !== 3) return 0;
      const memory = memoryOf(info).fill(0);
      const { fields, bytes } = SOCKET_FDINFO;
      memory.writeInt32LE(2, fields.soi_kind[0]);
      memory.writeInt32LE(1, fields.tcpsi_state[0]);
      memory.writeUInt8(1, fields.insi_vflag[0]);
      memory.writeUInt16BE(port, fields.insi_lport[0]);
      memory.set([127, 0, 0, 1], fields.insi_laddr[0] + 12);
      return bytes;
    },
    mach_timebase_info: (info) => {
      memoryOf(info).writeUInt32LE(125, 0);
      memoryOf(info).writeUInt32LE(3, 4);
      return 0;
    },
    sysctl: (name, _parts, value, length) => {
      const process = PROCESSES.get(memoryOf(name).readInt32LE(8));
      if (process === undefined) return -1;
      const memory = memoryOf(value);
      memory.writeInt32LE(process.words.length, 0);
      const text = `${process.words[0]}\0\0\0${process.words.join('\0')}\0HOME=/Users/ada\0`;
      memoryOf(length).writeBigUInt64LE(BigInt(4 + memory.write(text, 4)));
      return 0;
    },
    ...(others as Record<string, MadeFunction>),
  };
  const calls = madeCalls(Object.entries(functions));
  return { calls, source: new MacProcesses(calls, () => ownCpuUs) };
}

/** A list of one socket, that listens for all addresses. */
function listOf(port: number): Buffer {
  const list = Buffer.alloc(XINPGEN.bytes + XTCPCB64.bytes + XINPGEN.bytes);
  for (const at of [0, list.length - XINPGEN.bytes]) list.writeUInt32LE(XINPGEN.bytes, at);
  const { fields, bytes } = XTCPCB64;
  const record = list.subarray(XINPGEN.bytes);
  record.writeUInt32LE(bytes, fields.xt_len[0]);
  record.writeUInt16BE(port, fields.inp_lport[0]);
  record.writeUInt8(2, fields.inp_vflag[0]);
  record.writeUInt32LE(XSOCKET64.bytes, fields.xso_len[0]);
  record.writeUInt8(2, fields.so_options[0]);
  return list;
}

const FIGURES = {
  parent: 1,
  startedUs: 1_796_068_563_716_350,
  isZombie: false,
  ownCpuUs: 1_000_000,
  reapedCpuUs: 300_000,
  residentBytes: 120_061_952,
  threads: 11,
  openFds: 5,
  maxFds: null,
  openSockets: 2,
  diskReadBytes: 8_192,
  diskWrittenBytes: 4_096,
};

describe('processes of macOS', () => {
  it('are told with what the system counts, CPU time from ticks of 125/3 ns', () => {
    const { source } = machine();
    expect(source.list()).toEqual([1, 400, 401, 402]);
    expect(source.identify(401)).toEqual({ parent: 400, startedUs: FIGURES.startedUs });
    const { ownCpuUs, reapedCpuUs, ...others } = FIGURES;
    const measured = source.measure(400);
    expect(measured).toMatchObject(others);
    expect(measured).toMatchObject({
      ownCpuUs: expect.closeTo(ownCpuUs, 3),
      reapedCpuUs: expect.closeTo(reapedCpuUs, 3),
    });
  });

  it('have their time, and nothing else, when they have ended and were not waited for', () => {
    expect(machine().source.measure(402)).toMatchObject({
      isZombie: true,
      ownCpuUs: expect.closeTo(1_000_000, 3),
      residentBytes: 0,
      threads: 0,
      openFds: 0,
      openSockets: 0,
    });
  });

  it('are gone, or another user’s', () => {
    const { source } = machine();
    expect([source.measure(1), source.identify(1)]).toEqual(['denied', null]);
    expect([source.measure(99), source.identify(99), source.nameOf(99)]).toEqual(['gone', null, null]);
  });

  it('cannot be listed where the system refuses', () => {
    expect(machine({ proc_listallpids: () => -1 }).source.list()).toBeNull();
  });

  it('are all listed, and all descriptors counted, however many there are', () => {
    const { source } = machine({
      files: 5_000,
      proc_listallpids: (pids: ForeignValue) => {
        const memory = memoryOf(pids);
        const count = Math.min(3_000, memory.length / 4);
        for (let at = 0; at < count; at += 1) memory.writeInt32LE(at + 1, 4 * at);
        return count;
      },
    });
    expect(source.list()).toHaveLength(3_000);
    expect(source.measure(400)).toMatchObject({ openFds: 5_002, openSockets: 2 });
  });

  it('keep their other figures where threads and descriptors are not told', () => {
    const info = {
      proc_pidinfo: (...values: ForeignValue[]) => (values[1] === 3 ? bsdInfo(values[3], SERVER) : 0),
    };
    expect(machine(info).source.measure(400)).toMatchObject({
      threads: null,
      openFds: null,
      openSockets: null,
      residentBytes: 120_061_952,
    });
  });

  it('are named by program and script, and by the kernel where words are not told', () => {
    expect(machine().source.nameOf(400)).toBe('node server.js');
    expect(machine({ sysctl: () => -1 }).source.nameOf(400)).toBe('node');
  });

  it('hold ports, several of them one', () => {
    expect(machine().source.listeners([8_000, 9_000])).toEqual([
      { port: 8_000, address: '127.0.0.1', pids: [400, 401], isDenied: false },
    ]);
  });

  it('hold ports that only the list of all sockets tells of, where they are another user’s', () => {
    const { source } = machine({
      sysctlbyname: (name: ForeignValue, list: ForeignValue, length: ForeignValue) => {
        expect(memoryOf(name).toString()).toBe('net.inet.tcp.pcblist64\0');
        memoryOf(length).writeBigUInt64LE(BigInt(listOf(80).length));
        if (list !== null) listOf(80).copy(memoryOf(list));
        return 0;
      },
    });
    expect(source.listeners([80, 8_000, 9_000])).toEqual([
      { port: 8_000, address: '127.0.0.1', pids: [400, 401], isDenied: false },
      { port: 80, address: '::', pids: [], isDenied: true },
    ]);
  });

  it('hold no port that nobody can tell of', () => {
    expect(machine({ sysctlbyname: () => -1 }).source.listeners([80])).toEqual([]);
    // Everything is zero: it is no such list.
    expect(machine().source.listeners([80])).toEqual([]);
  });

  it('declare functions as C can read them', () => {
    const { calls } = machine();
    expect(calls.libraries).toEqual(new Set(['/usr/lib/libSystem.B.dylib']));
    expect(calls.prototypes.length).toBeGreaterThan(5);
    for (const prototype of calls.prototypes) expect(() => koffi.proto(prototype)).not.toThrow();
  });
});

describe('a tick of CPU time', () => {
  it.each([
    ['is what the system says, on Apple silicon', 125 / 3, 4_800_000, 200_000, 125 / 3],
    ['is what the system says, on Intel', 1, 200_000_000, 200_000, 1],
    ['is Apple silicon’s where a program for Intel is told Intel’s', 1, 4_800_000, 200_000, 125 / 3],
    ['is what the system says though its clocks differ by a quarter', 125 / 3, 6_000_000, 200_000, 125 / 3],
    ['is taken by what was used where the system says nothing', Number.NaN, 4_800_000, 200_000, 125 / 3],
    ['is what the system says where nothing was used yet', 125 / 3, 0, 0, 125 / 3],
  ])('%s', (_, told, ticks, cpuUs, nanos) => {
    expect(microsPerTick(told, ticks, cpuUs)).toBeCloseTo(nanos / 1_000, 9);
  });
});
