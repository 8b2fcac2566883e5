import { expect, it } from 'vitest';
import type { SeriesRule } from '../../../../../../src/contract/series-verdict.ts';
import {
  alphaOf,
  moreRuns,
  nextLook,
  reachedLook,
} from '../../../../../../src/main/services/compare/statistics/looks.ts';

const open: SeriesRule = { kind: 'open' };
const seven: SeriesRule = { kind: 'declared', runs: 7 };

it('a declared series has one look at 5%, an open one five at 1% each', () => {
  expect([alphaOf(seven), alphaOf(open)]).toEqual([0.05, 0.01]);
});

it.each([
  [1, null, 4],
  [3, null, 4],
  [4, 4, 6],
  [5, 4, 6],
  [6, 6, 8],
  [11, 8, 12],
  [19, 12, 20],
  [20, 20, null],
  [35, 20, null],
])('an open series of %i runs a side was judged at %j and is next at %j', (runs, reached, next) => {
  expect([reachedLook(open, runs), nextLook(open, runs)]).toEqual([reached, next]);
});

it.each([
  [6, null, 7],
  [7, 7, null],
  [9, 7, null],
])(
  'a series declared at 7, with %i runs a side, was judged at %j and is next at %j',
  (runs, reached, next) => {
    expect([reachedLook(seven, runs), nextLook(seven, runs)]).toEqual([reached, next]);
  },
);

it.each([
  [4, 9, 8],
  [4, 5, 2],
  [4, 3, 2],
  [5, 9, 7],
  [12, 13, 8],
  [8, 40, 12],
  [20, 40, null],
])('with %i runs of %i needed, an open series takes %j more', (runs, needed, more) => {
  expect(moreRuns(open, runs, needed)).toBe(more);
});

it('a declared series takes what it was declared at, whatever is needed', () => {
  expect([moreRuns(seven, 3, 20), moreRuns(seven, 7, 20)]).toEqual([4, null]);
});
