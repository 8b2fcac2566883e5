import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  REORDER_WINDOW,
  SequenceTracker,
} from '../../../../../src/workers/engine/streams/sequence-tracker.ts';

function count(numbers: readonly (number | string)[], topic = 't') {
  const counts = { missed: 0, duplicates: 0, outOfOrder: 0 };
  const tracker = new SequenceTracker(counts);
  for (const number of numbers) tracker.see(topic, number);
  tracker.end();
  return counts;
}

describe('SequenceTracker', () => {
  test.each([
    ['in order', [5, 6, 7], { missed: 0, duplicates: 0, outOfOrder: 0 }],
    ['a gap', [1, 2, 5], { missed: 2, duplicates: 0, outOfOrder: 0 }],
    ['a double', [1, 2, 2, 3], { missed: 0, duplicates: 1, outOfOrder: 0 }],
    ['a swap', [1, 3, 2, 4], { missed: 0, duplicates: 0, outOfOrder: 1 }],
    ['a late one that comes twice', [1, 3, 2, 2], { missed: 0, duplicates: 1, outOfOrder: 1 }],
    ['whole numbers as text', ['1', '2', '4'], { missed: 1, duplicates: 0, outOfOrder: 0 }],
    ['what is no whole number', [1, 1.5, 'x', '', 2], { missed: 0, duplicates: 0, outOfOrder: 0 }],
  ])('counts %s', (_, numbers, counts) => {
    expect(count(numbers)).toEqual(counts);
  });

  test('waits for a missing number while a hundred later ones come, then calls it missed', () => {
    const later = Array.from({ length: REORDER_WINDOW + 1 }, (_, i) => i + 2);
    expect(count([0, ...later.slice(0, -1), 1])).toEqual({ missed: 0, duplicates: 0, outOfOrder: 1 });
    expect(count([0, ...later, 1])).toEqual({ missed: 1, duplicates: 1, outOfOrder: 0 });
  });

  test('counts a leap of a billion without walking it', () => {
    expect(count([1, 1_000_000_001])).toEqual({ missed: 999_999_999, duplicates: 0, outOfOrder: 0 });
  });

  test('keeps topics apart', () => {
    const counts = { missed: 0, duplicates: 0, outOfOrder: 0 };
    const tracker = new SequenceTracker(counts);
    for (const [topic, number] of [
      ['a', 1],
      ['b', 9],
      ['a', 2],
      ['b', 10],
    ] as const)
      tracker.see(topic, number);
    tracker.end();
    expect(counts).toEqual({ missed: 0, duplicates: 0, outOfOrder: 0 });
  });

  test('has one sequence for all that comes without a topic', () => {
    const counts = { missed: 0, duplicates: 0, outOfOrder: 0 };
    const tracker = new SequenceTracker(counts);
    for (const [topic, number] of [
      [undefined, 1],
      ['a', 1],
      [undefined, 2],
      ['', 7],
      [undefined, 4],
    ] as const)
      tracker.see(topic, number);
    tracker.end();
    expect(counts).toEqual({ missed: 1, duplicates: 0, outOfOrder: 0 });
  });

  test('finds exactly the losses, doubles and swaps that were made', () => {
    const fate = fc.constantFrom('keep', 'keep', 'keep', 'keep', 'drop', 'double', 'swap');
    fc.assert(
      fc.property(fc.array(fate, { maxLength: 300 }), (fates) => {
        const numbers = [0];
        const made = { missed: 0, duplicates: 0, outOfOrder: 0 };
        for (let n = 1, i = 0; i < fates.length; i += 1) {
          const is = fates[i];
          if (is === 'drop') made.missed += 1;
          else if (is === 'double') {
            numbers.push(n, n);
            made.duplicates += 1;
          } else if (is === 'swap') {
            numbers.push(n + 1, n);
            n += 1;
            made.outOfOrder += 1;
          } else numbers.push(n);
          n += 1;
          if (i === fates.length - 1) numbers.push(n);
        }
        expect(count(numbers)).toEqual(made);
      }),
    );
  });
});
