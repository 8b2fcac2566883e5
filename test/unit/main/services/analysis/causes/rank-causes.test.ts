import { describe, expect, it } from 'vitest';
import { rankCauses } from '../../../../../../src/main/services/analysis/causes/rank-causes.ts';
import { namedFirst, namedInClean } from '../../../../../support/slow-runs/named.ts';
import { madeRun } from '../../../../../support/slow-runs/slow-runs.ts';

describe('causes of slowness', () => {
  it.each(['receive', 'address'] as const)(
    'names what was planted of a selection of eight seconds: %s',
    (planted) => {
      expect(namedFirst(4_711, { planted, delay: 'long', seconds: 8 })).toBe(true);
    },
  );

  it('names none in a clean run, nor in a stretch of it', () => {
    expect(namedInClean(4_711)).toEqual([]);
    expect(namedInClean(4_711, 8)).toEqual([]);
  });

  it('says how far the time of the slow went to one phase', () => {
    const { observed } = madeRun(4_711, { planted: 'status', delay: 'long' });
    const [first] = rankCauses(observed, null).causes;
    // 200 to 900 ms were added to half of those with the status, in the wait.
    expect(first?.phase?.name).toBe('wait');
    expect(first?.phase?.share).toBeGreaterThan(0.95);
    expect(first?.phase?.excessUs).toBeGreaterThan(500_000);
    expect(first?.phase?.excessUs).toBeLessThan(620_000);
    expect(first?.association.precision).toBeGreaterThan(0.4);
    expect(first?.association.precision).toBeLessThan(0.6);
  });
});
