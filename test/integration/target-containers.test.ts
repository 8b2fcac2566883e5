import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { logsAround } from '../../src/workers/target-watch/containers/container-logs.ts';
import { createContainerReader } from '../../src/workers/target-watch/containers/container-reader.ts';
import { snapshotOf } from '../../src/workers/target-watch/containers/container-snapshot.ts';
import { EngineApi } from '../../src/workers/target-watch/containers/engine-api.ts';
import { listContainers } from '../../src/workers/target-watch/containers/find-container.ts';
import type { WatchReader } from '../../src/workers/target-watch/watch-reader.ts';
import { type ScriptedContainer, ScriptedEngine } from '../support/scripted-engine.ts';
import { createTempDir } from '../support/temp-dir.ts';

const ID = 'feedbeefcafe'.padEnd(64, '0');
const OTHER_ID = 'dbdbdbdbdbdb'.padEnd(64, '1');
const DAY = '2026-11-30T19:';

/** Figures at a second of the clock of the engine. */
function stats(atSecond: number, cpuSeconds: number) {
  return {
    read: `${DAY}31:${String(atSecond).padStart(2, '0')}.000000000Z`,
    pids_stats: { current: 3 },
    cpu_stats: {
      cpu_usage: { total_usage: cpuSeconds * 1e9 },
      throttling_data: { periods: 7, throttled_periods: 0 },
    },
    memory_stats: { usage: 1_000, stats: { inactive_file: 400 } },
  };
}
function container(over: Partial<ScriptedContainer> = {}): ScriptedContainer {
  return {
    name: 'shop-db',
    id: ID,
    state: 'running',
    startedAt: `${DAY}00:00Z`,
    stats: stats(0, 0),
    ...over,
  };
}

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
async function engineWith(containers: readonly ScriptedContainer[], options = {}): Promise<ScriptedEngine> {
  const engine = await ScriptedEngine.start(options);
  closing.push(() => engine.close());
  engine.containers.push(...containers);
  return engine;
}
function readerOf(engine: Pick<ScriptedEngine, 'host'>, wanted = 'shop-db'): WatchReader {
  const reader = createContainerReader(wanted, engine.host);
  closing.push(() => reader.close());
  return reader;
}
const read = async (reader: WatchReader, second: number) => {
  const { gauges, ...told } = await reader.read({ second, atUs: 0 });
  return {
    ...told,
    ...Object.fromEntries(gauges.map(({ name, value }) => [name.replace('target_', ''), value])),
  };
};

describe('a container that is watched', () => {
  it('is read at once, over one kept connection or two, and found once', async () => {
    const db = container({ nanoCpus: 1.5e9, cpuset: '0,2-3', memory: 4_096 });
    const engine = await engineWith([container({ name: 'shop', id: OTHER_ID }), db]);
    const reader = readerOf(engine);
    const limits = {
      cpu_limit_cores: 1.5,
      memory_limit_bytes: 4_096,
      memory_resident_bytes: 600,
      threads: 3,
    };
    expect(await read(reader, -1)).toEqual({
      found: 'container shop-db (postgres:16, feedbeefcafe)',
      ...limits,
    });
    db.stats = stats(1, 0.6);
    expect(await read(reader, 0)).toEqual({ cpu_usage_cores: 0.6, cpu_throttled_ratio: 0, ...limits });
    expect(engine.connections).toBeLessThanOrEqual(3);
    expect(engine.asked).toContain(`/v1.41/containers/${ID}/stats?stream=false&one-shot=true`);
  });

  it('is followed through a restart: a gap at the second in which it was started, then a new beginning', async () => {
    const db = container({ stats: stats(0, 5) });
    const reader = readerOf(await engineWith([db]));
    await read(reader, 40);
    Object.assign(db, { startedAt: `${DAY}31:42.200Z`, stats: stats(43, 0.1) });
    expect(await read(reader, 42)).toEqual({
      gap: 'Restarted at 0:42.',
      memory_resident_bytes: 600,
      threads: 3,
    });
    db.stats = stats(44, 0.4);
    expect(await read(reader, 43)).toHaveProperty('cpu_usage_cores', expect.closeTo(0.3, 9));
  });

  it('is followed where another of its name takes its place', async () => {
    const db = container();
    const reader = readerOf(await engineWith([db]));
    await read(reader, -1);
    Object.assign(db, { id: OTHER_ID, startedAt: `${DAY}31:00.500Z`, stats: stats(1, 0.1) });
    expect(await read(reader, 0)).toMatchObject({
      gap: 'Restarted at 0:00.',
      found: 'container shop-db (postgres:16, dbdbdbdbdbdb)',
    });
  });

  it.each([
    [{ state: 'exited', exitCode: 137, wasOutOfMemory: true }, 'exited, code 137, out of memory'],
    [{ state: 'exited', exitCode: 0 }, 'exited, code 0'],
    [{ state: 'created' }, 'created'],
    [{ state: 'restarting' }, 'restarting'],
  ])('is a gap where it is %j', async (state, words) => {
    const reader = readerOf(await engineWith([container({ ...state, stats: {} })]));
    expect(await read(reader, 0)).toEqual({ gap: `Container shop-db is not running (${words}).` });
  });

  it('is a gap, and not zero, where the engine answers with the figures of nothing', async () => {
    const reader = readerOf(await engineWith([{ ...container(), stats: stats(1, 0), state: 'running' }]));
    await read(reader, -1);
    const stopping = readerOf(await engineWith([container({ stats: { read: '0001-01-01T00:00:00Z' } })]));
    expect(await read(stopping, 0)).toEqual({ gap: 'The container engine told no figures of shop-db.' });
  });

  it.each([
    ['shop', 'No container named shop.'],
    ['shop-db2', 'No container named shop-db2.'],
    ['feed', 'No container named feed.'],
    ['feedbeef', 'No container named feedbeef.'],
  ])('is none that only begins like it: %s', async (wanted, gap) => {
    expect(await read(readerOf(await engineWith([container()]), wanted), 0)).toEqual({ gap });
  });

  it.each([['feedbeefcafe'], [ID]])('may be named by its id: %s', async (wanted) => {
    const reading = await read(readerOf(await engineWith([container()]), wanted), -1);
    expect(reading).toMatchObject({ found: 'container shop-db (postgres:16, feedbeefcafe)' });
  });

  it('says once that its memory is told with pages of files, where the engine names none', async () => {
    const db = container({ stats: { ...stats(0, 0), memory_stats: { usage: 1_000 } } });
    const reader = readerOf(await engineWith([db]));
    expect(await read(reader, -1)).toMatchObject({
      memory_resident_bytes: 1_000,
      remarks: [
        'Its memory is told with the pages of files that can be dropped: this engine does not name them.',
      ],
    });
    expect(await read(reader, 0)).not.toHaveProperty('remarks');
  });

  it('runs, whether its memory is counted on this machine or not, and says once that it is not', async () => {
    const uncounted = (atSecond: number, cpuSeconds: number) => ({
      ...stats(atSecond, cpuSeconds),
      memory_stats: {},
    });
    const db = container({ stats: uncounted(0, 5) });
    const reader = readerOf(await engineWith([db]));
    expect(await read(reader, -1)).toEqual({
      found: 'container shop-db (postgres:16, feedbeefcafe)',
      threads: 3,
      remarks: ['Its memory is not told: this machine does not count that of containers.'],
    });
    db.stats = uncounted(1, 5.6);
    expect(await read(reader, 0)).toEqual({ cpu_usage_cores: expect.closeTo(0.6, 9), threads: 3 });
  });

  it.each(['host', `container:${OTHER_ID}`])(
    'does not tell bytes of the network %s, which is not its own, and says so once',
    async (network) => {
      const bytes = (atSecond: number) => ({
        ...stats(atSecond, 0),
        networks: { eth0: { rx_bytes: atSecond * 1_000, tx_bytes: 0 } },
      });
      const db = container({ network, stats: bytes(0) });
      const reader = readerOf(await engineWith([db]));
      expect(await read(reader, -1)).toMatchObject({
        remarks: [
          'It shares the network of this machine or of another container: its network bytes are not counted.',
        ],
      });
      db.stats = bytes(1);
      const told = Object.keys(await read(reader, 0));
      expect(told).toEqual(['cpu_usage_cores', 'memory_resident_bytes', 'threads']);
    },
  );
});

describe('a container engine', () => {
  it.each([
    ['1.41', '1.12', '1.41'],
    ['1.51', '1.24', '1.41'],
    ['1.53', '1.44', '1.44'],
  ])('of version %s (from %s on) is asked in %s', async (apiVersion, oldest, asked) => {
    const engine = await engineWith([container()], { apiVersion, oldest });
    expect(await read(readerOf(engine), -1)).toHaveProperty('memory_resident_bytes', 600);
    expect(engine.asked.at(-1)).toMatch(new RegExp(`^/v${asked.replace('.', '\\.')}/`));
  });

  it('before 1.41 is followed in its stream of one reading a second, and that is said', async () => {
    const db = container({ stats: stats(0, 0) });
    const engine = await engineWith([db], { apiVersion: '1.24' });
    const reader = readerOf(engine);
    expect(await read(reader, -1)).toEqual({ gap: 'Slower than a second.' });
    // The first reading comes at once, the next a second later.
    await expect
      .poll(() => read(reader, -1))
      .toMatchObject({
        remarks: ['This container engine speaks version 1.24: its figures are of up to a second before.'],
      });
    db.stats = stats(1, 0.25);
    await expect.poll(() => read(reader, 0), { timeout: 3_000 }).toHaveProperty('cpu_usage_cores', 0.25);
    expect(engine.asked.filter((path) => path.includes('/stats'))).toEqual([
      `/v1.24/containers/${ID}/stats?stream=true`,
    ]);
  });

  it('that takes too long is a gap, and the next reading begins anew', async () => {
    const slow = readerOf(await engineWith([container()], { delayMs: 2_000 }));
    expect(await read(slow, 0)).toEqual({ gap: 'Slower than a second.' });
  });

  it('that is not there, may not be asked, or is none: one sentence each', async () => {
    using folder = createTempDir();
    const at = (socket: string) => ({
      host: { platform: 'linux' as const, env: { DOCKER_HOST: `unix://${socket}` } },
    });
    expect(await read(readerOf(at(join(folder.path, 'none.sock'))), 0)).toEqual({
      gap: 'Docker socket not there.',
    });
    writeFileSync(join(folder.path, 'file.sock'), '');
    expect(await read(readerOf(at(join(folder.path, 'file.sock'))), 0)).toEqual({
      gap: 'Nobody listens at the Docker socket.',
    });
    const odd = await engineWith([], { apiVersion: 'none' });
    expect(await read(readerOf(odd), 0)).toEqual({
      gap: 'What listens at the Docker socket is no container engine.',
    });
  });

  it('whose socket others own may not be asked', async () => {
    const engine = await engineWith([container()]);
    const reader = readerOf(engine);
    const isRoot = process.getuid?.() === 0;
    // Root may ask every socket; the folder of this one is its owner's alone.
    if (isRoot) process.seteuid?.('nobody');
    else chmodSync(engine.socket, 0);
    try {
      expect(await read(reader, 0)).toEqual({ gap: 'No permission for the Docker socket.' });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it('may be started late, and go away', async () => {
    const engine = await engineWith([container()]);
    const reader = readerOf(engine);
    expect(await read(reader, 0)).toHaveProperty('memory_resident_bytes');
    await engine.close();
    expect(await read(reader, 1)).toEqual({ gap: 'Docker socket not there.' });
  });
});

describe('what a window asks of a container', () => {
  const asking = (engine: ScriptedEngine) => {
    const api = new EngineApi({ timeoutMs: 2_000, host: engine.host });
    closing.push(() => api.close());
    return api;
  };

  it('is which there are, with the ports of this machine that lead to them', async () => {
    const api = asking(await engineWith([container()]));
    expect(await listContainers(api)).toEqual({
      ok: true,
      value: [
        {
          id: ID,
          name: 'shop-db',
          image: 'postgres:16',
          state: 'running',
          status: 'Up 2 minutes',
          publishedPorts: [15_432],
        },
      ],
    });
  });

  it('is its state and its figures over half a second', async () => {
    const db = container();
    const engine = await engineWith([db]);
    const taken = snapshotOf(asking(engine), 'shop-db');
    await expect.poll(() => engine.asked.filter((path) => path.includes('/stats')).length).toBe(1);
    db.stats = stats(2, 1);
    expect(await taken).toMatchObject({
      ok: true,
      value: { container: { name: 'shop-db', isRunning: true } },
    });
    expect(await taken).toHaveProperty('value.gauges.0', {
      name: 'target_cpu_usage_cores',
      unit: 'cores',
      value: 0.5,
    });
    Object.assign(db, { state: 'exited' });
    expect(await snapshotOf(asking(engine), 'shop-db')).toMatchObject({ ok: true, value: { gauges: [] } });
    expect(await snapshotOf(asking(engine), 'none')).toMatchObject({
      ok: false,
      failure: { code: 'engine.no_container' },
    });
  });

  const atMs = Date.parse(`${DAY}31:30Z`);
  const frames = (lines: readonly (readonly [second: number, text: string])[]) =>
    Buffer.concat(
      lines.map(([second, text]) => {
        const body = Buffer.from(`${new Date(atMs + second * 1_000).toISOString()} ${text}\n`);
        const head = Buffer.from([second < 0 ? 1 : 2, 0, 0, 0, 0, 0, 0, 0]);
        head.writeUInt32BE(body.length, 4);
        return Buffer.concat([head, body]);
      }),
    );

  it('is what it wrote around a moment, both streams in the order of their time', async () => {
    const log = frames([
      [-2, 'before'],
      [1, 'after'],
      [0, 'then'],
    ]);
    const engine = await engineWith([container({ log })]);
    const logs = await logsAround(asking(engine), 'shop-db', { atMs, beforeMs: 5_000, afterMs: 2_500 });
    expect(logs).toEqual({
      ok: true,
      value: {
        isCut: false,
        lines: [
          { atMs: atMs - 2_000, stream: 'stdout', text: 'before' },
          { atMs, stream: 'stderr', text: 'then' },
          { atMs: atMs + 1_000, stream: 'stderr', text: 'after' },
        ],
      },
    });
    const from = atMs / 1_000 - 5;
    const asked = `stdout=1&stderr=1&timestamps=1&since=${from}.000000000&until=${from + 7}.500000000`;
    expect(engine.asked.at(-1)).toBe(`/v1.41/containers/${ID}/logs?${asked}`);
  });

  it.each([
    ['lines', 'x', 400, 250],
    ['text', 'x'.repeat(3_900), 60, 33],
  ])('is of too many %s those nearest to it', async (_what, text, count, kept) => {
    const numbers = Array.from({ length: count }, (_, place) => place + 1);
    const log = frames([
      ...numbers.map((number) => [(number - count - 1) / 1_000, text] as const),
      ...numbers.map((number) => [number / 1_000, text] as const),
    ]);
    const logs = await logsAround(asking(await engineWith([container({ log })])), 'shop-db', {
      atMs,
      beforeMs: 5_000,
      afterMs: 5_000,
    });
    if (!logs.ok) throw new Error(logs.failure.message);
    expect(logs.value.isCut).toBe(true);
    expect(logs.value.lines.map((line) => Math.round(line.atMs - atMs))).toEqual([
      ...numbers.slice(-kept).map((number) => number - count - 1),
      ...numbers.slice(0, kept),
    ]);
  });
});
