import { describe, expect, it } from 'vitest';
import { WatchedGaps } from '../../../../../../src/main/services/analysis/target/watched-gaps.ts';

const NOT_READ = 'No reading came.';
const rows = (gaps: WatchedGaps, until: number | null = null) =>
  gaps.told(until).map(({ fromSecond, toSecond, reason }) => [fromSecond, toSecond, reason]);
function seen(...entries: [second: number, reason?: string][]): WatchedGaps {
  const gaps = new WatchedGaps();
  for (const [second, reason] of entries) gaps.see(second, reason);
  return gaps;
}

describe('seconds of which nothing has come', () => {
  it('are a gap until the reading comes after all', () => {
    expect(rows(seen([0], [3]))).toEqual([[1, 2, NOT_READ]]);
    expect(rows(seen([0], [3], [1]))).toEqual([[2, 2, NOT_READ]]);
    expect(rows(seen([0], [3], [2]))).toEqual([[1, 1, NOT_READ]]);
    expect(rows(seen([0], [3], [2], [1]))).toEqual([]);
    expect(rows(seen([0], [4], [2]))).toEqual([
      [1, 1, NOT_READ],
      [3, 3, NOT_READ],
    ]);
  });

  it('have the reason that is told of them later', () => {
    expect(rows(seen([0], [4], [2, 'Answered 500.']))).toEqual([
      [1, 1, NOT_READ],
      [2, 2, 'Answered 500.'],
      [3, 3, NOT_READ],
    ]);
  });

  it('are at the end of the run those up to its last whole second', () => {
    expect(rows(seen([0]), 2)).toEqual([[1, 2, NOT_READ]]);
    expect(rows(seen([0], [3]), 2)).toEqual([[1, 2, NOT_READ]]);
  });
});

describe('a second that was told', () => {
  it('stays as it is where it is told again', () => {
    expect(rows(seen([0, 'Answered 500.'], [1], [0]))).toEqual([[0, 0, 'Answered 500.']]);
  });
});

describe('a list that is full', () => {
  it('is not made longer by a reading that comes late', () => {
    const gaps = seen([4]);
    for (let second = 5; second < 2_000; second += 1) gaps.see(second, `Reason ${second}.`);
    const length = gaps.told(null).length;
    gaps.see(2, undefined);
    expect([length, gaps.told(null).length]).toEqual([501, 501]);
  });
});
