import { describe, expect, test } from 'vitest';
import { formatFigure, splitUnit } from '../../../../src/renderer/parts/figure-kinds.ts';
import { glyphOf } from '../../../../src/renderer/parts/GradeBadge.tsx';
import { halvesOf } from '../../../../src/renderer/parts/MiddleText.tsx';
import { sparkPoints } from '../../../../src/renderer/parts/Sparkline.tsx';
import { nextSort, sortRows } from '../../../../src/renderer/parts/sort-rows.ts';

describe('figures', () => {
  test('are written as everywhere, an en dash for none', () => {
    expect(formatFigure('ms', 84.25)).toBe('84.3 ms');
    expect(formatFigure('count', 13_170)).toBe('13,170');
    expect(formatFigure('percent', null)).toBe('–');
  });

  test.each([
    ['84.3 ms', '84.3', ' ms'],
    ['12.5 s', '12.5', ' s'],
    ['617/s', '617', '/s'],
    ['0.25%', '0.25', '%'],
    ['1.3 MB', '1.3', ' MB'],
    ['13,170', '13,170', ''],
    ['1:30', '1:30', ''],
    ['–', '–', ''],
  ])('%s splits into number and unit', (text, number, unit) => {
    expect(splitUnit(text)).toEqual([number, unit]);
  });
});

describe('sorting', () => {
  const rows = [{ n: 2 }, { n: null }, { n: 10 }, { n: 1 }];
  const read = (row: { n: number | null }) => row.n;

  test('puts rows without a value last in both directions', () => {
    expect(sortRows(rows, read, 'up').map(read)).toEqual([1, 2, 10, null]);
    expect(sortRows(rows, read, 'down').map(read)).toEqual([10, 2, 1, null]);
  });

  test('reads numbers within text', () => {
    expect(sortRows(['run 10', 'run 9'], (text) => text, 'up')).toEqual(['run 9', 'run 10']);
  });

  test('goes from largest first to smallest first to as it came', () => {
    const first = nextSort(null, 'p95');
    expect(first).toEqual({ key: 'p95', direction: 'down' });
    expect(nextSort(first, 'p95')).toEqual({ key: 'p95', direction: 'up' });
    expect(nextSort(nextSort(first, 'p95'), 'p95')).toBeNull();
    expect(nextSort(first, 'count')).toEqual({ key: 'count', direction: 'down' });
  });
});

describe('shapes', () => {
  test('the water stands higher with every grade, and has none without a verdict', () => {
    const level = (grade: Parameters<typeof glyphOf>[0]) =>
      Number(/M0\.9 ([\d.]+)H/.exec(glyphOf(grade).line ?? '')?.[1]);
    expect(level('excellent')).toBeGreaterThan(level('good'));
    expect(level('good')).toBeGreaterThan(level('acceptable'));
    expect(level('acceptable')).toBeGreaterThan(level('poor'));
    expect(glyphOf('no-data')).toEqual({ water: null, line: null });
  });

  test('a spark line starts at zero and keeps its box', () => {
    expect(sparkPoints([0, 10])).toBe('3.0,17.0 81.0,3.0');
    expect(sparkPoints([5])).toBe('3.0,3.0');
  });
});

describe('a text that is cut in its middle', () => {
  test('keeps its end, whole characters only; a short one is cut at its end', () => {
    expect(halvesOf('Light')).toEqual(['Light', '']);
    expect(halvesOf('Gateway before the cache change')).toEqual(['Gateway before the ', 'cache change']);
    expect(halvesOf('Nightly run of the portfolio 🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢')[1]).toBe('🚢'.repeat(12));
  });
});
