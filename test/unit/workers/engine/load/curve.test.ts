import { expect, test } from 'vitest';
import { Curve } from '../../../../../src/workers/engine/load/curve.ts';

const hold = (durationMs: number, level: number) => ({ durationMs, from: level, to: level });

test('a future that is replaced: what lies before stays, the area goes on without a step', () => {
  const curve = new Curve([hold(10_000, 10)]);
  curve.replaceFrom(2_000_000, [hold(8_000, 100)]);
  expect([curve.levelAt(1_999_999), curve.levelAt(2_000_000), curve.levelAt(10_000_000)]).toEqual([
    10, 100, 0,
  ]);
  expect([curve.timeOfArea(19), curve.timeOfArea(20), curve.timeOfArea(21)]).toEqual([
    1_900_000, 2_000_000, 2_010_000,
  ]);
});

test('at rest nothing is due; what is due next comes when there is a level again', () => {
  const curve = new Curve([hold(10_000, 10)]);
  curve.replaceFrom(2_000_000, [hold(3_000, 0), hold(5_000, 10)]);
  expect([curve.timeOfArea(20), curve.timeOfArea(21)]).toEqual([5_000_000, 5_100_000]);
});

test('a ramp that is cut keeps the times it had', () => {
  const ramp = { durationMs: 7_000, from: 3, to: 50 };
  const whole = new Curve([ramp]);
  const cut = new Curve([ramp]);
  cut.replaceFrom(4_321_000, [hold(1_000, 0)]);
  for (let area = 0; whole.timeOfArea(area) < 4_321_000; area += 1)
    expect(cut.timeOfArea(area)).toBe(whole.timeOfArea(area));
});

test('before the start, and after the end, with level 0 between', () => {
  const early = new Curve([hold(1_000, 10)]);
  early.replaceFrom(-2_000_000, [hold(1_000, 5)]);
  expect([early.levelAt(-2_000_001), early.levelAt(-1_500_000), early.levelAt(500_000)]).toEqual([0, 5, 0]);
  const late = new Curve([hold(1_000, 10)]);
  late.replaceFrom(3_000_000, [hold(1_000, 5)]);
  expect([late.levelAt(2_000_000), late.levelAt(3_000_000), late.timeOfArea(11)]).toEqual([0, 5, 3_200_000]);
});
