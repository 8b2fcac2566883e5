import fc from 'fast-check';
import { describe, it } from 'vitest';
import { changePoints } from '../../src/main/services/compare/history/change-points.ts';

const history = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 120 });
const limits = fc.constantFrom('browsing', 'alarms');
const places = (values: readonly number[], which: 'browsing' | 'alarms') =>
  changePoints(values, which).map(({ at }) => at);

describe('change points of any history', () => {
  it('stand in order, with five values to each side and between any two', () => {
    fc.assert(
      fc.property(history, limits, (values, which) => {
        const ends = [0, ...places(values, which), values.length];
        return ends.slice(1).every((end, nth) => values.length < 15 || end - (ends[nth] ?? 0) >= 5);
      }),
    );
  });

  it('stay where they are when all values are of another unit', () => {
    fc.assert(
      fc.property(history, limits, fc.constantFrom(2, 8, 1_024), (values, which, unit) => {
        const scaled = places(
          values.map((value) => value * unit),
          which,
        );
        return JSON.stringify(scaled) === JSON.stringify(places(values, which));
      }),
    );
  });

  it('differ by 5% or more, and exceed their limit', () => {
    fc.assert(
      fc.property(history, limits, (values, which) =>
        changePoints(values, which).every(
          ({ z, limit, before, after }) => z > limit && Math.abs(after - before) >= 0.05 * before,
        ),
      ),
    );
  });
});
