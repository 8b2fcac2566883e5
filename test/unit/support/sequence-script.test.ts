import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sequenceWithFaults } from '../../support/sequence-script.ts';

/** The naive reader: what a client that knows all numbers in the end would count. */
function count(order: readonly number[], total: number) {
  const seen = new Map<number, number>();
  let outOfOrder = 0;
  let highest = -1;
  for (const n of order) {
    if (n < highest && !seen.has(n)) outOfOrder += 1;
    seen.set(n, (seen.get(n) ?? 0) + 1);
    highest = Math.max(highest, n);
  }
  const duplicated = [...seen.values()].filter((times) => times > 1).length;
  return { dropped: total - seen.size, duplicated, outOfOrder };
}

test('1% dropped, 0.5% doubled, 0.5% swapped of 10,000 are exactly 100, 50 and 50', () => {
  const script = sequenceWithFaults(10_000, { seed: 1, drop: 0.01, duplicate: 0.005, swap: 0.005 });
  expect(count(script.order, 10_000)).toEqual({ dropped: 100, duplicated: 50, outOfOrder: 50 });
  expect(script.order).toHaveLength(10_000 - 100 + 50);
});

test('what a reader can see is what the script says, for every seed and length', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 20, max: 2_000 }), (seed, total) => {
      const script = sequenceWithFaults(total, { seed, drop: 0.04, duplicate: 0.03, swap: 0.03 });
      expect(count(script.order, total)).toEqual({
        dropped: script.dropped.length,
        duplicated: script.duplicated.length,
        outOfOrder: script.swapped.length,
      });
      expect([script.order[0], script.order.at(-1)]).toEqual([0, total - 1]);
    }),
    { numRuns: 100 },
  );
});

test('the same seed gives the same script', () => {
  const faults = { seed: 9, drop: 0.02, duplicate: 0.02, swap: 0.02 };
  expect(sequenceWithFaults(500, faults)).toEqual(sequenceWithFaults(500, faults));
});

test('refuses more faults than fit without touching each other', () => {
  expect(() => sequenceWithFaults(100, { seed: 1, drop: 0.3, duplicate: 0, swap: 0 })).toThrow(
    'cannot draw 30',
  );
});
