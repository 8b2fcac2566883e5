import { describe, expect, it } from 'vitest';
import type { CapacitySearchPlan } from '../../../../../../../src/contract/capacity-search.ts';
import type { FiredRule } from '../../../../../../../src/contract/stop-rule.ts';
import { analyseStored } from '../../../../../../../src/main/services/analysis/analysis.ts';
import { overallOfSearch } from '../../../../../../../src/main/services/analysis/capacity/running/search-overall.ts';
import { madeCapacity } from '../../../../../../support/made-capacity.ts';
import { makePlan } from '../../../../../../support/made-plan.ts';
import {
  COMPLETED,
  makeGenerator,
  makeRun,
  makeSecond,
  makeSeriesSecond,
} from '../../../../../../support/made-seconds.ts';

describe('what a search comes to', () => {
  it.each([
    ['found', 'passed', 'not-applicable'],
    ['capped', 'passed', 'not-applicable'],
    ['none', 'failed', 'poor'],
    ['contradicted', 'failed', 'poor'],
    ['limited', 'not gradable', 'not-gradable'],
    ['partial', 'not gradable', 'not-gradable'],
    ['unmeasured', 'not gradable', 'not-gradable'],
    ['recovered', 'passed', 'not-applicable'],
    ['not recovered', 'failed', 'poor'],
    ['not returned', 'failed', 'poor'],
    ['reference missed', 'failed', 'poor'],
  ] as const)('that came out %s: %s', (made, outcome, grade) => {
    const capacity = madeCapacity(made);
    const passed = outcome === 'passed';
    expect(overallOfSearch(capacity, [])).toEqual({
      outcome,
      grade,
      passed,
      gate: 'none',
      sentence: capacity.sentence,
    });
  });

  it.each([
    ['found', 'failed', 'failed'],
    ['found', 'not gradable', 'not gradable'],
    ['none', 'not gradable', 'failed'],
    ['limited', 'failed', 'failed'],
  ] as const)('that came out %s, where the run is %s: %s', (made, of, outcome) => {
    const capacity = madeCapacity(made);
    const sentence = 'A rule came true.';
    expect(overallOfSearch(capacity, [{ outcome: of, sentence }])).toMatchObject({
      outcome,
      passed: false,
      grade: outcome === 'failed' ? 'poor' : 'not-gradable',
      sentence: `${capacity.sentence} ${sentence}`,
    });
  });
});

describe('a run that searches', () => {
  const search: CapacitySearchPlan = {
    by: 'rate',
    requestsPerArrival: 1,
    from: null,
    to: null,
    objectives: [{ metric: 'errors', limit: 0.01, text: 'errors<1%' }],
    thoroughness: 'quick',
    maxMs: 600_000,
    ladder: false,
    recovery: 'none',
    classes: [{ name: 'user', share: 1 }],
    probe: null,
    ladderClasses: [],
    counting: { limitsUs: [], knownAfterUs: 1_000_000, series: [0] },
  };
  const run = makeRun(makePlan({ capacity: search, gate: 'none', thresholds: [], warmupMs: 0 }));
  const calm = makeSecond(0, [makeSeriesSecond(0, [10, 20])]);
  const rule: FiredRule = {
    rule: 'p95>1s for 1s then fail',
    action: 'fail',
    service: null,
    endpoint: null,
    figure: 1_200,
    unit: 'ms',
    fromSecond: 0,
    atSecond: 0,
    sentence: 'The p95 was above 1 s for 1 s.',
  };

  it('fails where a rule fails it', () => {
    const { overall } = analyseStored(run, [{ ...calm, firedRules: [rule] }], {
      ...COMPLETED,
      state: 'stopped',
    });
    expect(overall).toMatchObject({ outcome: 'failed', grade: 'poor' });
    expect(overall.sentence).toContain(` ${rule.sentence}`);
  });

  it('says that it could not continue', () => {
    const { overall } = analyseStored(run, [calm], { ...COMPLETED, state: 'failed' });
    expect(overall.sentence).toMatch(/ The run could not continue after 1 s\.$/);
  });

  it('says that it is not trusted where it had to be', () => {
    const generators = [makeGenerator({ loopDelayMaxUs: 900_000 })];
    const seconds = [0, 1, 2].map((at) => makeSecond(at, [makeSeriesSecond(0, [10])], { generators }));
    const { overall } = analyseStored({ ...run, overrides: { requireTrust: true } }, seconds, COMPLETED);
    expect(overall.sentence).toContain(' The run required a trusted load generator, and it is ');
  });
});
