import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_SYSTEM } from '../../src/main/services/target/local-system.ts';
import { recogniseTargets } from '../../src/main/services/target/recognise-targets.ts';
import { createProcessReader } from '../../src/workers/target-watch/processes/process-reader.ts';
import { type Burning, startBurning } from '../support/burning.ts';
import { monotonicUs } from '../support/monotonic.ts';
import { unusedPort } from '../support/ports.ts';
import { gaugeOf, meanOf, readSeconds, type WatchedInterval } from '../support/watched-seconds.ts';

const CPU = 'target_cpu_usage_cores';
const STEP_AT = 3;
const SECONDS = 8;
/** Five points; what a clock tick of 10 ms cuts off, at either end of a second, is in it. */
const POINTS = 0.05;

interface Compared {
  readonly read: number;
  readonly used: number;
}

/**
 * Real processes of this machine, all watched in the same eight seconds. On a crowded machine a program gets less than it wants: what
 * is read is held against what the program says it used between the same two moments.
 */
describe.skipIf(process.platform !== 'linux')('processes of this machine', () => {
  let burner: Burning;
  let master: Burning;
  let restarted: Burning;
  let onIpv6: Burning;
  let mortal: Burning;
  /** Called like the program of Docker that holds a published port. */
  let proxy: Burning;
  let read: Record<'burner' | 'master' | 'restarted' | 'onIpv6' | 'mortal', WatchedInterval[]>;

  beforeAll(async () => {
    [burner, master, restarted, onIpv6, mortal] = await Promise.all([
      startBurning({ share: 0.6 }),
      startBurning({ share: 0.04, workers: [0.1, 0.15, 0.2], port: 0 }),
      startBurning({ share: 0.05, port: 0 }),
      startBurning({ share: 0, port: 0, host: '::1' }),
      startBurning({ share: 0 }),
    ]);
    const port = await unusedPort();
    const asDocker = { argv0: '/usr/bin/docker-proxy', words: ['-host-port', String(port)] };
    proxy = await startBurning({ share: 0, port }, asDocker);
    const startUs = monotonicUs() + 300_000;
    burner.burn(startUs + STEP_AT * 1_000_000);
    for (const one of [master, restarted]) one.burn(startUs);
    const readers = {
      burner: createProcessReader({ kind: 'pid', pid: burner.pid }),
      master: createProcessReader({ kind: 'port', port: master.port }),
      restarted: createProcessReader({ kind: 'port', port: restarted.port }),
      onIpv6: createProcessReader({ kind: 'port', port: onIpv6.port }),
      mortal: createProcessReader({ kind: 'pid', pid: mortal.pid }),
    };
    read = await readSeconds(readers, {
      startUs,
      seconds: SECONDS,
      atEnd: async (second) => {
        if (second === 1) await Promise.all([restarted.kill(), mortal.kill()]);
        if (second !== 3) return;
        restarted = await startBurning({ share: 0.05, port: restarted.port });
        restarted.burn(monotonicUs());
      },
    });
  });
  afterAll(() => Promise.all([burner, master, restarted, onIpv6, proxy].map((one) => one.kill())));

  /** What was read, and what the program says it used, over the same seconds. */
  function compare(what: string, rows: readonly WatchedInterval[], program: Burning): Compared {
    const read = meanOf(rows, CPU);
    const used = program.cores(rows[0]?.fromUs ?? 0, rows.at(-1)?.toUs ?? 0);
    console.log(`${what}: ${read.toFixed(3)} cores read, ${used.toFixed(3)} used`);
    return { read, used };
  }

  it('show a step in the second of it, and its level', () => {
    const level = compare('from the step on', read.burner.slice(STEP_AT + 1), burner);
    expect(level.used).toBeGreaterThan(0.02);
    expect(Math.abs(level.read - level.used)).toBeLessThan(POINTS);
    const stepAt = (coresOf: (row: WatchedInterval) => number) =>
      read.burner.findIndex((row) => coresOf(row) > level.used / 2);
    const step = stepAt(({ reading }) => gaugeOf(reading, CPU));
    const used = stepAt(({ fromUs, toUs }) => burner.cores(fromUs, toUs));
    expect(Math.abs(step - used)).toBeLessThanOrEqual(1);
    // What other tests left of the machine may be less than the program wants.
    if (level.used < 0.55) return;
    expect(Math.abs(level.read - 0.6)).toBeLessThan(POINTS);
    expect(Math.abs(step - STEP_AT)).toBeLessThanOrEqual(1);
  });

  it('are summed over a master and its three workers', () => {
    const rows = read.master;
    const sum = compare('four processes', rows, master);
    expect(sum.used).toBeGreaterThan(0.1);
    expect(Math.abs(sum.read - sum.used)).toBeLessThan(POINTS);
    expect(rows.map(({ reading }) => gaugeOf(reading, 'target_processes'))).toEqual(rows.map(() => 4));
    expect(gaugeOf(rows[0]?.reading ?? { gauges: [] }, 'target_memory_resident_bytes')).toBeGreaterThan(1e8);
  });

  it('are followed on their port through a restart, with gaps that say so', () => {
    const gaps = read.restarted.map(({ reading }) => reading.gap ?? null);
    const port = `Nobody listens on port ${restarted.port}.`;
    expect(gaps.slice(0, 2)).toEqual([null, null]);
    const began = gaps.findIndex((gap) => gap?.startsWith('Restarted at'));
    expect(began).toBeGreaterThan(2);
    expect(gaps.slice(2, began)).toEqual(gaps.slice(2, began).map(() => port));
    expect(gaps[began]).toBe(`Restarted at 0:0${began}.`);
    expect(gaps.slice(began + 1)).toEqual(gaps.slice(began + 1).map(() => null));
    expect(gaps.at(-1)).toBe(null);
    expect(read.restarted[began]?.reading.found).toBe(`process ${restarted.pid} (node burning-process.ts)`);
    const again = compare('after the restart', read.restarted.slice(began + 1), restarted);
    expect(Math.abs(again.read - again.used)).toBeLessThan(POINTS);
  });

  it('are found where they listen on ::1 alone', () => {
    expect(read.onIpv6.map(({ reading }) => [reading.gap, gaugeOf(reading, 'target_processes')])).toEqual(
      read.onIpv6.map(() => [undefined, 1]),
    );
    expect(gaugeOf(read.onIpv6[0]?.reading ?? { gauges: [] }, 'target_open_sockets')).toBeGreaterThan(0);
  });

  it('are recognised at addresses of this machine, to be watched', async () => {
    const urls = [
      `http://localhost:${master.port}`,
      `ws://[::1]:${onIpv6.port}`,
      `http://127.0.0.1:${master.port}/x`,
    ];
    expect(await recogniseTargets(urls, LOCAL_SYSTEM)).toEqual([
      {
        urls: [urls[0], urls[2]],
        process: { pid: master.pid, name: 'node burning-process.ts', children: 3 },
        watch: { kind: 'port', port: master.port },
        sentence: `process ${master.pid} (node burning-process.ts) and 3 children`,
      },
      {
        urls: [urls[1]],
        process: { pid: onIpv6.pid, name: 'node burning-process.ts', children: 0 },
        watch: { kind: 'port', port: onIpv6.port },
        sentence: `process ${onIpv6.pid} (node burning-process.ts)`,
      },
    ]);
  });

  it('end their watch when they end', () => {
    expect(read.mortal.map(({ reading }) => reading.gap)).toEqual(
      read.mortal.map(({ second }) => (second < 2 ? undefined : `Process ${mortal.pid} has ended.`)),
    );
  });

  const ofDocker = () =>
    `Port ${proxy.port} is published by Docker: watch the container instead, docker:NAME.`;

  it('that hold a port for a container are not what is watched', () => {
    const reader = createProcessReader({ kind: 'port', port: proxy.port });
    expect(reader.read({ second: -1, atUs: 0 })).toEqual({ gauges: [], gap: ofDocker() });
  });

  it.skipIf(process.getuid?.() !== 0)(
    'of another user are not shown, and it says so (as root alone a test can be another user)',
    (context) => {
      const program = fileURLToPath(new URL('../support/port-owner-process.ts', import.meta.url));
      const nobody = { uid: 65_534, gid: 65_534 };
      // A checkout in a folder of root alone holds no program that another user could run.
      const reads = ['-e', `fs.accessSync(${JSON.stringify(program)})`];
      const { status } = spawnSync(process.execPath, reads, nobody);
      context.skip(status !== 0, 'this checkout cannot be read by another user');
      const words = [onIpv6.port, proxy.port, onIpv6.pid].map(String);
      const { stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
        ...nobody,
        encoding: 'utf8',
      });
      expect([stdout.trim().split('\n'), stderr]).toEqual([
        [
          `Port ${onIpv6.port} belongs to another user; no permission.`,
          ofDocker(),
          `process ${onIpv6.pid} (node burning-process.ts)`,
          'hidden: Open files, sockets and disk traffic of a process of another user are not told: no permission.',
        ],
        '',
      ]);
    },
  );
});
