import { expect, test } from 'vitest';
import { type WindowedStall, windowAround, windowAt, windowsUntil } from '../../support/stall.ts';

const STALL: WindowedStall = {
  shape: 'hold',
  firstAfterMs: 4_000,
  durationMs: 1_000,
  everyMs: 5_000,
  times: 2,
};
const ANCHOR_US = 1_000_000;
const FIRST = { fromUs: 5_000_000, toUs: 6_000_000 };
const SECOND = { fromUs: 10_000_000, toUs: 11_000_000 };

test('lays its windows from the anchor, as many as were asked for', () => {
  expect([-1, 0, 1, 2].map((index) => windowAt(STALL, ANCHOR_US, index))).toEqual([
    undefined,
    FIRST,
    SECOND,
    undefined,
  ]);
});

test.each([
  [4_999_999, undefined],
  [5_000_000, FIRST],
  [5_999_999, FIRST],
  [6_000_000, undefined],
  [10_500_000, SECOND],
  [15_500_000, undefined],
])('finds the window around %s µs', (nowUs, expected) => {
  expect(windowAround(STALL, ANCHOR_US, nowUs)).toEqual(expected);
});

test('lists the windows that have begun', () => {
  expect(windowsUntil(STALL, ANCHOR_US, 9_999_999)).toEqual([FIRST]);
  expect(windowsUntil(STALL, ANCHOR_US, 60_000_000)).toEqual([FIRST, SECOND]);
});
