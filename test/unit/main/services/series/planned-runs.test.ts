import { describe, expect, it } from 'vitest';
import { plannedRuns } from '../../../../../src/main/services/series/planned-runs.ts';
import { turnsLeft } from '../../../../../src/main/services/series/series-turns.ts';

const filled = (count: number) => Array.from({ length: count }, (_, slot) => ({ slot, isFilled: true }));
const open = (runsPerSide: number) => ({ looks: 'open', runsPerSide }) as const;

function planned(
  settings: Parameters<typeof plannedRuns>[0],
  asked: Partial<Parameters<typeof plannedRuns>[1]>,
) {
  const answer = plannedRuns(settings, { more: undefined, sides: 2, runs: [], suggested: null, ...asked });
  return answer.ok ? answer.value : answer.failure.code;
}

describe('a series that is continued', () => {
  it('takes what is missing of it first', () => {
    expect(planned(open(4), { runs: filled(5) })).toBe(4);
  });

  it('goes on to the next look, or as far as a change would show', () => {
    expect(planned(open(4), { runs: filled(8) })).toBe(6);
    expect(planned(open(4), { runs: filled(8), suggested: 8 })).toBe(12);
    expect(planned(open(5), { runs: filled(10) })).toBe(6);
    expect(planned(open(20), { runs: filled(40) })).toBe('series.complete');
  });

  it('takes no more of a declared one, for that would be another test', () => {
    expect(planned({ looks: 'declared', runsPerSide: 5 }, { runs: filled(10) })).toBe('series.complete');
    expect(planned({ looks: 'declared', runsPerSide: 5 }, { runs: filled(10), more: 2 })).toBe(
      'series.complete',
    );
    expect(planned({ looks: 'declared', runsPerSide: 5 }, { runs: filled(9) })).toBe(5);
    // One side is judged by nobody.
    expect(planned({ looks: 'declared', runsPerSide: 5 }, { runs: filled(5), sides: 1, more: 2 })).toBe(7);
  });

  it('has at most a hundred runs a side', () => {
    expect(planned(open(90), { runs: filled(180), more: 11 })).toBe('series.too_many');
  });
});

describe('the turns that are left', () => {
  const sides = (of: ReturnType<typeof turnsLeft>) =>
    of.map(({ side, slot }) => (slot < 0 ? side.toLowerCase() : side)).join('');

  it('alternate in pairs, warm-up runs first', () => {
    expect(sides(turnsLeft({ runsPerSide: 4, discard: 0 }, 2, []))).toBe('ABBABAAB');
    expect(sides(turnsLeft({ runsPerSide: 2, discard: 1 }, 2, []))).toBe('abABBA');
    expect(sides(turnsLeft({ runsPerSide: 3, discard: 1 }, 1, []))).toBe('aAAA');
  });

  it('are those that no run has filled', () => {
    const taken = [...filled(2), { slot: 2, isFilled: false }, { slot: -1, isFilled: false }];
    expect(sides(turnsLeft({ runsPerSide: 2, discard: 0 }, 2, taken))).toBe('BA');
    expect(turnsLeft({ runsPerSide: 2, discard: 3 }, 2, filled(4))).toEqual([]);
  });
});
