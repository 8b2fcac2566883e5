import { expect, test } from 'vitest';
import { shareLevel } from '../../../../../../src/main/services/runs/steering/share-level.ts';

test.each([
  [10, [1, 1, 1], true, [4, 3, 3]],
  [10, [3, 2, 5], true, [3, 2, 5]],
  [1, [9, 1], true, [1, 0]],
  [0, [5, 5], true, [0, 0]],
  [7, [0, 0], true, [4, 3]],
  [10, [1, 3], false, [2.5, 7.5]],
  [10, [0, 0], false, [5, 5]],
])('%i in proportion to %j', (level, weights, isWhole, parts) => {
  expect(shareLevel(level, weights, isWhole)).toEqual(parts);
});
