import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProcessFigures } from '../../src/workers/target-watch/processes/process-source.ts';
import { systemProcesses } from '../../src/workers/target-watch/processes/system-processes.ts';

/**
 * What each system tells, held against what a process knows of itself. Wherever the tests run, this is about the source of that
 * system: macOS and Windows are verified by running it there.
 */
const source = systemProcesses();
const MIB = 1_048_576;

function figuresOf(pid: number): ProcessFigures {
  const measured = source?.measure(pid) ?? 'no source';
  if (typeof measured === 'string') throw new Error(`process ${pid}: ${measured}`);
  return measured;
}

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/** Uses 0.5 s of CPU, says so, and waits for its input to end. */
const BURNS = `
const used = () => { const { user, system } = process.cpuUsage(); return user + system; };
const until = used() + 500_000; while (used() < until);
console.log(JSON.stringify({ cpuUs: used(), rss: process.memoryUsage.rss() })); process.stdin.resume().on('end', () => process.exit());`;

describe.skipIf(source === null)('the processes of this system', () => {
  it('are listed, with whose children they are and since when', () => {
    expect(source?.list()).toContain(process.pid);
    const { parent, startedUs } = figuresOf(process.pid);
    expect(parent).toBe(process.ppid);
    expect(source?.identify(process.pid)).toMatchObject({ parent, startedUs });
    expect(Number.isSafeInteger(startedUs)).toBe(true);
    expect(source?.nameOf(process.pid)).toMatch(/^node\b/i);
  });

  it('are told with the CPU time and memory that a child knows of itself, until it has ended', async () => {
    const child = spawn(process.execPath, ['-e', BURNS], { stdio: ['pipe', 'pipe', 'ignore'] });
    ended.push(() => child.kill('SIGKILL'));
    const [line] = await once(child.stdout, 'data');
    const own: { cpuUs: number; rss: number } = JSON.parse(String(line));
    const { pid = 0 } = child;
    source?.list();
    const figures = figuresOf(pid);
    expect(figures.parent).toBe(process.pid);
    expect(figures.isZombie).toBe(false);
    // Counted in ticks of 10 to 16 ms; what it did since it said so is little.
    expect(Math.abs(figures.ownCpuUs - own.cpuUs)).toBeLessThan(60_000);
    expect(Math.abs(figures.residentBytes - own.rss)).toBeLessThan(24 * MIB);
    expect(figures.startedUs).toBeGreaterThan(figuresOf(process.pid).startedUs);
    child.stdin.end();
    await once(child, 'exit');
    source?.list();
    expect(source?.measure(pid)).toBe('gone');
    expect(source?.identify(pid)).toBeNull();
  });

  it('are told by the port they listen on, and nobody is once they do not', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    ended.push(() => server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const mark = source?.portMark(port);
    expect(source?.listeners([port])).toEqual([
      { port, address: '127.0.0.1', pids: [process.pid], isDenied: false },
    ]);
    server.close();
    await once(server, 'close');
    expect(source?.listeners([port])).toEqual([]);
    if (mark !== null) {
      expect(mark).not.toBe('');
      expect(source?.portMark(port)).toBe('');
    }
  });

  it('are told with the descriptors they have open, where the system tells that', async () => {
    const before = figuresOf(process.pid);
    if (before.openFds === null) return;
    const servers = Array.from({ length: 20 }, () => createServer().listen(0, '127.0.0.1'));
    ended.push(() => {
      for (const server of servers) server.close();
    });
    await Promise.all(servers.map((server) => once(server, 'listening')));
    const after = figuresOf(process.pid);
    expect((after.openFds ?? 0) - before.openFds).toBeGreaterThanOrEqual(20);
    if (before.openSockets !== null)
      expect((after.openSockets ?? 0) - before.openSockets).toBeGreaterThanOrEqual(20);
  });
});
