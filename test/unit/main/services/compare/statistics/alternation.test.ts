import { expect, it } from 'vitest';
import {
  alternatedSides,
  sidesOfPair,
} from '../../../../../../src/main/services/compare/statistics/alternation.ts';

it('begins a pair with A where its index has an even number of one-bits', () => {
  expect(alternatedSides(8).join('')).toBe('ABBABAABBAABABBA');
  expect(sidesOfPair(2 ** 40 + 1)).toEqual(['A', 'B']);
  expect(sidesOfPair(2 ** 40)).toEqual(['B', 'A']);
});

it('has as many runs of each side, at any length', () => {
  for (const pairs of [0, 1, 5, 20, 33]) {
    const sides = alternatedSides(pairs);
    expect(sides).toHaveLength(2 * pairs);
    expect(sides.filter((side) => side === 'A')).toHaveLength(pairs);
  }
});
