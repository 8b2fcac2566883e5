import { expect, test } from 'vitest';
import {
  type LoadSegment,
  levelAt,
  segmentAt,
  segmentsFrom,
  segmentsUpTo,
  withoutGaps,
} from '../../../src/contract/applied-load.ts';

const ramp: LoadSegment = { startMs: 1_000, durationMs: 4_000, from: 0, to: 8, cause: 'plan' };
const hold: LoadSegment = { startMs: 5_000, durationMs: 5_000, from: 8, to: 8, cause: 'plan' };
const load = [ramp, hold];

test('the level of a moment; at a step, the one that begins there', () => {
  const step = { ...hold, from: 20, to: 20 };
  expect([0, 1_000, 3_000, 4_999, 5_000, 9_999, 10_000].map((ms) => levelAt([ramp, step], ms))).toEqual([
    0, 0, 4, 7.998, 20, 20, 0,
  ]);
  expect(segmentAt(load, 5_000)).toBe(hold);
  expect(segmentAt(load, 500)).toBeNull();
});

test('what lies before and after a moment: a segment under way is cut there', () => {
  expect(segmentsUpTo(load, 3_000)).toEqual([{ ...ramp, durationMs: 2_000, to: 4 }]);
  expect(segmentsFrom(load, 3_000)).toEqual([{ ...ramp, startMs: 3_000, durationMs: 2_000, from: 4 }, hold]);
  expect(segmentsUpTo(load, 5_000)).toEqual([ramp]);
  expect(segmentsFrom(load, 5_000)).toEqual([hold]);
  expect(segmentsFrom(load, Number.NEGATIVE_INFINITY)).toEqual(load);
});

test('level 0 where nothing lasts between two segments', () => {
  const later = { ...hold, startMs: 7_000 };
  expect(withoutGaps([ramp, later])).toEqual([
    ramp,
    { startMs: 5_000, durationMs: 2_000, from: 0, to: 0, cause: 'plan' },
    later,
  ]);
});
