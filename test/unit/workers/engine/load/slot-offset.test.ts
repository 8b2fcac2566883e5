import { expect, test } from 'vitest';
import { slotOffset } from '../../../../../src/workers/engine/load/slot-offset.ts';

const offsets = (connections: number, circle: number) =>
  Array.from({ length: connections }, (_, connection) => slotOffset(connection, circle)).sort(
    (a, b) => a - b,
  );

test('connections of the plan lie evenly, in their order', () => {
  expect(Array.from({ length: 4 }, (_, connection) => slotOffset(connection, 4))).toEqual([
    0, 0.25, 0.5, 0.75,
  ]);
});

test.each([1, 2, 3, 4, 8])(
  '%i times as many as the plan has: no two at once, none out of the gap',
  (times) => {
    for (const circle of [1, 2, 5, 12, 100]) {
      const all = offsets(circle * times, circle);
      expect(new Set(all.map((offset) => Math.round(offset * 1e9))).size).toBe(circle * times);
      expect(all.every((offset) => offset >= 0 && offset < 1)).toBe(true);
    }
  },
);

test('twice and four times as many lie evenly again', () => {
  expect(offsets(8, 4)).toEqual(Array.from({ length: 8 }, (_, nth) => nth / 8));
  expect(offsets(16, 4)).toEqual(Array.from({ length: 16 }, (_, nth) => nth / 16));
});

test('some more spread over the whole gap', () => {
  const added = Array.from({ length: 10 }, (_, nth) => slotOffset(100 + nth, 100)).sort((a, b) => a - b);
  const gaps = added.map((offset, nth) => (added[nth + 1] ?? 1 + (added[0] ?? 0)) - offset);
  expect(Math.max(...gaps)).toBeLessThan(0.25);
});
