import { describe, expect, test } from 'vitest';
import { threeSentences } from '../../../src/contract/sentences.ts';
import { analyseStored } from '../../../src/main/services/analysis/analysis.ts';
import { makePlan } from '../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../support/made-seconds.ts';

const run = makeRun(makePlan());
const times = Array.from({ length: 400 }, () => 20);

function loadSentence(
  seconds: Parameters<typeof analyseStored>[1],
  view: Partial<Parameters<typeof analyseStored>[2]> = {},
): string {
  return threeSentences(analyseStored(run, seconds, { ...COMPLETED, ...view }))[1];
}

describe('the sentence about the load', () => {
  test('of a short run names seconds, of a longer one minutes', () => {
    const second = makeSecond(0, [
      makeSeriesSecond(0, times, { counts: { errors: 100, targetErrors: 100 } }),
    ]);
    expect(loadSentence([second])).toBe(
      'In 1 s, 500 requests went to one service; 20 % failed; 95 % of the answers took at most 20 ms.',
    );
    expect(loadSentence([{ ...second, second: 89 }])).toMatch(/^In 1:30 min, 500 requests/);
  });

  test('says how a run ended that did not come to its end', () => {
    const second = makeSecond(0, [makeSeriesSecond(0, [20])]);
    expect(loadSentence([second], { state: 'stopped' })).toBe(
      'Until it was stopped: in 1 s, 1 request went to one service; none failed; 95 % of the answers took at most 20 ms.',
    );
    expect(loadSentence([second], { state: 'interrupted' })).toMatch(/^Until its program vanished: in 1 s/);
  });

  test('of nothing that came to an end', () => {
    const open = makeSecond(0, [makeSeriesSecond(0, [], { counts: { planned: 3, sent: 3, inFlight: 3 } })]);
    expect(loadSentence([open], { state: 'running' })).toBe(
      'So far: in 1 s, 3 requests went to one service; none came to an end.',
    );
  });
});

test('stands between the grade and the trust', () => {
  const summary = analyseStored(run, [], COMPLETED);
  const [grade, , trust] = threeSentences(summary);
  expect([grade, trust]).toEqual([summary.overall.sentence, summary.trust.sentence]);
});
