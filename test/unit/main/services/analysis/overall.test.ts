import { describe, expect, test } from 'vitest';
import type { GradeRow } from '../../../../../src/contract/threshold.ts';
import { overallOf } from '../../../../../src/main/services/analysis/overall.ts';

function row(grade: GradeRow['grade'], change: Partial<GradeRow> = {}): GradeRow {
  return {
    service: 'gateway',
    endpoint: 'curves',
    metric: 'latency',
    statistic: 'p95',
    value: 80,
    unit: 'ms',
    grade,
    margin: 20,
    samples: 1_000,
    provable: true,
    bounds: { excellent: 50, good: 100, acceptable: 200 },
    note: '',
    ...change,
  };
}

describe('the overall grade', () => {
  test('is the worst that applies', () => {
    const overall = overallOf(
      [row('excellent'), row('good'), row('not-applicable'), row('no-data')],
      'acceptable',
    );
    expect(overall).toEqual({
      grade: 'good',
      gate: 'acceptable',
      passed: true,
      sentence: 'One of 2 grades is Good and none is worse: the p95 of gateway curves (80 ms).',
    });
  });

  test('names what is nearest to its next bound, and throughput last', () => {
    const rows = [
      row('acceptable', { metric: 'throughput', unit: '1/s', endpoint: null, statistic: null, margin: 1 }),
      row('acceptable', { endpoint: 'pricing', margin: 15, value: 185 }),
      row('acceptable', { margin: 60, value: 140 }),
      row('good'),
    ];
    expect(overallOf(rows, 'acceptable').sentence).toBe(
      '3 of 4 grades are Acceptable and none is worse; the tightest is the p95 of gateway pricing (185 ms).',
    );
  });

  test.each([
    ['excellent', 'good', false],
    ['good', 'good', true],
    ['acceptable', 'acceptable', true],
    ['acceptable', 'poor', false],
    ['none', 'poor', true],
  ] as const)('gate %s with grade %s passes: %s', (gate, grade, passed) => {
    expect(overallOf([row(grade)], gate).passed).toBe(passed);
  });

  test('says where the sample is too small to prove it', () => {
    expect(overallOf([row('excellent', { provable: false })], 'acceptable').sentence).toBe(
      'The one grade is Excellent. The sample is too small to prove it.',
    );
    const some = [row('excellent'), row('excellent', { provable: false })];
    expect(overallOf(some, 'acceptable').sentence).toBe(
      'Both grades are Excellent. The sample is too small to prove 1 of them.',
    );
  });

  test('of nothing measured does not pass, of nothing asked does', () => {
    expect(overallOf([row('no-data')], 'acceptable')).toMatchObject({ grade: 'no-data', passed: false });
    expect(overallOf([row('no-data')], 'none').passed).toBe(true);
    expect(overallOf([], 'acceptable')).toMatchObject({ grade: 'not-applicable', passed: true });
    expect(overallOf([row('not-applicable')], 'acceptable').sentence).toBe(
      'Not graded: the plan could not have shown any of its thresholds.',
    );
  });

  const login = {
    className: 'buyer',
    service: 'auth',
    endpoint: 'login',
    failures: 3,
    message: 'status 500 (Internal Server Error).',
  };
  const facts = (ok: number, errors: number, change = {}) => ({
    totals: { sent: ok + errors, ok, errors },
    failedSetups: [],
    connections: { opened: 0, broken: 0 },
    ...change,
  });

  test.each([
    ['most failed', 'good', 'acceptable', facts(1_572, 2_428), false],
    ['half failed', 'good', 'acceptable', facts(2_000, 2_000), true],
    ['most failed and no gate', 'good', 'none', facts(1, 9), true],
    ['most failed and nothing graded', 'not-applicable', 'acceptable', facts(1, 9), false],
    [
      'nothing answered, nothing graded',
      'not-applicable',
      'acceptable',
      facts(4, 0, { totals: { sent: 10, ok: 4, errors: 0 } }),
      false,
    ],
    [
      'streams still open, graded',
      'good',
      'acceptable',
      facts(4, 0, { totals: { sent: 10, ok: 4, errors: 0 } }),
      true,
    ],
    ['a setup failed', 'good', 'acceptable', facts(9, 3, { failedSetups: [login] }), false],
    ['half broke', 'good', 'acceptable', facts(9, 0, { connections: { opened: 4, broken: 2 } }), true],
    ['most broke', 'good', 'acceptable', facts(9, 0, { connections: { opened: 5, broken: 3 } }), false],
    ['a setup failed and no gate', 'good', 'none', facts(9, 3, { failedSetups: [login] }), true],
  ] as const)('of a run in which %s (%s, gate %s)', (_, grade, gate, of, passed) => {
    expect(overallOf([row(grade)], gate, of)).toMatchObject({ grade, passed });
  });

  test('says what keeps a run with good grades from passing', () => {
    const alone = overallOf([row('good')], 'acceptable').sentence;
    expect(
      overallOf([row('good')], 'acceptable', facts(9, 0, { connections: { opened: 1_000, broken: 999 } }))
        .sentence,
    ).toBe(`${alone} 999 of 1,000 connections were broken off in use: such a run does not pass.`);
    expect(
      overallOf([row('good')], 'acceptable', facts(1_572, 2_428, { failedSetups: [login] })).sentence,
    ).toBe(
      `${alone} The setup of class buyer never succeeded, as auth login failed all 3 times: status 500 (Internal Server Error). 2,428 of 4,000 sent failed: a run that mostly fails does not pass.`,
    );
    expect(
      overallOf([], 'acceptable', facts(4, 0, { totals: { sent: 10, ok: 4, errors: 0 } })).sentence,
    ).toBe(
      'Not graded: no threshold applies to this plan. Only 4 of 10 sent were answered: such a run does not pass.',
    );
  });
});
