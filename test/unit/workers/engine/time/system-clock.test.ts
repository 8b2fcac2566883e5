import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createSystemClock } from '../../../../../src/workers/engine/time/system-clock.ts';

test('is CLOCK_MONOTONIC in whole microseconds', () => {
  const clock = createSystemClock();
  const before = Number(process.hrtime.bigint() / 1_000n);
  const now = clock.nowUs();
  const after = Number(process.hrtime.bigint() / 1_000n);
  expect(Number.isInteger(now)).toBe(true);
  expect(now).toBeGreaterThanOrEqual(before - 2);
  expect(now).toBeLessThanOrEqual(after + 2);
});

test('a thread started later reads the same clock: its reading lies between two of ours', async () => {
  const clock = createSystemClock();
  const module = new URL('../../../../../src/workers/engine/time/system-clock.ts', import.meta.url).href;
  const source = `import(${JSON.stringify(module)}).then(({ createSystemClock }) => {
    const { parentPort } = require('node:worker_threads');
    const clock = createSystemClock();
    parentPort.on('message', () => parentPort.postMessage(clock.nowUs()));
    parentPort.postMessage('ready');
  })`;
  const worker = new Worker(source, { eval: true });
  const next = () => new Promise<unknown>((resolve) => worker.once('message', resolve));
  expect(await next()).toBe('ready');
  for (let round = 0; round < 20; round += 1) {
    const before = clock.nowUs();
    worker.postMessage('read');
    const theirs = (await next()) as number;
    expect(theirs).toBeGreaterThanOrEqual(before - 2);
    expect(theirs).toBeLessThanOrEqual(clock.nowUs() + 2);
  }
  await worker.terminate();
});

test('a timer never fires before its time, a cancelled one not at all', async () => {
  const clock = createSystemClock();
  const early: number[] = [];
  const cancelled = clock.setTimer(clock.nowUs() + 2_000, () => early.push(Number.NaN));
  clock.clearTimer(cancelled);
  await Promise.all(
    [100, 900, 1_000, 1_400, 2_500, 7_001].map(
      (delayUs) =>
        new Promise<void>((resolve) => {
          const atUs = clock.nowUs() + delayUs;
          clock.setTimer(atUs, () => {
            if (clock.nowUs() < atUs) early.push(atUs);
            resolve();
          });
        }),
    ),
  );
  expect(early).toEqual([]);
});
