/** The verdict, short; with twenty runs of each kind, and exact percentiles, in truth-verdicts and truth-block.bench.ts. */
import { expect, test } from 'vitest';
import { measureBlocks } from '../support/truth-block.ts';
import { verdictsOf } from '../support/truth-verdicts.ts';

test('blocks of 150 ms are found, and the seconds they spoil are left out', async ({ skip }) => {
  // The second block lasts across the end of a second, the third ends just before one.
  const block = { firstAfterMs: 1_500, everyMs: 1_425, durationMs: 150 };
  const { trust, offMs, allP99Us, goodP99Us, run } = await measureBlocks(block, {
    ratePerSecond: 500,
    seconds: 7,
  });
  expect(trust.verdict).not.toBe('trusted');
  expect(offMs).toHaveLength(4);
  expect(Math.max(...offMs)).toBeLessThanOrEqual(100);
  for (const { fromUs, toUs } of run.blocks) {
    const touched = [fromUs, toUs].map((us) => Math.floor((us - run.startUs) / 1_000_000));
    expect(touched.filter((second) => !trust.badSeconds.includes(second))).toEqual([]);
  }
  if (Number.isNaN(goodP99Us)) skip('this machine was too busy in every second: none is left to look at');
  expect(allP99Us).toBeGreaterThan(150_000);
  expect(goodP99Us).toBeLessThan(100_000);
});

test('a generator that is asked too much, in four ways, says so', async () => {
  const verdicts = await verdictsOf('overloaded', 4, 3);
  expect(verdicts.filter(({ trust }) => trust.verdict === 'trusted')).toEqual([]);
});
