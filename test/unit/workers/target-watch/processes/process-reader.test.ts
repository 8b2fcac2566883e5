import { beforeEach, describe, expect, it } from 'vitest';
import { ProcessReader } from '../../../../../src/workers/target-watch/processes/process-reader.ts';
import { PidSeeker, PortSeeker } from '../../../../../src/workers/target-watch/processes/process-seekers.ts';
import { ProcessTable } from '../../../../../src/workers/target-watch/processes/process-table.ts';
import type { Reading } from '../../../../../src/workers/target-watch/watch-reader.ts';
import { ScriptedProcesses } from '../../../../support/scripted-processes.ts';

let all: ScriptedProcesses;
let second: number;
let reader: ProcessReader;
const watchPort = (port: number) => {
  reader = new ProcessReader(new PortSeeker(port, all), { source: all, table: new ProcessTable(all) });
};
const watchPid = (pid: number) => {
  reader = new ProcessReader(new PidSeeker(pid, all), { source: all, table: new ProcessTable(all) });
};
/** A second passes, and is read at its end. */
function read(): Reading {
  second += 1;
  return reader.read({ second, atUs: (second + 1) * 1_000_000 });
}
const gauges = (reading: Reading) =>
  Object.fromEntries(reading.gauges.map(({ name, value }) => [name.replace('target_', ''), value]));
const cores = (reading: Reading) => gauges(reading).cpu_usage_cores;

beforeEach(() => {
  all = new ScriptedProcesses();
  second = -2;
  all.set(1, { parent: 0, name: 'init' });
});

describe('a watch of a port', () => {
  beforeEach(() => {
    all.set(40, { name: 'node shop.js', ownCpuUs: 5_000_000, diskReadBytes: 1_000 });
    all.set(41, { parent: 40, ownCpuUs: 7_000_000 });
    all.listen(8_000, 40, 41);
    watchPort(8_000);
  });

  it('tells what it found, and figures from the first second on', () => {
    expect(read()).toEqual({
      gauges: [],
      found: 'process 40 (node shop.js) and 1 child',
      remarks: [
        'Memory is the sum over all its processes: pages that they share are counted in each of them.',
      ],
    });
    all.set(40, { ownCpuUs: 5_250_000, diskReadBytes: 5_096, openFds: 50 });
    all.set(41, { ownCpuUs: 7_500_000, diskWrittenBytes: 512 });
    const reading = read();
    expect(reading).not.toHaveProperty('found');
    expect(reading).not.toHaveProperty('remarks');
    expect(gauges(reading)).toEqual({
      cpu_usage_cores: 0.75,
      cpu_busiest_cores: 0.5,
      memory_resident_bytes: 2_000,
      processes: 2,
      threads: 2,
      open_fds: 60,
      max_fds: 120,
      open_sockets: 2,
      disk_read_bytes_per_second: 4_096,
      disk_written_bytes_per_second: 512,
    });
    expect(reading.gauges[0]).toEqual({ name: 'target_cpu_usage_cores', unit: 'cores', value: 0.75 });
  });

  it('is of the time that was measured, and not of a second', () => {
    read();
    all.set(40, { ownCpuUs: 6_000_000 });
    expect(cores(reader.read({ second: 0, atUs: 2_000_000 }))).toBe(0.5);
  });

  it('follows a restart: a gap where nobody listens, one where it began anew, and then its own figures', () => {
    read();
    read();
    all.end(40, 41);
    all.listen(8_000);
    expect(read()).toEqual({ gauges: [], gap: 'Nobody listens on port 8000.' });
    expect(read()).toEqual({ gauges: [], gap: 'Nobody listens on port 8000.' });
    all.set(50, { name: 'node shop.js', ownCpuUs: 900_000 });
    all.listen(8_000, 50);
    expect(read()).toEqual({ gauges: [], gap: 'Restarted at 0:03.', found: 'process 50 (node shop.js)' });
    all.set(50, { ownCpuUs: 1_100_000 });
    expect(cores(read())).toBeCloseTo(0.2, 9);
  });

  it('goes on with the workers of a master that ended, where they hold the port', () => {
    all.set(42, { parent: 40 });
    read();
    read();
    all.end(40);
    for (const pid of [41, 42]) all.set(pid, { parent: 1, name: 'node worker.js' });
    all.set(41, { ownCpuUs: 7_400_000 });
    all.listen(8_000, 41, 42);
    const reading = read();
    expect([reading.gap, reading.found]).toEqual([undefined, 'process 41 (node worker.js) and 1 child']);
    expect([cores(reading), gauges(reading).processes]).toEqual([0.4, 2]);
    all.set(41, { ownCpuUs: 7_600_000 });
    expect(cores(read())).toBeCloseTo(0.2, 9);
    all.end(41, 42);
    all.listen(8_000);
    expect(read().gap).toBe('Nobody listens on port 8000.');
  });

  it('is over with its master where another program has the port and a worker of it lives on', () => {
    read();
    all.end(40);
    all.set(60, { name: 'node next.js' });
    all.listen(8_000, 60);
    expect(read()).toMatchObject({ gap: 'Restarted at 0:00.', found: 'process 60 (node next.js)' });
  });

  it('follows one that is back within the second, and one that got the same number', () => {
    read();
    all.end(41);
    all.set(40, { startedUs: 900, ownCpuUs: 10_000, name: 'node next.js' });
    expect(read()).toMatchObject({ gap: 'Restarted at 0:00.' });
    all.set(40, { ownCpuUs: 20_000 });
    expect(cores(read())).toBeCloseTo(0.01, 9);
  });

  it('counts an ended process that nobody waited for as gone', () => {
    read();
    all.set(40, { isZombie: true });
    all.listen(8_000);
    expect(read().gap).toBe('Nobody listens on port 8000.');
  });

  it('follows another program that listens while the old one ends slowly', () => {
    read();
    all.set(60, { name: 'node next.js' });
    all.listen(8_000, 60);
    const gaps = Array.from({ length: 6 }, () => read().gap);
    expect(gaps.filter((gap) => gap !== undefined)).toEqual(['Restarted at 0:04.']);
  });

  it('keeps one that no longer listens, as long as nobody else does', () => {
    read();
    all.listen(8_000);
    for (let at = 0; at < 7; at += 1) expect(gauges(read()).processes).toBe(2);
  });

  it('takes in further processes that share the port, without what they used before', () => {
    read();
    all.set(70, { name: 'node shop.js', ownCpuUs: 60_000_000 });
    all.listening.push({ port: 8_000, address: '0.0.0.0', pids: [70], isDenied: false });
    const readings = Array.from({ length: 6 }, read);
    expect(readings.map(cores)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(readings.map((one) => gauges(one).processes)).toEqual([2, 2, 2, 2, 3, 3]);
    all.end(40, 41);
    expect(gauges(read()).processes).toBe(1);
  });

  it('costs no look at processes that are known and are none of it', () => {
    for (let pid = 1_000; pid < 1_400; pid += 1) all.set(pid, {});
    read();
    const before = { ...all.asked };
    read();
    all.set(2_000, {});
    read();
    expect(all.asked.list - before.list).toBe(2);
    expect(all.asked.identify - before.identify).toBe(1);
    expect(all.asked.measure - before.measure).toBe(4);
    expect(all.asked.listeners).toBe(before.listeners);
  });
});

describe('a port that has nobody to be watched', () => {
  it.each([
    [[], 'Nobody listens on port 8000.'],
    [[{ pids: [], isDenied: true }], 'Port 8000 belongs to another user; no permission.'],
    [[{ pids: [], isDenied: false }], 'Port 8000 is held, but by no process that can be watched.'],
    [
      [{ pids: [60], isDenied: false }],
      'Port 8000 is published by Docker: watch the container instead, docker:NAME.',
    ],
  ])('says why: %j', (listening, gap) => {
    all.set(60, { name: 'docker-proxy' });
    all.listening = listening.map((one) => ({ port: 8_000, address: '0.0.0.0', ...one }));
    watchPort(8_000);
    expect([read(), read()]).toEqual([
      { gauges: [], gap },
      { gauges: [], gap },
    ]);
  });

  it('is looked up again when its sockets change, and every few seconds', () => {
    all.listening = [{ port: 8_000, address: '::', pids: [], isDenied: true }];
    watchPort(8_000);
    for (let at = 0; at < 12; at += 1) read();
    expect(all.asked.listeners).toBe(3);
    all.set(40, { name: 'shop' });
    all.listen(8_000, 40);
    expect(read()).toEqual({ gauges: [], gap: 'Started at 0:11.', found: 'process 40 (shop)' });
  });

  it('is this machine’s own address first, where two programs share it', () => {
    all.set(40, { name: 'elsewhere' });
    all.set(41, { name: 'here' });
    all.listening = [
      { port: 8_000, address: '192.168.0.7', pids: [40], isDenied: false },
      { port: 8_000, address: '::1', pids: [41], isDenied: false },
    ];
    watchPort(8_000);
    expect(read().found).toBe('process 41 (here)');
  });
});

describe('a watch of a process', () => {
  it('is over when that has ended, whoever gets its number', () => {
    all.set(40, { name: 'shop' });
    watchPid(40);
    expect(read()).toEqual({ gauges: [], found: 'process 40 (shop)' });
    expect(read().gap).toBe(undefined);
    all.end(40);
    expect(read()).toEqual({ gauges: [], gap: 'Process 40 has ended.' });
    all.set(40, { name: 'another', startedUs: 99 });
    expect(read()).toEqual({ gauges: [], gap: 'Process 40 has ended.' });
  });

  it('of a number that nobody has, or only what has ended, says so', () => {
    watchPid(40);
    expect(read().gap).toBe('There is no process 40.');
    all.set(41, { isZombie: true });
    watchPid(41);
    expect(read().gap).toBe('Process 41 has ended.');
    all.set(42, { answer: 'denied' });
    watchPid(42);
    expect(read().gap).toBe('Process 42 belongs to another user; no permission.');
  });

  it('goes on after a second in which the machine could not be asked, over the whole time', () => {
    all.set(40, {});
    watchPid(40);
    read();
    all.isReadable = false;
    expect(read()).toEqual({ gauges: [], gap: 'This machine could not be asked about its processes.' });
    all.isReadable = true;
    all.set(40, { ownCpuUs: 1_000_000 });
    expect(cores(read())).toBe(0.5);
  });

  describe('that could only be looked at in part', () => {
    const WORKED = 3_600_000_000;
    beforeEach(() => {
      all.set(40, { name: 'shop', ownCpuUs: WORKED });
      all.set(41, { parent: 40, ownCpuUs: WORKED });
    });
    const readWith = (looks: number) => {
      all.looksLeft = looks;
      const reading = read();
      all.looksLeft = Number.POSITIVE_INFINITY;
      return reading;
    };
    const work = (...pids: number[]) => {
      for (const pid of pids) all.set(pid, { ownCpuUs: WORKED + 100_000 });
    };

    // Of three processes their identity, then the root and its baseline, then both again.
    it.each([0, 1, 2, 3, 4, 5, 6, 7])('begins anew after %d looks, and counts nothing before', (looks) => {
      watchPid(40);
      expect(readWith(looks)).toEqual({
        gauges: [],
        gap: 'This machine could not be asked about its processes.',
      });
      expect(read()).toMatchObject({
        gauges: [],
        gap: 'Its figures begin with this reading.',
        found: 'process 40 (shop) and 1 child',
      });
      work(40, 41);
      expect(cores(read())).toBeCloseTo(0.2, 9);
    });

    // Both are identified, and the old ones are looked at; then who listens, and of the new ones one is measured.
    it.each([4, 5, 6])('is told to be restarted once it can be looked at, after %d looks', (looks) => {
      all.listen(8_000, 40);
      watchPort(8_000);
      read();
      read();
      all.end(40, 41);
      all.set(50, { name: 'shop', ownCpuUs: WORKED });
      all.set(51, { parent: 50, ownCpuUs: WORKED });
      all.listen(8_000, 50);
      expect(readWith(looks).gap).toBe('This machine could not be asked about its processes.');
      expect(read().gap).toBe('Restarted at 0:02.');
      work(50, 51);
      expect(cores(read())).toBeCloseTo(0.2, 9);
    });

    it('goes on over the whole time where it was watched before', () => {
      watchPid(40);
      read();
      all.set(42, { parent: 40, ownCpuUs: 300_000 });
      expect(readWith(2).gap).toBe('This machine could not be asked about its processes.');
      work(40);
      expect(cores(read())).toBeCloseTo(0.2, 9);
    });

    it('takes in others that share its port without what they used before', () => {
      all.listen(8_000, 40);
      watchPort(8_000);
      read();
      all.set(70, { name: 'shop', ownCpuUs: WORKED });
      all.listening.push({ port: 8_000, address: '0.0.0.0', pids: [70], isDenied: false });
      for (let at = 0; at < 4; at += 1) read();
      // Who listens is identified, and no more: it is taken in, and cannot be measured.
      const readings = [readWith(2), read(), read()];
      expect(readings.map(cores)).toEqual([undefined, 0, 0]);
      expect(gauges(read()).processes).toBe(3);
    });

    it('is of another user for a while: what it used then is of no second', () => {
      watchPid(40);
      read();
      all.set(41, { answer: 'denied' });
      expect(cores(read())).toBe(0);
      all.end(41);
      all.set(41, { parent: 40, ownCpuUs: WORKED + 5_000_000 });
      expect(cores(read())).toBe(0);
      all.set(41, { ownCpuUs: WORKED + 5_100_000 });
      expect(cores(read())).toBeCloseTo(0.1, 9);
    });
  });

  it('tells its limits, and how often it was held back by them', () => {
    all.set(40, {});
    all.limits = { cpuCores: 1.5, memoryBytes: 3_000, throttling: { periods: 10, throttled: 4 } };
    watchPid(40);
    read();
    all.limits = { ...all.limits, throttling: { periods: 20, throttled: 9 } };
    expect(gauges(read())).toMatchObject({
      cpu_limit_cores: 1.5,
      cpu_throttled_ratio: 0.5,
      memory_limit_bytes: 3_000,
    });
    expect(gauges(read()).cpu_throttled_ratio).toBe(0);
  });

  it('leaves out what is not told of one of its processes, and says so once', () => {
    all.set(40, {});
    const hidden = { openFds: null, openSockets: null, diskReadBytes: null, isPartlyDenied: true } as const;
    all.set(41, { parent: 40, ...hidden });
    watchPid(40);
    const remark =
      'Open files, sockets and disk traffic of a process of another user are not told: no permission.';
    expect(read().remarks).toContain(remark);
    const reading = read();
    expect(reading).not.toHaveProperty('remarks');
    expect(Object.keys(gauges(reading))).toEqual([
      'cpu_usage_cores',
      'cpu_busiest_cores',
      'memory_resident_bytes',
      'processes',
      'threads',
      'disk_written_bytes_per_second',
    ]);
  });

  it('says nothing of permission where the system itself does not tell', () => {
    all.set(40, { openFds: null, openSockets: null });
    watchPid(40);
    expect(read()).not.toHaveProperty('remarks');
    expect(gauges(read())).not.toHaveProperty('open_fds');
  });

  it('tells its limit of files by the process that is nearest to its own', () => {
    all.set(40, { openFds: 10, maxFds: 1_000 });
    watchPid(40);
    read();
    expect(gauges(read())).toMatchObject({ open_fds: 10, max_fds: 1_000 });
    all.set(41, { parent: 40, openFds: 90, maxFds: 100 });
    expect(gauges(read())).toMatchObject({ open_fds: 100, max_fds: 111 });
    all.set(41, { maxFds: null });
    all.set(40, { maxFds: null });
    expect(gauges(read())).not.toHaveProperty('max_fds');
  });
});

describe('what was found', () => {
  it('is told anew when the number of its children has stood for ten seconds, and not while it changes', () => {
    all.set(40, { name: 'shop' });
    watchPid(40);
    read();
    const told: (string | undefined)[] = [];
    for (let at = 0; at < 8; at += 1) {
      if (at % 2 === 0) all.set(50 + at, { parent: 40 });
      else all.end(50 + at - 1);
      told.push(read().found);
    }
    all.set(60, { parent: 40 });
    all.set(61, { parent: 60 });
    for (let at = 0; at < 12; at += 1) told.push(read().found);
    expect(told.filter((found) => found !== undefined)).toEqual(['process 40 (shop) and 2 children']);
    expect(told.findIndex((found) => found !== undefined)).toBe(17);
  });
});

describe('the processes of a tree', () => {
  it('stay its own when their parent ends before them, and are no longer when their number is another’s', () => {
    all.set(40, {});
    all.set(41, { parent: 40 });
    all.set(42, { parent: 41 });
    watchPid(40);
    read();
    all.end(41);
    all.set(42, { parent: 1, ownCpuUs: 300_000 });
    const reading = read();
    expect([cores(reading), gauges(reading).processes]).toEqual([0.3, 2]);
    all.set(43, { parent: 42 });
    expect(gauges(read()).processes).toBe(3);
    all.set(42, { startedUs: 9_999, parent: 1, ownCpuUs: 80_000_000 });
    expect([cores(read()), gauges(read()).processes]).toEqual([0, 2]);
  });

  it('are none that were there before it, whose parent had its number', () => {
    all.set(41, { parent: 400, startedUs: 41 });
    all.set(400, { startedUs: 400 });
    watchPid(400);
    read();
    expect(gauges(read()).processes).toBe(1);
  });

  it('may be born in a tree that is born, whatever their numbers', () => {
    all.set(40, {});
    watchPid(40);
    read();
    all.set(7, { parent: 9, startedUs: 103 });
    all.set(9, { parent: 8, startedUs: 102, ownCpuUs: 100_000 });
    all.set(8, { parent: 40, startedUs: 101 });
    const reading = read();
    expect([cores(reading), gauges(reading).processes]).toEqual([0.1, 4]);
  });
});

describe('a child whose parent ended before anybody saw it', () => {
  const born = (pid: number, session: number) => all.set(pid, { parent: 1, session, ownCpuUs: 100_000 });
  beforeEach(() => {
    all.set(40, { name: 'shop', session: 40 });
    watchPid(40);
    read();
  });

  it('belongs to the process that leads its session, and so do its own', () => {
    born(45, 40);
    all.set(46, { parent: 45, session: 46 });
    const reading = read();
    expect([gauges(reading).processes, cores(reading)]).toEqual([3, 0.1]);
  });

  it('belongs to nobody where it is in another session, or in one that the process did not begin', () => {
    all.set(41, { parent: 40, session: 7 });
    born(45, 7);
    born(46, 44);
    expect(gauges(read()).processes).toBe(2);
  });

  it('is none of a shell’s where Plimsoll or what it started was born in that session', () => {
    reader = new ProcessReader(new PidSeeker(40, all), { source: all, table: new ProcessTable(all, 55) });
    all.set(54, { parent: 40, session: 40 });
    all.set(55, { parent: 54, session: 40 });
    all.set(60, { parent: 55, session: 40 });
    read();
    expect(gauges(read()).processes).toBe(2);
  });
});

describe('a watch in whose tree Plimsoll itself is', () => {
  const OWN = 55;
  const LEFT_OUT = 'Plimsoll itself is among its processes and is left out.';
  const watched = (pid: number) =>
    new ProcessReader(new PidSeeker(pid, all), { source: all, table: new ProcessTable(all, OWN) });
  const pids = (reading: Reading) => gauges(reading).processes;

  beforeEach(() => {
    all.set(50, { name: 'sh', parent: 1 });
    all.set(51, { name: 'node shop.js', parent: 50 });
    all.set(54, { name: 'npm run load', parent: 50 });
    all.set(OWN, { name: 'node cli.js', parent: 54 });
    all.set(60, { name: 'node services.js', parent: OWN });
    all.set(61, { parent: 60 });
  });

  it('counts neither it nor what it started, and says so once', () => {
    reader = watched(50);
    const remarks = read().remarks;
    expect(remarks).toContain(LEFT_OUT);
    all.set(51, { ownCpuUs: 250_000 });
    all.set(OWN, { ownCpuUs: 900_000 });
    all.set(62, { parent: OWN, ownCpuUs: 800_000 });
    const reading = read();
    expect([cores(reading), pids(reading), reading.remarks]).toEqual([0.25, 3, undefined]);
  });

  it('watches what Plimsoll started where that is asked for', () => {
    reader = watched(60);
    expect(read().remarks).not.toContain(LEFT_OUT);
    all.set(61, { ownCpuUs: 500_000 });
    const reading = read();
    expect([cores(reading), pids(reading)]).toEqual([0.5, 2]);
  });

  it('watches Plimsoll where it is asked for by name, and says what that is', () => {
    reader = watched(OWN);
    expect(read().remarks).toContain(
      'This is Plimsoll itself: the load that it generates is in its figures.',
    );
    expect(pids(read())).toBe(3);
  });
});
