import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CalibratedServer, startCalibratedServer } from '../support/calibrated-server.ts';
import { countedPlan } from '../support/counted-plan.ts';
import { checkBooks, runCrew } from '../support/engine-crew.ts';
import { constantRate, constantUsers, httpPlan, httpStep } from '../support/engine-plan.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { worstGauge } from '../support/worst-gauge.ts';

let server: CalibratedServer;
beforeAll(async () => {
  server = await startCalibratedServer({ delay: { kind: 'fixed', ms: 2 } });
});
afterAll(() => server.close());

/** Requests the server has read since the last call. */
async function received(): Promise<number> {
  const { requests } = await server.counts();
  const since = requests - seen;
  seen = requests;
  return since;
}
let seen = 0;

describe('a run on load threads', () => {
  test('open plan: what was planned is sent, and what was sent arrived', async () => {
    await received();
    const run = await runCrew(httpPlan({ url: server.url, profile: constantRate(500, 2_000) }), {
      threads: 2,
    });
    expect(run.end).toMatchObject({ state: 'completed', reason: '' });
    expect(run.totals).toMatchObject({
      planned: 1_000,
      sent: 1_000,
      ok: 1_000,
      errors: 0,
      waiting: 0,
      inFlight: 0,
    });
    expect(run.totals.sent).toBe(await received());
    expect(run.seconds.map(({ second }) => second)).toEqual([0, 1]);
    expect(run.seconds.map(({ series }) => series[0]?.counts.planned)).toEqual([500, 500]);
    const first = run.seconds.slice(0, 1);
    expect([worstGauge(first, 'threads.http'), worstGauge(first, 'threads.stream')]).toEqual([2, 0]);
    checkBooks(run.seconds);
  });

  test('a search is told of all starts, by when they were to be, from all threads', async () => {
    const plan = httpPlan({ url: server.url, profile: constantRate(500, 2_000) });
    const counting = { limitsUs: [1_000, 500_000], knownAfterUs: 500_000, series: [0] };
    const run = await runCrew(countedPlan(plan, counting), { threads: 2 });
    const told = run.seconds.flatMap(({ starts = [] }) => starts);
    // On a machine that pauses, some are answered too late to be known.
    expect(told.slice(0, 8).map(({ slot, starts, ok, open }) => [slot, starts, ok + open])).toEqual(
      Array.from({ length: 8 }, (_, slot) => [slot, 125, 125]),
    );
    // A response takes 2 ms and more.
    expect(told.slice(0, 8).map(({ beyond }) => beyond[0])).toEqual(Array(8).fill(125));
    expect(run.seconds[0]?.starts?.map(({ slot }) => slot)).toEqual([0, 1]);
    await received();
  });

  test('closed plan: users over all threads, every request accounted for', async () => {
    await received();
    const plan = httpPlan({ url: server.url, profile: constantUsers(9, 1_500) });
    const run = await runCrew(plan, { threads: 2 });
    expect(run.end.state).toBe('completed');
    expect(run.totals.sent).toBe(run.totals.ok + run.totals.errors + run.totals.inFlight);
    expect(run.totals.sent).toBe(await received());
    expect(run.seconds[0]?.users).toBe(9);
    expect(run.totals.newConnections).toBe(9);
    checkBooks(run.seconds);
  });

  test('a cap holds over all threads together, however many there are', async () => {
    const plan = httpPlan({
      url: server.url,
      profile: constantRate(50, 1_000),
      limits: { maxConnections: 1, maxRatePerSecond: 20 },
    });
    const run = await runCrew(plan, { threads: 4 });
    expect(worstGauge(run.seconds.slice(0, 1), 'threads.http')).toBe(1);
    expect(run.totals).toMatchObject({ planned: 50, sent: 20, cancelled: 30, newConnections: 1 });
  });

  test('localhost is resolved once; the address it was pinned to is told', async () => {
    const url = server.url.replace('127.0.0.1', 'localhost');
    const run = await runCrew(httpPlan({ url, profile: constantRate(50, 1_000) }));
    expect(run.addresses).toEqual({ service: '127.0.0.1' });
    expect(run.totals).toMatchObject({ ok: 50, errors: 0 });
  });

  test('stopped gracefully within a second, keeping what was measured', async () => {
    await received();
    const plan = httpPlan({ url: server.url, profile: constantRate(200, 60_000) });
    const run = await runCrew(plan, { threads: 2, onSecond: (_, crew) => crew.stop('graceful') });
    expect(run.end).toMatchObject({ state: 'stopped' });
    // Ordered when second 0 was over, ended within second 1.
    expect(run.seconds.map(({ second }) => second)).toEqual([0, 1]);
    expect(run.totals.planned).toBe(run.totals.sent + run.totals.cancelled);
    expect(run.totals.sent).toBe(await received());
    checkBooks(run.seconds);
  });

  test('stopped now: open requests are cut, counted as open', async () => {
    const hung = await startCalibratedServer({ delay: { kind: 'fixed', ms: 30_000 } });
    const plan = httpPlan({ url: hung.url, profile: constantRate(100, 60_000) });
    const run = await runCrew(plan, { onSecond: (_, crew) => crew.stop('now') });
    await hung.close();
    expect(run.end.state).toBe('stopped');
    expect(run.totals).toMatchObject({ ok: 0, errors: 0, dropped: 0 });
    // What becomes due in the very turn of the stop is not sent any more.
    expect(run.totals.planned).toBe(run.totals.sent + run.totals.cancelled);
    expect(run.totals.inFlight).toBe(run.totals.sent);
    expect(run.totals.sent).toBeGreaterThanOrEqual(100);
  });

  test('a second stop ends the threads there and then, also one that does not listen', async () => {
    using folder = createTempDir();
    const entry = join(folder.path, 'deaf-entry.ts');
    const real = new URL('../../src/workers/threads/entry.ts', import.meta.url).href;
    await writeFile(
      entry,
      `import { parentPort } from 'node:worker_threads';
       const never = new Int32Array(new SharedArrayBuffer(4));
       parentPort.on('message', ({ kind }) => kind === 'stop' && Atomics.wait(never, 0, 0));
       await import(${JSON.stringify(real)});`,
    );
    let stoppedAt = 0;
    const run = await runCrew(httpPlan({ url: server.url, profile: constantRate(100, 60_000) }), {
      threadEntry: pathToFileURL(entry),
      onSecond: (_, crew) => {
        stoppedAt = performance.now();
        crew.stop('now');
        crew.stop('now');
      },
    });
    // Stopped once, such a thread is ended after five seconds.
    expect(performance.now() - stoppedAt).toBeLessThan(4_000);
    expect(run.end.state).toBe('stopped');
    expect(run.seconds.length).toBe(1);
  });

  test('a load thread that crashes fails the run, not the app; what was measured stays', async () => {
    using folder = createTempDir();
    const entry = join(folder.path, 'crashing-entry.ts');
    const real = new URL('../../src/workers/threads/entry.ts', import.meta.url).href;
    await writeFile(
      entry,
      `import ${JSON.stringify(real)};\nsetTimeout(() => { throw new Error('out of luck'); }, 1_500);\n`,
    );
    const run = await runCrew(httpPlan({ url: server.url, profile: constantRate(100, 10_000) }), {
      threadEntry: pathToFileURL(entry),
    });
    expect(run.end).toMatchObject({ state: 'failed', reason: 'A load thread crashed: out of luck' });
    expect(run.seconds.map(({ second }) => second)).toEqual([0]);
    expect(run.totals.planned).toBe(100);
  });

  test('a load thread can collect its garbage before the run, this one cannot', async () => {
    using folder = createTempDir();
    const entry = join(folder.path, 'telling-entry.ts');
    await writeFile(entry, 'throw new Error(`gc is a ${typeof gc}`);\n');
    const run = await runCrew(httpPlan(), { threadEntry: pathToFileURL(entry) });
    expect(run.end.reason).toBe('A load thread crashed: gc is a function');
    expect(typeof globalThis.gc).toBe('undefined');
  });

  test('a load thread that cannot even be made ends the run with the reason', async () => {
    const run = await runCrew(httpPlan(), { threads: 2, threadEntry: new URL('plimsoll:nowhere') });
    expect(run.end).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^A load thread crashed: .*scheme/),
    });
  });

  test('a thread that is done but does not end is ended', async () => {
    using folder = createTempDir();
    const entry = join(folder.path, 'lingering-entry.ts');
    const real = new URL('../../src/workers/threads/entry.ts', import.meta.url).href;
    await writeFile(entry, `import ${JSON.stringify(real)};\nsetInterval(() => {}, 60_000);\n`);
    const run = await runCrew(httpPlan({ url: server.url, profile: constantRate(20, 500) }), {
      threadEntry: pathToFileURL(entry),
    });
    expect(run.end.state).toBe('completed');
    expect(run.totals.ok).toBe(10);
  });

  test('an unreachable host fails every request, and the run ends by its plan', async () => {
    const plan = httpPlan({
      url: 'http://127.0.0.1:1',
      profile: constantRate(50, 1_000),
      step: httpStep(),
    });
    const run = await runCrew(plan);
    expect(run.end.state).toBe('completed');
    expect(run.codes).toEqual({ 'connect.refused': 50 });
    expect(run.totals).toMatchObject({ sent: 50, errors: 50, targetErrors: 50 });
  });
});
