import { expect, it } from 'vitest';
import { benjaminiHochberg } from '../../../../../../src/main/services/compare/statistics/judged-family.ts';

it('passes the largest p that lies on or below its line, and all smaller ones, as in the example of 1995', () => {
  const ps = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  expect(benjaminiHochberg(ps, 0.05).filter(Boolean)).toHaveLength(4);
  expect(benjaminiHochberg(ps.toReversed(), 0.05).slice(-4)).toEqual([true, true, true, true]);
});

it('lets a smaller p pass that is above its own line', () => {
  expect(benjaminiHochberg([0.03, 0.04, 0.045], 0.05)).toEqual([true, true, true]);
  expect(benjaminiHochberg([0.03, 0.04, 0.06], 0.05)).toEqual([false, false, false]);
});

it('of one figure is the test itself, and of none nothing', () => {
  expect([
    benjaminiHochberg([0.05], 0.05),
    benjaminiHochberg([0.0501], 0.05),
    benjaminiHochberg([], 0.05),
  ]).toEqual([[true], [false], []]);
});
