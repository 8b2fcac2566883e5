import { describe, expect, test } from 'vitest';
import type { GradeRow } from '../../../../../../src/contract/threshold.ts';
import type { RunFacts } from '../../../../../../src/main/services/analysis/grades/obstacles.ts';
import { isGoodRun, overallOf } from '../../../../../../src/main/services/analysis/grades/overall.ts';

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

/** A run of which so much went well and so much failed, and nothing else is to be said. */
function facts(ok = 100, failed = 0, change: Partial<RunFacts> = {}): RunFacts {
  return {
    totals: { sent: ok + failed, ok, errors: failed },
    rates: { ok, failed, leftOut: 0, open: 0, errorRatePercent: errorRate(ok, failed), leftOutPercent: 0 },
    services: [],
    leftOutCause: '',
    failedSetups: [],
    connections: { used: 0, broken: 0 },
    unmet: [],
    failuresExpected: false,
    ending: { state: 'completed', stopRule: null, durationMs: 10_000, plannedMs: 10_000 },
    trust: { isRequired: false, verdict: 'trusted', sentence: 'The load generator stayed on schedule.' },
    ...change,
  };
}

const errorRate = (ok: number, failed: number) => (ok + failed === 0 ? null : (failed / (ok + failed)) * 100);

describe('a run that was cut short', () => {
  const ending = { stopRule: null, durationMs: 4_000, plannedMs: 10_000 };

  test.each([
    ['stopped', 'The run was stopped after 4 s of 10 s.'],
    ['interrupted', 'Plimsoll exited unexpectedly after 4 s of 10 s.'],
    ['failed', 'The run could not continue after 4 s of 10 s.'],
  ] as const)('%s: does not pass, whatever was measured and whatever the gate', (state, sentence) => {
    for (const gate of ['acceptable', 'none'] as const) {
      expect(overallOf([row('excellent')], gate, facts(9, 0, { ending: { ...ending, state } }))).toEqual({
        grade: 'not-gradable',
        gate,
        outcome: 'not gradable',
        passed: false,
        sentence,
      });
    }
  });

  test('while its last requests drained says that', () => {
    const late = { state: 'stopped', stopRule: null, durationMs: 10_300, plannedMs: 10_000 } as const;
    expect(overallOf([], 'acceptable', facts(9, 0, { ending: late })).sentence).toBe(
      'Not graded: no threshold applies to this plan. The run was stopped before its last requests had ended.',
    );
  });

  test('says no length where tasks were to end it', () => {
    const counted = { state: 'stopped', stopRule: null, durationMs: 3_000, plannedMs: null } as const;
    expect(overallOf([row('excellent')], 'acceptable', facts(9, 0, { ending: counted })).sentence).toBe(
      'The run was stopped after 3 s.',
    );
  });

  test('has failed where it had failed until then', () => {
    const stopped = facts(2, 9, { ending: { ...ending, state: 'stopped' } });
    expect(overallOf([row('poor', { margin: -9 })], 'acceptable', stopped)).toMatchObject({
      outcome: 'failed',
      grade: 'poor',
    });
  });
});

describe('a run that a stop rule ended', () => {
  const rule = {
    rule: 'p95>1s for 10s',
    service: null,
    endpoint: null,
    figure: 1_234,
    unit: 'ms',
    fromSecond: 20,
    atSecond: 30,
    sentence: 'The rule ended it.',
  } as const;
  const ending = { state: 'stopped', durationMs: 31_000, plannedMs: 60_000 } as const;

  test('with stop: is judged by its grades, for it ended as it was meant to', () => {
    const stopped = facts(9, 0, { ending: { ...ending, stopRule: { ...rule, action: 'stop' } } });
    expect(overallOf([row('good')], 'acceptable', stopped)).toMatchObject({
      outcome: 'passed',
      grade: 'good',
    });
    expect(overallOf([row('poor', { margin: -9 })], 'acceptable', stopped).outcome).toBe('failed');
  });

  test('with fail: has failed, whatever its grades and whatever its gate, and in the words of the rule', () => {
    for (const gate of ['acceptable', 'none'] as const) {
      const failed = facts(9, 0, { ending: { ...ending, stopRule: { ...rule, action: 'fail' } } });
      expect(overallOf([row('excellent')], gate, failed)).toEqual({
        grade: 'poor',
        gate,
        outcome: 'failed',
        passed: false,
        sentence: 'The rule ended it.',
      });
    }
  });

  test('and whose process vanished afterwards is one that was cut short', () => {
    const vanished = { ...ending, state: 'interrupted', stopRule: { ...rule, action: 'stop' } } as const;
    expect(overallOf([row('good')], 'acceptable', facts(9, 0, { ending: vanished })).outcome).toBe(
      'not gradable',
    );
  });
});

describe('a run that had to be trusted', () => {
  const trust = { isRequired: true, verdict: 'degraded', sentence: 'The load generator was late.' } as const;

  test('and is not, cannot be graded, whatever the gate', () => {
    for (const gate of ['acceptable', 'none'] as const) {
      expect(overallOf([row('good')], gate, facts(9, 0, { trust }))).toMatchObject({
        outcome: 'not gradable',
        grade: 'not-gradable',
        sentence:
          'The run required a trusted load generator, and it is degraded: the load generator was late.',
      });
    }
  });

  test('and is, passes; one that need not be is only doubted', () => {
    const trusted = { ...trust, verdict: 'trusted' } as const;
    expect(overallOf([row('good')], 'acceptable', facts(9, 0, { trust: trusted })).passed).toBe(true);
    const free = { ...trust, isRequired: false };
    expect(overallOf([row('good')], 'acceptable', facts(9, 0, { trust: free })).passed).toBe(true);
  });
});

describe('a service that nothing grades', () => {
  const own = (ok: number, failed: number) => ({
    service: 'mail',
    rates: { ok, failed, leftOut: 0, errorRatePercent: errorRate(ok, failed), leftOutPercent: 0, open: 0 },
  });

  test('and that mostly fails is not spoken for by the grades of the others', () => {
    const overall = overallOf([row('excellent')], 'acceptable', facts(400, 80, { services: [own(0, 80)] }));
    expect(overall).toMatchObject({
      outcome: 'failed',
      grade: 'poor',
      sentence:
        '80 of 80 failed at mail, which nothing grades: a service that fails most requests does not pass.',
    });
  });

  test.each([
    ['fails half', own(40, 40)],
    ['was hardly asked', own(1, 5)],
    ['is graded', { ...own(0, 80), service: 'gateway' }],
  ])('that %s is not told apart', (_, service) => {
    expect(overallOf([row('excellent')], 'acceptable', facts(400, 80, { services: [service] })).passed).toBe(
      true,
    );
  });
});

describe('a plan without a gate', () => {
  test('passes whatever came of it, and says why', () => {
    expect(overallOf([row('poor', { margin: -9 })], 'none', facts(0, 9))).toMatchObject({
      outcome: 'passed',
      grade: 'poor',
      sentence:
        'The one grade is Poor: the p95 of gateway curves (80 ms). It passes nevertheless: the plan has no gate.',
    });
  });

  test('says nothing of it where any gate would pass', () => {
    expect(overallOf([row('good')], 'none', facts()).sentence).toBe(
      'The one grade is Good: the p95 of gateway curves (80 ms).',
    );
  });

  test('is called good only where it would be with a gate', () => {
    expect(isGoodRun([row('good')], facts())).toBe(true);
    expect(isGoodRun([row('poor')], facts())).toBe(false);
    expect(isGoodRun([], facts(0, 9))).toBe(false);
  });
});

describe('the overall grade', () => {
  test('is the worst that applies', () => {
    const overall = overallOf([row('excellent'), row('good'), row('not-applicable')], 'acceptable', facts());
    expect(overall).toEqual({
      grade: 'good',
      gate: 'acceptable',
      outcome: 'passed',
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
    expect(overallOf(rows, 'acceptable', facts()).sentence).toBe(
      '3 of 4 grades are Acceptable and none is worse; closest to its threshold is the p95 of gateway pricing (185 ms).',
    );
  });

  test.each([
    ['excellent', 'good', false],
    ['good', 'good', true],
    ['acceptable', 'acceptable', true],
    ['acceptable', 'poor', false],
    ['none', 'poor', true],
  ] as const)('gate %s with grade %s passes: %s', (gate, grade, passed) => {
    const overall = overallOf([row(grade)], gate, facts());
    expect(overall).toMatchObject({ grade, passed, outcome: passed ? 'passed' : 'failed' });
  });

  test('says where the sample is too small to prove it', () => {
    expect(overallOf([row('excellent', { provable: false })], 'acceptable', facts()).sentence).toBe(
      'The one grade is Excellent. The sample is too small to prove it.',
    );
    const some = [row('excellent'), row('excellent', { provable: false })];
    expect(overallOf(some, 'acceptable', facts()).sentence).toBe(
      'Both grades are Excellent. The sample is too small to prove 1 of them.',
    );
  });

  test('of nothing measured does not pass, of nothing asked does', () => {
    expect(overallOf([row('no-data')], 'acceptable', facts(0))).toMatchObject({
      grade: 'no-data',
      outcome: 'not gradable',
      sentence: 'No data: nothing was sent.',
    });
    expect(overallOf([row('no-data')], 'none', facts()).passed).toBe(true);
    expect(overallOf([], 'acceptable', facts())).toMatchObject({ grade: 'not-applicable', passed: true });
    expect(overallOf([row('not-applicable')], 'acceptable', facts()).sentence).toBe(
      'Not graded: the plan offered too little load.',
    );
  });

  test('of a service that nothing was measured for is not the grade of the others', () => {
    const rows = [row('excellent'), row('no-data', { service: 'auth', endpoint: 'verify' })];
    expect(overallOf(rows, 'acceptable', facts())).toMatchObject({
      grade: 'no-data',
      outcome: 'not gradable',
      sentence: 'No data: nothing was measured for auth.',
    });
  });

  test('says which endpoint nothing was measured of, where the rest of its service passes', () => {
    const rows = [row('excellent'), row('no-data', { endpoint: 'historical' })];
    expect(overallOf(rows, 'acceptable', facts())).toMatchObject({
      outcome: 'passed',
      sentence: 'The one grade is Excellent. Nothing was measured for gateway historical.',
    });
  });

  const login = {
    className: 'buyer',
    service: 'auth',
    endpoint: 'login',
    failures: 3,
    message: 'status 500 (Internal Server Error).',
    counts: true,
  };
  const open = { ok: 4, failed: 0, leftOut: 6, open: 6, errorRatePercent: 0, leftOutPercent: 60 };
  const unsent = { ...login, message: '{{ token }} has no value yet.', counts: false };
  const refused = {
    service: 'quiet',
    rates: { ok: 0, failed: 0, leftOut: 3, open: 0, errorRatePercent: null, leftOutPercent: 100 },
  };

  test.each([
    ['most failed', 'good', facts(1_572, 2_428), 'failed'],
    ['half failed', 'good', facts(2_000, 2_000), 'passed'],
    ['most failed and nothing graded', 'not-applicable', facts(1, 9), 'failed'],
    ['nothing answered, nothing graded', 'not-applicable', facts(4, 0, { rates: open }), 'not gradable'],
    ['streams still open, graded', 'good', facts(4, 0, { totals: { sent: 10, ok: 4, errors: 0 } }), 'passed'],
    ['a setup failed', 'good', facts(9, 3, { failedSetups: [login] }), 'failed'],
    [
      'a service without thresholds was refused',
      'good',
      facts(97, 0, { services: [refused] }),
      'not gradable',
    ],
    ['a setup could not be sent', 'good', facts(9, 3, { failedSetups: [unsent] }), 'not gradable'],
    ['half broke', 'good', facts(9, 0, { connections: { used: 4, broken: 2 } }), 'passed'],
    ['most broke', 'good', facts(9, 0, { connections: { used: 5, broken: 3 } }), 'failed'],
  ] as const)('of a run in which %s (%s): %s', (_, grade, of, outcome) => {
    const overall = overallOf([row(grade)], 'acceptable', of);
    expect(overall).toMatchObject({ outcome, passed: outcome === 'passed' });
    // A run that does not pass wears no good grade, and says nothing good of itself.
    if (outcome !== 'passed') {
      expect(overall.grade).toBe(outcome === 'failed' ? 'poor' : 'not-gradable');
      expect(overall.sentence).not.toMatch(/Excellent|Good/);
    }
    expect(overallOf([row(grade)], 'none', of).passed).toBe(true);
  });

  test('a service that no threshold looks at is named where too little is known of it', () => {
    const of = (leftOutPercent: number) => {
      const quiet = {
        service: 'quiet',
        rates: { ok: 0, failed: 0, leftOut: 40, open: 0, errorRatePercent: null, leftOutPercent },
      };
      return facts(400, 0, { services: [quiet], leftOutCause: 'No address was found.' });
    };
    expect(overallOf([row('good')], 'acceptable', of(100))).toMatchObject({
      grade: 'not-gradable',
      outcome: 'not gradable',
      sentence:
        "Too little is known about quiet: 40 of 40 (100%) failed in ways that do not count as the service's own. No address was found.",
    });
    expect(overallOf([row('good')], 'acceptable', of(1)).outcome).toBe('passed');
    expect(overallOf([row('good', { service: 'quiet' })], 'acceptable', of(2)).outcome).toBe('passed');
  });

  test('says what keeps a run with good grades from passing', () => {
    const broke = facts(9, 0, { connections: { used: 1_000, broken: 999 } });
    expect(overallOf([row('good')], 'acceptable', broke).sentence).toBe(
      '999 of 1,000 connections were lost while in use: the run does not pass.',
    );
    const setup = facts(1_572, 2_428, { failedSetups: [login] });
    expect(overallOf([row('good')], 'acceptable', setup).sentence).toBe(
      'The setup of class buyer never succeeded, as auth login failed all 3 times: status 500 (Internal Server Error). 2,428 of 4,000 failed: a run in which most requests fail does not pass.',
    );
    const unanswered = facts(4, 0, { rates: open });
    expect(overallOf([], 'acceptable', unanswered).sentence).toBe(
      'Not graded: no threshold applies to this plan. Not gradable: 6 of 10 (60%) had not ended when the run did, too many to judge by the rest.',
    );
    const unmet = [
      { statement: 'Every service answers', verdict: 'not met', evidence: 'auth: 3%.' } as const,
    ];
    expect(overallOf([row('good')], 'acceptable', facts(97, 3, { unmet }))).toMatchObject({
      outcome: 'failed',
      sentence: 'Expectation not met: Every service answers. auth: 3%.',
    });
  });

  test.each([
    [30, 'not gradable'],
    [1, 'passed'],
  ] as const)('%d %% of failures that nothing is held against: %s', (failed, outcome) => {
    const rates = {
      ok: 100 - failed,
      failed,
      leftOut: 0,
      open: 0,
      errorRatePercent: errorRate(100 - failed, failed),
      leftOutPercent: 0,
    };
    const of = facts(100 - failed, failed, { services: [{ service: 'shop', rates }] });
    expect(overallOf([], 'acceptable', of).outcome).toBe(outcome);
    expect(overallOf([], 'none', of).outcome).toBe('passed');
    expect(overallOf([], 'acceptable', { ...of, failuresExpected: true }).outcome).toBe('passed');
    expect(overallOf([row('good')], 'acceptable', of).outcome).toBe('passed');
  });

  test('names the threshold that is missing', () => {
    const rates = { ok: 70, failed: 30, leftOut: 0, open: 0, errorRatePercent: 30, leftOutPercent: 0 };
    const of = facts(70, 30, { services: [{ service: 'shop', rates }] });
    expect(overallOf([], 'acceptable', of).sentence).toBe(
      'Not graded: no threshold applies to this plan. No threshold says how many failures are too many, and at shop 30 of 100 (30%) failed: give the plan a threshold on errorRate for shop.',
    );
  });

  test('of a run of which too much is left out is no grade', () => {
    const of = facts(71, 0, {
      totals: { sent: 111, ok: 71, errors: 40 },
      rates: {
        ok: 71,
        failed: 0,
        leftOut: 40,
        open: 0,
        errorRatePercent: 0,
        leftOutPercent: (40 / 111) * 100,
      },
      leftOutCause: 'The service did not accept the credentials: status 403.',
    });
    expect(overallOf([row('not-gradable'), row('not-applicable')], 'acceptable', of)).toEqual({
      grade: 'not-gradable',
      gate: 'acceptable',
      outcome: 'not gradable',
      passed: false,
      sentence:
        "gateway cannot be graded: 40 of 111 (36%) failed in ways that do not count as the service's own, too many to judge by the rest. The service did not accept the credentials: status 403.",
    });
  });
});
