import { describe, expect, it } from 'vitest';
import { overallOfSearch } from '../../../../../../../src/main/services/analysis/capacity/running/search-overall.ts';
import { madeCapacity, NOT_RECOVERED } from '../../../../../../support/made-capacity.ts';

describe('what a search comes to', () => {
  it.each([
    ['found', 'passed', 'not-applicable'],
    ['capped', 'passed', 'not-applicable'],
    ['none', 'failed', 'poor'],
    ['contradicted', 'failed', 'poor'],
    ['limited', 'not gradable', 'not-gradable'],
    ['partial', 'not gradable', 'not-gradable'],
    ['unmeasured', 'not gradable', 'not-gradable'],
  ] as const)('that came out %s: %s', (made, outcome, grade) => {
    const capacity = madeCapacity(made);
    const passed = outcome === 'passed';
    expect(overallOfSearch(capacity)).toEqual({
      outcome,
      grade,
      passed,
      gate: 'none',
      sentence: capacity.sentence,
    });
  });

  it('where only a recovery was asked for is whether it came', () => {
    const alone = (recovered: 'yes' | 'no' | 'not yet') =>
      overallOfSearch(madeCapacity('unmeasured', { recovery: { ...NOT_RECOVERED, recovered } })).outcome;
    expect([alone('yes'), alone('no'), alone('not yet')]).toEqual(['passed', 'failed', 'not gradable']);
  });
});
