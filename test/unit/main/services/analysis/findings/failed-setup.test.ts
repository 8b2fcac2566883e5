import { describe, expect, test } from 'vitest';
import { exitCodeOfRun } from '../../../../../../src/main/hosts/cli/run-job.ts';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import { makeHttp, makePlan, makeSeries, makeStep } from '../../../../../support/made-plan.ts';
import {
  COMPLETED,
  makeFailure,
  makeRun,
  makeSecond,
  makeSeriesSecond,
} from '../../../../../support/made-seconds.ts';

const plan = makePlan({
  series: [makeSeries(), makeSeries({ service: 'auth', endpoint: 'login' })],
  scenarios: [
    makeHttp({ name: 'buyer', setup: [makeStep(1)], setupPolicy: { shared: true, everyMs: null } }),
  ],
});
const failures = [
  {
    series: 1,
    failure: makeFailure('http.5xx', { message: 'status 500.' }),
    count: 2,
    firstUs: 0,
    lastUs: 1_000,
  },
];

/** A run of ten good requests, after so many logins. */
function ran(logins: { ok: number; errors: number }, gate: 'acceptable' | 'none' = 'acceptable') {
  const seconds = [
    makeSecond(
      0,
      [
        makeSeriesSecond(0, Array(10).fill(5)),
        makeSeriesSecond(1, Array(logins.ok).fill(5), {
          counts: { errors: logins.errors, targetErrors: logins.errors },
        }),
      ],
      { failures: logins.errors === 0 ? [] : failures },
    ),
  ];
  const summary = analyseStored(makeRun({ ...plan, gate }), seconds, COMPLETED);
  return {
    exit: exitCodeOfRun(summary, false),
    sentence: summary.overall.sentence,
    finding: summary.findings.find(({ code }) => code === 'setup.failed'),
  };
}

describe('a setup that never succeeded', () => {
  test('is a finding, stands in the verdict, and the run does not pass', () => {
    const { exit, sentence, finding } = ran({ ok: 0, errors: 3 });
    const said = 'The setup of class buyer never succeeded, as auth login failed all 3 times: status 500.';
    expect(exit).toBe(4);
    expect(sentence).toBe(`Not graded: no threshold applies to this plan. ${said}`);
    expect(finding).toEqual({
      code: 'setup.failed',
      kind: 'bad',
      title: 'A setup never succeeded',
      evidence: said,
      suggestion: 'What class buyer sends afterwards lacks its setup data: fix that first.',
    });
  });

  test('passes where the plan has no gate, and is a finding still', () => {
    const { exit, finding } = ran({ ok: 0, errors: 1 }, 'none');
    expect([exit, finding?.evidence]).toEqual([
      0,
      'The setup of class buyer never succeeded, as auth login failed the one time it was tried: status 500.',
    ]);
  });

  test('is none where it succeeded at last', () => {
    const { exit, sentence, finding } = ran({ ok: 1, errors: 2 });
    expect([exit, finding]).toEqual([4, undefined]);
    expect(sentence).toMatch(
      /^Not graded: .* at auth 2 of 3 \(66.7%\) failed: give the plan a threshold on errorRate/,
    );
  });
});

test('a target that was reached, but gave nothing that can be counted yet, is not called unreachable', () => {
  const open = [makeSecond(0, [makeSeriesSecond(0, [], { counts: { planned: 4, sent: 4, inFlight: 4 } })])];
  const summary = analyseStored(makeRun({ ...plan, gate: 'none' }), open, COMPLETED);
  expect([summary.totals.sent, summary.totals.ok, summary.errors]).toEqual([4, 0, []]);
  expect(exitCodeOfRun(summary, false)).toBe(0);
});
