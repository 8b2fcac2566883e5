import { describe, expect, it } from 'vitest';
import { addressText, type Layout } from '../../../../../src/workers/target-watch/processes/c-layout.ts';
import * as mac from '../../../../../src/workers/target-watch/processes/mac-layouts.ts';
import {
  decodeTcpList,
  XINPGEN,
  XSOCKET64,
  XTCPCB64,
} from '../../../../../src/workers/target-watch/processes/mac-tcp-list.ts';
import * as windows from '../../../../../src/workers/target-watch/processes/windows-layouts.ts';
import { type CompiledStructures, compileStructures, hasCompiler } from '../../../../support/c-structures.ts';

const MAC = [
  mac.PROC_BSDINFO,
  mac.PROC_BSDSHORTINFO,
  mac.PROC_TASKINFO,
  mac.RUSAGE_INFO_V4,
  mac.MACH_TIMEBASE_INFO,
  mac.PROC_FDINFO,
  mac.SOCKET_FDINFO,
  XINPGEN,
  XSOCKET64,
  XTCPCB64,
] as const;
const WINDOWS = [
  windows.PROCESSENTRY32W,
  windows.PROCESS_MEMORY_COUNTERS,
  windows.IO_COUNTERS,
  windows.MIB_TCPROW_OWNER_PID,
  windows.MIB_TCP6ROW_OWNER_PID,
  windows.UNICODE_STRING,
] as const;

function layoutsOf(layouts: readonly Layout<string>[]) {
  return {
    sizes: Object.fromEntries(layouts.map(({ struct, bytes }) => [struct, bytes])),
    offsets: Object.fromEntries(
      layouts.map(({ struct, fields }) => [
        struct,
        Object.fromEntries(Object.entries(fields).map(([name, [offset]]) => [name, offset])),
      ]),
    ),
  };
}

const sampleOf = (compiled: CompiledStructures, name: string) => {
  const sample = compiled.samples.get(name);
  if (sample === undefined) throw new Error(`no sample ${name}`);
  return sample;
};

// Where there is no compiler nothing is known of where it puts fields; the systems' own tests need none.
describe.skipIf(!hasCompiler())('structures of macOS as a compiler lays them out', () => {
  const compiled = hasCompiler() ? compileStructures('mac') : null;
  const sample = (name: string) => sampleOf(compiled ?? { sizes: {}, offsets: {}, samples: new Map() }, name);

  it('are those of the tables', () => {
    expect(layoutsOf(MAC)).toEqual({ sizes: compiled?.sizes, offsets: compiled?.offsets });
  });

  it('are read as they were filled', () => {
    expect(mac.decodeBsdInfo(sample('process'))).toEqual({
      parent: 77,
      isZombie: false,
      startedUs: 1_796_068_563_716_350,
      command: 'node24',
    });
    expect(mac.decodeBsdInfo(sample('zombie'))).toMatchObject({ isZombie: true, command: 'node' });
    expect(mac.decodeThreads(sample('task'))).toBe(11);
    expect(mac.decodeResourceUsage(sample('usage'))).toEqual({
      ownTicks: 26_400_000,
      reapedTicks: 5_040_000,
      residentBytes: 120_061_952,
      diskReadBytes: 8_192,
      diskWrittenBytes: 4_096,
    });
    expect(mac.decodeNanosPerTick(sample('timebase'))).toBeCloseTo(41.666_7, 4);
    const descriptors = sample('descriptors');
    expect(mac.decodeDescriptors(descriptors, descriptors.length)).toEqual({ open: 5, sockets: [12, 31] });
    expect(mac.decodeListener(sample('listens-on-all'))).toEqual({ port: 8_000, address: '::' });
    expect(mac.decodeListener(sample('listens-on-127.0.0.1'))).toEqual({ port: 8_000, address: '127.0.0.1' });
    expect(mac.decodeListener(sample('connected'))).toBeNull();
  });

  it('of the list of sockets are read to its end, or not at all', () => {
    const list = sample('tcp-list');
    expect(decodeTcpList(list, list.length)).toEqual([
      { port: 8_000, address: '127.0.0.1' },
      { port: 443, address: '::' },
    ]);
    for (const length of [0, 23, 24, 300, list.length - 1]) expect(decodeTcpList(list, length)).toBeNull();
    // A socket of another length, as a later system may have it.
    const later = Buffer.from(list);
    later.writeUInt32LE(112, 24 + 148);
    expect(decodeTcpList(later, later.length)).toBeNull();
  });
});

describe.skipIf(!hasCompiler())('structures of Windows as a compiler lays them out', () => {
  const compiled = hasCompiler() ? compileStructures('windows') : null;
  const sample = (name: string) => sampleOf(compiled ?? { sizes: {}, offsets: {}, samples: new Map() }, name);

  it('are those of the tables', () => {
    expect(layoutsOf(WINDOWS)).toEqual({ sizes: compiled?.sizes, offsets: compiled?.offsets });
  });

  it('are read as they were filled', () => {
    expect(windows.decodeProcessEntry(sample('process'))).toEqual({
      pid: 4_711,
      parent: 77,
      threads: 11,
      program: 'node.exe',
    });
    expect(windows.decodeResidentBytes(sample('memory'))).toBe(120_655_872);
    expect(windows.decodeTransfers(sample('io'))).toEqual({ read: 8_192, written: 4_096 });
    expect(windows.decodeListeners(sample('four'), false)).toEqual([
      { port: 8_000, address: '127.0.0.1', pid: 4_711 },
      { port: 443, address: '0.0.0.0', pid: 4 },
    ]);
    expect(windows.decodeListeners(sample('six'), true)).toEqual([
      { port: 8_000, address: '::1', pid: 4_712 },
    ]);
    expect(windows.decodeUnicodeString(sample('line'))).toBe('node ');
  });
});

describe('moments of Windows', () => {
  // The bytes that GetProcessTimes gave of a process of 2026-11-30 in Wine.
  it('count from 1601 in units of 100 ns, and are told since 1970', () => {
    const times = Buffer.from('92a8f2220481dd01000000000000000040420f000000000020a1070000000000', 'hex');
    expect(new Date(windows.decodeMoment(times) / 1_000).toISOString()).toBe('2026-11-30T19:51:05.716Z');
    expect(windows.decodeDuration(times, 16)).toBe(100_000);
    expect(windows.decodeDuration(times, 24)).toBe(50_000);
  });
});

describe('addresses', () => {
  it.each([
    ['00000000', '0.0.0.0'],
    ['7f000001', '127.0.0.1'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['fe80000000000000021122fffe334455', 'fe80::211:22ff:fe33:4455'],
    ['00000000000000000000ffff7f000001', '::ffff:7f00:1'],
  ])('%s is %s', (hex, text) => {
    expect(addressText(Buffer.from(hex, 'hex'))).toBe(text);
  });
});

describe('command lines', () => {
  it.each([
    ['node server.js', ['node', 'server.js']],
    [
      String.raw`"C:\Program Files\nodejs\node.exe"  C:\app\server.js --port 80`,
      [String.raw`C:\Program Files\nodejs\node.exe`, String.raw`C:\app\server.js`, '--port', '80'],
    ],
    [String.raw`a "b c" d\"e "f\\" g\\h ""`, ['a', 'b c', 'd"e', 'f\\', String.raw`g\\h`, '']],
    ['  ', []],
    ['"never closed', ['never closed']],
  ])('of Windows: %s', (line, words) => {
    expect(windows.splitCommandLine(line)).toEqual(words);
  });

  it('of macOS end where the environment begins', () => {
    const count = Buffer.alloc(4);
    count.writeInt32LE(3);
    const text = '/opt/node/bin/node\0\0\0\0\0node\0\0server.js\0TOKEN=secret\0PATH=/bin\0';
    const memory = Buffer.concat([count, Buffer.from(text)]);
    expect(mac.decodeCommandLine(memory, memory.length)).toEqual(['node', '', 'server.js']);
    expect(mac.decodeCommandLine(memory, 29)).toEqual(['no']);
    expect(mac.decodeCommandLine(Buffer.alloc(8), 2)).toEqual([]);
  });
});
