import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunSecond } from '../../src/contract/tick.ts';
import type { WatchSource } from '../../src/contract/watch.ts';
import { type CalibratedServer, startCalibratedServer } from '../support/calibrated-server.ts';
import { type CrewRunOptions, runCrew } from '../support/engine-crew.ts';
import { constantRate, httpPlan } from '../support/engine-plan.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

const WATCHED = new URL('../../src/workers/target-watch/', import.meta.url).href;
const CLOCK = new URL('../../src/workers/engine/time/system-clock.ts', import.meta.url).href;
const SOURCES: readonly WatchSource[] = [
  { kind: 'pid', pid: 1 },
  { kind: 'pid', pid: 2 },
];

let server: CalibratedServer;
let folder: TempDir;
let files = 0;
const threads: Worker[] = [];
const made = (worker: Worker) => threads.push(worker);
beforeAll(async () => {
  process.on('worker', made);
  server = await startCalibratedServer({ delay: { kind: 'fixed', ms: 2 } });
  folder = createTempDir();
});
afterAll(async () => {
  process.off('worker', made);
  await server.close();
  folder.remove();
});

/** The real thread with other readers: `readers` is the text of a list of them. */
const withReaders = (readers: string) => `
  import { parentPort, workerData } from 'node:worker_threads';
  import { createSystemClock } from ${JSON.stringify(CLOCK)};
  import { Sampler } from '${WATCHED}sampler.ts';
  const sleep = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
  const gauges = (value) => [{ name: 'n', unit: 'number', value }];
  const sampler = new Sampler({
    readers: ${readers}.map((read) => ({ read, close() {} })),
    clock: createSystemClock(),
    report: (entries) => parentPort.postMessage({ kind: 'watched', entries }),
  });
  parentPort.on('message', async (message) => {
    if (message.kind === 'begin') return sampler.begin(message.startUs);
    await sampler.end(message.endUs);
    parentPort.postMessage({ kind: 'done' });
  });`;

/** A run of two watches by a sampler of this text. */
async function watchedRun(
  sampler: string,
  { durationMs = 2_000, ...options }: CrewRunOptions & { readonly durationMs?: number } = {},
) {
  files += 1;
  const file = join(folder.path, `sampler-${files}.ts`);
  await writeFile(file, sampler);
  const plan = httpPlan({ url: server.url, profile: constantRate(100, durationMs) });
  return runCrew(plan, { ...options, watching: { entry: pathToFileURL(file), sources: SOURCES } });
}

/** Of one watch: each second, and its figure or gap. */
function rowsOf(seconds: readonly RunSecond[], watch: number) {
  return seconds
    .flatMap(({ watched = [] }) => watched)
    .filter((one) => one.watch === watch)
    .map(({ second, gauges, gap }) => [second, gap ?? gauges[0]?.value]);
}

describe('the thread that watches beside a run', () => {
  test('tells of every second, the last one too, and is gone with the run', async () => {
    const run = await watchedRun(
      withReaders(
        '[({ second }) => ({ gauges: gauges(second) }), ({ second }) => sleep(700, { gauges: gauges(second) })]',
      ),
    );
    const whole = [
      [0, 0],
      [1, 1],
    ];
    expect([0, 1].map((watch) => rowsOf(run.seconds, watch).slice(0, 2))).toEqual([whole, whole]);
    // The slow one is told of with a second after; that makes no second wait. The quick one may come a moment late.
    const first = run.seconds[0]?.watched ?? [];
    expect(first.filter(({ watch }) => watch === 1)).toEqual([]);
    expect(run.seconds.slice(0, 2).map(({ second, lengthUs }) => [second, lengthUs])).toEqual([
      [0, 1_000_000],
      [1, 1_000_000],
    ]);
    expect(run.end).toMatchObject({ state: 'completed', reason: '' });
    expect(run.end.durationUs).toBeLessThan(2_500_000);
  });

  const TWO_SECONDS = [
    [0, 8],
    [1, 8],
  ];
  const slowly = withReaders('[() => ({ gauges: gauges(7) }), () => sleep(300, { gauges: gauges(8) })]');

  test('the run is stopped: what was being read of it is waited for', async () => {
    const run = await watchedRun(slowly, {
      durationMs: 60_000,
      onSecond: (second, crew) => second.second === 1 && crew.stop('graceful'),
    });
    expect(run.end.state).toBe('stopped');
    expect(rowsOf(run.seconds, 1).slice(0, 2)).toEqual(TWO_SECONDS);
  });

  test('all load threads are ended at once: what was being read of the run is kept, and no second follows but for it', async () => {
    const run = await watchedRun(slowly, {
      durationMs: 60_000,
      threads: 2,
      onSecond: (second, crew) => {
        if (second.second !== 1) return;
        crew.stop('now');
        crew.stop('now');
      },
    });
    expect(run.end.state).toBe('stopped');
    expect(rowsOf(run.seconds, 1).slice(0, 2)).toEqual(TWO_SECONDS);
    expect(run.seconds.map(({ second }) => second)).toEqual([0, 1, 2]);
  });

  test('a load thread crashes: what was being read of the run is waited for', async () => {
    const real = new URL('../../src/workers/threads/entry.ts', import.meta.url).href;
    const crashing = `import { parentPort, workerData } from 'node:worker_threads';
      import ${JSON.stringify(real)};
      const crash = () => { throw new Error('bad'); };
      parentPort.on('message', ({ kind }) => {
        if (kind === 'begin' && workerData.thread === 0) setTimeout(crash, 2_100);
      });`;
    const run = await watchedRun(slowly, {
      durationMs: 60_000,
      threads: 2,
      threadEntry: new URL(`data:text/javascript,${encodeURIComponent(crashing)}`),
    });
    expect(run.end).toMatchObject({ state: 'failed', reason: 'A load thread crashed: bad' });
    expect(rowsOf(run.seconds, 1).slice(0, 2)).toEqual(TWO_SECONDS);
  });
});

describe('a thread that watches and', () => {
  test.concurrent('crashes: every watch has a gap that says so, and the run goes on', async () => {
    const run = await watchedRun(
      `${withReaders('[() => ({ gauges: gauges(1) }), () => new Promise(() => {})]')}
       setTimeout(() => { throw new Error('out of luck'); }, 1_200);`,
      { durationMs: 2_000 },
    );
    expect(run.end).toMatchObject({ state: 'completed', reason: '' });
    expect(run.totals.planned).toBe(200);
    const gap = 'The sampler ended: out of luck';
    for (const watch of [0, 1]) {
      const rows = rowsOf(run.seconds, watch);
      expect(rows.map(([second]) => second)).toEqual([0, 1]);
      expect(rows[1]).toEqual([1, gap]);
    }
  });

  test.concurrent('is ended: every watch has a gap that says so, and the run goes on', async () => {
    const run = await watchedRun(
      `${withReaders('[() => ({ gauges: gauges(1) }), () => sleep(100, { gauges: gauges(1) })]')}
       setTimeout(() => process.exit(1), 1_200);`,
      { durationMs: 2_000 },
    );
    expect(run.end).toMatchObject({ state: 'completed', reason: '' });
    expect(run.totals.planned).toBe(200);
    for (const watch of [0, 1])
      expect(rowsOf(run.seconds, watch)[1]).toEqual([1, 'The sampler ended early.']);
  });

  test.concurrent('does not even begin', async () => {
    const run = await watchedRun(`throw new Error('no such module');`, { durationMs: 1_000 });
    expect(run.end.state).toBe('completed');
    expect(rowsOf(run.seconds, 1)[0]).toEqual([0, 'The sampler ended: no such module']);
  });

  test.concurrent('cannot even be made', async () => {
    const plan = httpPlan({ url: server.url, profile: constantRate(100, 1_000) });
    const entry = new URL('plimsoll:nowhere');
    const run = await runCrew(plan, { watching: { entry, sources: SOURCES } });
    expect(run.end).toMatchObject({ state: 'completed', reason: '' });
    expect(run.totals.planned).toBe(100);
    expect(rowsOf(run.seconds, 1)).toEqual([[0, expect.stringMatching(/^The sampler ended: .*scheme/)]]);
  });

  test.concurrent('never answers: it is waited for, not for long, and ended', async () => {
    const run = await watchedRun(
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', () => { for (;;); });`,
      { durationMs: 1_000 },
    );
    expect(run.end.state).toBe('completed');
    expect(run.seconds[0]?.lengthUs).toBe(1_000_000);
    expect(rowsOf(run.seconds, 0)[0]).toEqual([0, 'The sampler did not answer.']);
  });

  test.concurrent('is not ready when the load begins: the load waits for nothing, its first seconds are gaps', async () => {
    const run = await watchedRun(
      `import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
       const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
       let begin;
       while ((begin = receiveMessageOnPort(parentPort)) === undefined) await sleep(10);
       await sleep(1_300);
       await import('data:text/javascript,' + encodeURIComponent(${JSON.stringify(withReaders('[({ second }) => ({ gauges: gauges(second) }), () => ({ gauges: [] })]'))}));
       parentPort.emit('message', begin.message);`,
      { durationMs: 3_000 },
    );
    const rows = rowsOf(run.seconds, 0);
    expect(rows.map(([second]) => second)).toEqual([0, 1, 2]);
    expect(rows[0]?.[1]).toMatch(/^This machine was busy: read \d+ ms late\.$/);
    expect(run.totals.planned).toBe(300);
  });
});

test('of all these runs no thread is left', () => {
  expect(threads.length).toBeGreaterThanOrEqual(14);
  expect(threads.filter(({ threadId }) => threadId !== -1)).toEqual([]);
});
