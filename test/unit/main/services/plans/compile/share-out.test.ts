import { expect, it } from 'vitest';
import { shareOut } from '../../../../../../src/contract/share-out.ts';
import { startOrder } from '../../../../../../src/main/services/plans/compile/start-order.ts';

it.each<[number, number[], number[]]>([
  [10, [1, 1, 1], [4, 3, 3]],
  [10, [10, 5, 5, 10, 2, 2], [3, 1, 1, 3, 1, 1]],
  [5, [10, 5, 5, 10, 5], [1, 1, 1, 1, 1]],
  [3, [10, 5, 5, 10, 5], [1, 1, 0, 1, 0]],
  [100, [10, 5, 5, 10, 5], [29, 14, 14, 29, 14]],
  [7, [1, 0, 1], [4, 0, 3]],
  [5, [1_000, 1, 1], [3, 1, 1]],
  [0, [1, 2], [0, 0]],
  [4, [0, 0], [0, 0]],
  [1, [1], [1]],
])('shares %i over %j as %j', (total, weights, shares) => {
  expect(shareOut(total, weights)).toEqual(shares);
});

it.each<[number[], number[]]>([
  [
    [3, 1],
    [0, 1, 0, 0],
  ],
  [
    [2, 2, 2],
    [0, 1, 2, 0, 1, 2],
  ],
  [
    [4, 2, 1],
    [0, 1, 2, 0, 0, 1, 0],
  ],
  [
    [0, 2],
    [1, 1],
  ],
  [[], []],
])('starts users of %j in the order %j', (counts, order) => {
  expect(startOrder(counts)).toEqual(order);
});
