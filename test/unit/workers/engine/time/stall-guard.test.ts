import { expect, test } from 'vitest';
import { StallGuard } from '../../../../../src/workers/engine/time/stall-guard.ts';

function waitsAt(...ms: readonly number[]): boolean[] {
  const turns = new StallGuard();
  return ms.map((at) => turns.waits(at * 1_000));
}

test('only the turn after a pause of more than 20 ms waits', () => {
  expect(waitsAt(0, 1, 21, 42, 43, 143, 144)).toEqual([false, false, false, true, false, true, false]);
});

test('of turns that are all late every other one judges', () => {
  expect(waitsAt(0, 30, 60, 90, 120, 150)).toEqual([false, true, false, true, false, true]);
});

test('the first turn never waits, whatever the clock begins with', () => {
  expect(waitsAt(5_000)).toEqual([false]);
});
