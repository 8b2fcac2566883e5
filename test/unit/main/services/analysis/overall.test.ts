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
});
