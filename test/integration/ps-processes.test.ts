import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { PsProcesses } from '../../src/workers/target-watch/processes/ps-processes.ts';

const isThere = (program: string) => spawnSync(program, ['-v']).error === undefined;
const CPU_STEP_US = 1_000_000;

// Linux has the same programs, with other columns for time; what macOS prints is in the unit tests.
describe.skipIf(process.platform === 'win32' || !isThere('ps'))('ps of this system', () => {
  it('tells of this process what it knows of itself', () => {
    const source = new PsProcesses();
    expect(source.list()).toContain(process.pid);
    const measured = source.measure(process.pid);
    if (typeof measured === 'string') throw new Error(measured);
    const { user, system } = process.cpuUsage();
    expect(Math.abs(measured.ownCpuUs - user - system)).toBeLessThan(2 * CPU_STEP_US);
    expect(measured.parent).toBe(process.ppid);
    const rss = process.memoryUsage.rss();
    expect(Math.abs(measured.residentBytes - rss)).toBeLessThan(rss / 2);
    const startedMs = Date.now() - process.uptime() * 1_000;
    // In whole seconds, of a clock that may have been set since.
    expect(Math.abs(measured.startedUs / 1_000 - startedMs)).toBeLessThan(5_000);
  });

  it.skipIf(!isThere('lsof'))('and lsof who listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const source = new PsProcesses();
    expect(source.listeners([port])).toEqual([
      { port, address: '127.0.0.1', pids: [process.pid], isDenied: false },
    ]);
    server.close();
    await once(server, 'close');
    expect(source.listeners([port])).toEqual([]);
  });
});
