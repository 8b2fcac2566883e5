import { describe, expect, it } from 'vitest';
import { PsProcesses } from '../../../../../src/workers/target-watch/processes/ps-processes.ts';

/** As macOS prints it. */
const PS = `    1     0  14560 Ss     2:31.06 Sun Nov 29 08:00:00 2026     /sbin/launchd
  400     1 117248 S+   123:45.67 Mon Nov 30 09:05:03 2026     /Applications/My Shop.app/bin/node
  402   400      0 Z+     0:00.00 Mon Nov 30 09:05:04 2026     (node)
`;
const LSOF = `p400
f12
tIPv4
n127.0.0.1:8000
f13
tIPv6
n[::1]:8000
f14
tIPv6
n*:8443
p401
f12
tIPv4
n127.0.0.1:8000
`;

function source(printed: Readonly<Record<string, string | null>>) {
  const commands: string[] = [];
  const processes = new PsProcesses((program, words) => {
    commands.push([program, ...words].join(' '));
    return printed[program] ?? null;
  });
  return { processes, commands };
}

const startedUs = new Date(2026, 10, 30, 9, 5, 3).getTime() * 1_000;

describe('processes as ps tells of them', () => {
  it('have CPU time in hundredths of a second and memory; the rest is not told', () => {
    const { processes, commands } = source({ ps: PS });
    expect(processes.list()).toEqual([1, 400, 402]);
    expect(processes.identify(400)).toEqual({ parent: 1, startedUs });
    expect(processes.measure(400)).toEqual({
      parent: 1,
      startedUs,
      isZombie: false,
      ownCpuUs: 7_425_670_000,
      reapedCpuUs: null,
      residentBytes: 117_248 * 1_024,
      threads: null,
      openFds: null,
      maxFds: null,
      openSockets: null,
      diskReadBytes: null,
      diskWrittenBytes: null,
    });
    expect(processes.measure(402)).toMatchObject({ isZombie: true, ownCpuUs: 0, residentBytes: 0 });
    expect(processes.nameOf(400)).toBe('node');
    expect(commands).toEqual(['ps -axo pid=,ppid=,rss=,stat=,time=,lstart=,comm=']);
  });

  it('have CPU time of days where ps counts them', () => {
    const { processes } = source({
      ps: '  7  1  1024 Sl 1-02:03:04 Mon Nov 30 09:05:03 2026 node\n  8  1  1024 Sl 00:00:09 Mon Nov 30 09:05:03 2026 node\n',
    });
    processes.list();
    expect(processes.measure(7)).toMatchObject({ ownCpuUs: 93_784_000_000 });
    expect(processes.measure(8)).toMatchObject({ ownCpuUs: 9_000_000 });
  });

  it('are gone when ps does not tell of them, and cannot be listed without it', () => {
    const { processes } = source({ ps: PS });
    processes.list();
    expect([processes.measure(99), processes.identify(99), processes.nameOf(99)]).toEqual([
      'gone',
      null,
      null,
    ]);
    expect(source({}).processes.list()).toBeNull();
  });

  it('hold ports as lsof tells', () => {
    const { processes, commands } = source({ ps: PS, lsof: LSOF });
    expect(processes.listeners([8_000, 8_443])).toEqual([
      { port: 8_000, address: '127.0.0.1', pids: [400, 401], isDenied: false },
      { port: 8_000, address: '::1', pids: [400], isDenied: false },
      { port: 8_443, address: '::', pids: [400], isDenied: false },
    ]);
    expect(commands[0]).toBe('lsof -nP -sTCP:LISTEN -Fpnt -iTCP:8000 -iTCP:8443');
    // Who they are is known at once.
    expect(processes.identify(400)).toEqual({ parent: 1, startedUs });
  });

  it('hold nothing where lsof is not there', () => {
    expect(source({ ps: PS }).processes.listeners([8_000])).toEqual([]);
  });
});
