import { expect, test } from 'vitest';
import { delaySequence } from '../../support/delay.ts';
import { DueQueue } from '../../support/due-queue.ts';
import { monotonicUs } from '../../support/monotonic.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { exactPercentile } from '../../support/stats.ts';

for (const precision of ['timer', 'spin'] as const) {
  test(`releases everything in order of its time and never early (${precision})`, async () => {
    const random = seededRandom(3);
    const startUs = monotonicUs();
    const dues = Array.from({ length: 300 }, () => startUs + Math.floor(random() * 40_000));
    const left: number[] = [];
    let early = 0;
    await new Promise<void>((resolve) => {
      const queue = new DueQueue<number>((dueUs) => {
        if (monotonicUs() < dueUs) early += 1;
        if (left.push(dueUs) === dues.length) resolve();
      }, precision);
      for (const dueUs of dues) queue.push(dueUs, dueUs);
    });
    expect(early).toBe(0);
    expect(left).toEqual(dues.sort((a, b) => a - b));
  });
}

test('ties leave in the order they came', async () => {
  const dueUs = monotonicUs() + 3_000;
  const left: string[] = [];
  await new Promise<void>((resolve) => {
    const queue = new DueQueue<string>((name) => {
      if (left.push(name) === 3) resolve();
    });
    for (const name of ['a', 'b', 'c']) queue.push(name, dueUs);
  });
  expect(left).toEqual(['a', 'b', 'c']);
});

test('clear forgets what was kept back', async () => {
  const left: string[] = [];
  const queue = new DueQueue<string>((name) => left.push(name));
  queue.push('forgotten', monotonicUs() + 1_000);
  queue.clear();
  await new Promise<void>((resolve) => {
    new DueQueue<void>(() => resolve()).push(undefined, monotonicUs() + 4_000);
  });
  expect([queue.size, left]).toEqual([0, []]);
});

test('log-normal delays are the same for the same seed and have the given median and p84', () => {
  const spec = { kind: 'log-normal', medianMs: 20, sigma: 0.5, seed: 11 } as const;
  const draw = (): number[] => {
    const next = delaySequence(spec);
    return Array.from({ length: 20_000 }, next);
  };
  const delays = draw();
  expect(draw()).toEqual(delays);
  expect(Math.abs(exactPercentile(delays, 50) / 20_000 - 1)).toBeLessThan(0.02);
  expect(Math.abs(exactPercentile(delays, 84.134) / (20_000 * Math.exp(0.5)) - 1)).toBeLessThan(0.02);
});
