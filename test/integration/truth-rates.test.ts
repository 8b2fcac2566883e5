/** Rates as the server's log has them, short; up to 10,000 per second in test/bench/truth-rates.bench.ts. */
import { expect, test } from 'vitest';
import { constantRate, measureArrivals } from '../support/truth-rates.ts';
import { worstGauge } from '../support/worst-gauge.ts';

const SECONDS = 3;

test.each([
  [10, 1],
  [100, 2],
  [1_000, 2],
])('%i per second on %i threads: planned exactly, arrived all, each in its second', async (rate, threads) => {
  const { perSecond, planned, arrived, run } = await measureArrivals(constantRate(rate, SECONDS), threads);
  expect([planned, arrived]).toEqual([rate * SECONDS, rate * SECONDS]);
  expect(perSecond.map((second) => second.planned)).toEqual(new Array(SECONDS).fill(rate));
  // What was due while a load thread was held up arrives that much later, and by no more.
  const heldUp = Math.ceil((rate * worstGauge(run.seconds, 'loop.delay_max')) / 1_000_000);
  for (const second of perSecond) {
    expect(Math.abs(second.arrived - rate)).toBeLessThanOrEqual(Math.max(2, 0.01 * rate) + heldUp);
  }
});
