import { describe, expect, test } from 'vitest';
import { bandPath, barPath, type Step, stepPaths } from '../../../../src/renderer/charts/steps.ts';

/** Ten pixels a second, a pixel a unit, zero at 100. */
const places = { x: (seconds: number) => seconds * 10, y: (value: number) => 100 - value };
const whole = [0, 100] as const;
const step = (from: number, value: number, change: Partial<Step> = {}): Step => ({
  from,
  to: from + 1,
  value,
  estimate: false,
  ...change,
});

describe('values drawn over their stretches', () => {
  test('level over the second, upright between neighbours, nothing where nothing is known', () => {
    const { sure, estimate } = stepPaths([step(0, 5), step(1, 8), step(4, 6)], places, whole);
    expect(sure).toBe('M0 95H10M10 95V92H20M40 94H50');
    expect(estimate).toBe('');
  });

  test('an estimate is a line of its own', () => {
    const paths = stepPaths([step(3, 7, { estimate: true }), step(4, 7)], places, whole);
    expect(paths).toEqual({ sure: 'M40 93V93H50', estimate: 'M30 93H40' });
  });

  test('what is of several seconds is a bar by itself, joined to nothing', () => {
    const bar = (from: number, value: number) =>
      step(from, value, { to: from + 3, samples: [from, from + 3] });
    expect(stepPaths([bar(0, 7), bar(3, 9), step(6, 2)], places, whole).sure).toBe(
      'M1 93H29M31 91H59M60 98H70',
    );
  });

  test('what lasted a few milliseconds can still be seen', () => {
    const moment = step(3, 7, { to: 3.005 });
    expect(stepPaths([moment], places, whole).sure).toBe('M30 93H31');
    expect(barPath([moment], places, whole)).toBe('M29.3 100V93h1.5V100Z');
  });

  test('a closer look cuts at its edges', () => {
    const steps = [step(0, 5), step(1, 5), step(2, 5)];
    expect(stepPaths(steps, places, [0.5, 1.5]).sure).toBe('M5 95H10M10 95V95H15');
    expect(barPath(steps, places, [5, 9])).toBe('');
  });

  test('the ground between two series is there where both are, however long their steps', () => {
    const lower = [step(1, 4), step(2, 5), step(3, 6)];
    expect(bandPath([step(0, 9), step(1, 9)], lower, places, whole)).toBe('M10 91H20V96H10Z');
    expect(bandPath([step(0, 9, { to: 3 })], lower, places, whole)).toBe('M10 91H20V96H10ZM20 91H30V95H20Z');
  });
});
