import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadLinePosition } from '../../../../src/renderer/parts/load-line.ts';

const bounds = { excellent: 50, good: 100, acceptable: 200 };
const rates = { excellent: 200, good: 100, acceptable: 50 };
const single = { excellent: null, good: null, acceptable: 100 };

describe('a value on its load line', () => {
  test.each([
    [0, 0],
    [25, 0.125],
    [50, 0.25],
    [75, 0.375],
    [100, 0.5],
    [200, 0.75],
    [400, 0.875],
    [1e9, 1],
  ])('%d ms, lower better, stands at %d', (value, place) => {
    expect(loadLinePosition(value, bounds, 'lower')).toBeCloseTo(place, 6);
  });

  test.each([
    [400, 0.125],
    [200, 0.25],
    [150, 0.375],
    [100, 0.5],
    [50, 0.75],
    [25, 0.875],
    [0, 1],
  ])('%d/s, higher better, stands at %d', (value, place) => {
    expect(loadLinePosition(value, rates, 'higher')).toBeCloseTo(place, 6);
  });

  test.each([
    [0, 0],
    [50, 0.375],
    [100, 0.75],
    [200, 0.875],
  ])('%d ms against one target of 100 ms stands at %d', (value, place) => {
    expect(loadLinePosition(value, single, 'lower')).toBeCloseTo(place, 6);
  });

  test('no errors stand in the excellent quarter where its bound is zero', () => {
    expect(loadLinePosition(0, { excellent: 0, good: 1, acceptable: 5 }, 'lower')).toBe(0.125);
  });

  test('never leaves the line and never goes back while the value gets worse', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (a, b) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          const [from, to] = [low, high].map((value) => loadLinePosition(value, bounds, 'lower')) as [
            number,
            number,
          ];
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(1);
          expect(from).toBeLessThanOrEqual(to);
          const worse = loadLinePosition(low, rates, 'higher');
          expect(worse).toBeGreaterThanOrEqual(loadLinePosition(high, rates, 'higher'));
        },
      ),
    );
  });
});
