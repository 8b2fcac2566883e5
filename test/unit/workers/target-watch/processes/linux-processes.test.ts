import { mkdirSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LinuxProcesses } from '../../../../../src/workers/target-watch/processes/linux-processes.ts';
import { MadeProc } from '../../../../support/made-proc.ts';
import { createTempDir, type TempDir } from '../../../../support/temp-dir.ts';

let dir: TempDir;
let made: MadeProc;
let processes: LinuxProcesses;
beforeEach(() => {
  dir = createTempDir();
  made = new MadeProc(dir.path);
  processes = new LinuxProcesses(made);
});
afterEach(() => dir.remove());

describe('a process in /proc', () => {
  it('is listed among folders that are none, and read', () => {
    made.start(4711, {
      command: 'my (old) shop',
      parent: 17,
      ownTicks: 150,
      reapedTicks: 30,
      startedTicks: 9_000,
      descriptors: ['/dev/null', 'socket:[77]', 'pipe:[3]', 'socket:[78]'],
      maxFds: 256,
      diskRead: 4_096,
      diskWritten: 8_192,
    });
    expect(processes.list()).toEqual([4711]);
    expect(processes.identify(4711)).toEqual({ parent: 17, startedUs: 90_000_000, session: 1 });
    expect(processes.measure(4711)).toEqual({
      parent: 17,
      startedUs: 90_000_000,
      isZombie: false,
      ownCpuUs: 1_500_000,
      reapedCpuUs: 300_000,
      residentBytes: 5 * 4_096,
      threads: 3,
      openFds: 4,
      maxFds: 256,
      openSockets: 2,
      diskReadBytes: 4_096,
      diskWrittenBytes: 8_192,
    });
  });

  it('is none that is gone where it cannot be looked at', () => {
    // Its file opens, and cannot be read.
    mkdirSync(`${made.proc}/7/stat`, { recursive: true });
    expect([processes.measure(7), processes.identify(7)]).toEqual(['unreadable', 'unreadable']);
  });

  it('is gone where it is not there, and where it goes while it is read', () => {
    made.start(7);
    expect(processes.measure(8)).toBe('gone');
    made.end(7);
    expect([processes.measure(7), processes.identify(7), processes.nameOf(7)]).toEqual(['gone', null, null]);
    made.write(`${made.proc}/9/stat`, '9 (shop) S 1 1 1 0 -1 0 0 0 0 0 1 0 0 0 20 0 3 0 9 1000 5 0');
    expect(processes.measure(9)).toBe('gone');
  });

  it('that has ended and was not waited for is a zombie, with its time', () => {
    made.start(7, { state: 'Z', ownTicks: 40, diskRead: 512 });
    expect(processes.measure(7)).toMatchObject({
      isZombie: true,
      ownCpuUs: 400_000,
      residentBytes: 0,
      openFds: 0,
      diskReadBytes: 512,
    });
  });

  it('has no disk counters where the kernel was built without', () => {
    rmSync(`${made.proc}/self/io`);
    made.start(7);
    rmSync(`${made.proc}/7/io`);
    expect(processes.measure(7)).toBe('gone');
    expect(new LinuxProcesses(made).measure(7)).toMatchObject({
      diskReadBytes: null,
      diskWrittenBytes: null,
    });
  });

  it('may have no limit of open files; a limit is read again when the number is another process’s', () => {
    made.start(7, { maxFds: 'unlimited' });
    expect(processes.measure(7)).toMatchObject({ maxFds: null });
    made.start(7, { maxFds: 64, startedTicks: 8 });
    expect(processes.measure(7)).toMatchObject({ maxFds: 64 });
  });

  it('with many descriptors has its sockets estimated, exactly where they are those behind its files', () => {
    const sockets = Array.from({ length: 900 }, (_, at) => `socket:[${at}]`);
    made.start(7, { descriptors: [...Array.from({ length: 100 }, () => '/dev/null'), ...sockets] });
    expect(processes.measure(7)).toMatchObject({
      openFds: 1_000,
      openSockets: 900,
      areSocketsEstimated: true,
    });
  });
});

describe('who listens on a port', () => {
  it('is found in both families, on every address, by the sockets that a process holds', () => {
    made.start(20, { descriptors: ['socket:[501]', 'socket:[502]'] });
    made.start(21, { parent: 20, descriptors: ['/dev/null', 'socket:[502]'] });
    made.start(22, { descriptors: ['socket:[503]', 'socket:[999]'] });
    made.sockets('tcp', [
      ['0100007F:1F40', '0A', 501],
      ['00000000:1F41', '0A', 503],
      ['0100007F:1F40', '01', 999],
    ]);
    made.sockets('tcp6', [
      ['00000000000000000000000001000000:1F40', '0A', 502],
      ['00000000000000000000000000000000:1F42', '0A', 504],
    ]);
    expect(processes.listeners([8_000, 8_001])).toEqual([
      { port: 8_000, address: '127.0.0.1', pids: [20], isDenied: false },
      { port: 8_001, address: '0.0.0.0', pids: [22], isDenied: false },
      { port: 8_000, address: '::1', pids: [20, 21], isDenied: false },
    ]);
    expect(processes.listeners([9])).toEqual([]);
    expect([8_000, 8_001, 9].map((port) => processes.portMark(port))).toEqual(['501,502', '503', '']);
  });

  it('is not what holds it for a service that has not started', () => {
    made.start(1, { command: 'systemd', parent: 0, descriptors: ['socket:[501]'] });
    made.sockets('tcp', [['00000000:1F40', '0A', 501]]);
    expect(processes.listeners([8_000])).toEqual([
      { port: 8_000, address: '0.0.0.0', pids: [], isDenied: false },
    ]);
    made.start(30, { descriptors: ['socket:[501]'] });
    expect(processes.listeners([8_000])).toMatchObject([{ pids: [30] }]);
  });

  it('is looked for among sockets that listen, which stand first, and not among thousands that do not', () => {
    const others = Array.from({ length: 500 }, (_, at) => ['0100007F:C000', '06', at] as const);
    made.sockets('tcp', [['0100007F:1F40', '0A', 501], ...others, ['0100007F:1F41', '0A', 502]]);
    expect(processes.portMark(8_000)).toBe('501');
    expect(processes.portMark(8_001)).toBe('');
  });
});

describe('what limits a process', () => {
  const limitsOf = (groups: string) => {
    made.start(7, { groups });
    return processes.limitsOf(7);
  };

  it('is nothing where its groups have no limit', () => {
    made.group('shop/cpu.max', 'max 100000\n');
    made.group('shop/memory.max', 'max\n');
    expect(limitsOf('0::/shop\n')).toBe(null);
    expect(limitsOf('0::/\n')).toBe(null);
    expect(processes.limitsOf(8)).toBe(null);
  });

  it('is the tightest of its group and of those around it', () => {
    made.group('shop.slice/cpu.max', '150000 100000\n');
    made.group('shop.slice/cpu.stat', 'usage_usec 1\nnr_periods 40\nnr_throttled 10\nthrottled_usec 5\n');
    made.group('shop.slice/memory.max', '2000000\n');
    made.group('shop.slice/gateway/cpu.max', '400000 100000\n');
    made.group('shop.slice/gateway/memory.max', '1000000\n');
    expect(limitsOf('0::/shop.slice/gateway\n')).toEqual({
      cpuCores: 1.5,
      memoryBytes: 1_000_000,
      throttling: { periods: 40, throttled: 10 },
    });
  });

  it('is read of version 1 as well, also in a container that does not see the path of the host', () => {
    made.group('cpu,cpuacct/cpu.cfs_quota_us', '50000\n');
    made.group('cpu,cpuacct/cpu.cfs_period_us', '100000\n');
    made.group('cpu,cpuacct/cpu.stat', 'nr_periods 4\nnr_throttled 1\nthrottled_time 5\n');
    made.group('memory/docker/abc/memory.limit_in_bytes', '9223372036854771712\n');
    expect(limitsOf('5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n3:pids:/x\n0::/\n')).toEqual({
      cpuCores: 0.5,
      memoryBytes: null,
      throttling: { periods: 4, throttled: 1 },
    });
  });
});
