import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../../../../src/main/services/analysis/findings/finding.ts';
import {
  EXCLUSIONS,
  findingsOf,
  RULES,
  withoutExcluded,
} from '../../../../../../src/main/services/analysis/findings/findings.ts';
import {
  makeEndpointFact,
  makeFailureFact,
  makeGradeRow,
  makeTime,
  makeTraceSecond,
  makeWindows,
  NO_FACTS,
  shownAt,
} from '../../../../../support/made-facts.ts';

const found = (facts: Partial<Facts>) => findingsOf({ ...NO_FACTS, ...facts });
const codes = (facts: Partial<Facts>) => found(facts).map((finding) => finding.code);
const poor = makeGradeRow({ grade: 'poor', value: 250, margin: -50 });
const untrustworthy = {
  verdict: 'untrustworthy' as const,
  sentence: 'The load generator itself was disturbed in 5 of 6 seconds.',
  reasons: [{ code: 'generator.loop', sentence: '', value: 90, limit: 50, unit: 'ms', seconds: [1] }],
} satisfies Facts['trust'];

describe('what a finding may claim', () => {
  test('nothing is said where nothing was seen', () => {
    expect(found({})).toEqual([]);
  });

  test('good signs are said of a run that passes, and of no other', () => {
    const well = { ok: 1_000, grades: [makeGradeRow()], plateau: makeWindows(6, () => ({})) };
    expect(codes(well)).toEqual(['thresholds.within', 'errors.few', 'throughput.stable']);
    expect(codes({ ...well, passed: false })).toEqual([]);
  });

  test('an untrustworthy run names no cause and gives no advice on the target, and says why', () => {
    const broken = {
      passed: false,
      ok: 900,
      failed: 100,
      grades: [poor],
      endpoints: [makeEndpointFact({ ok: 900, failed: 100, serviceTime: makeTime({ p50: 10, p99: 400 }) })],
      failures: [makeFailureFact('http.429', 100)],
      rateLimits: [{ service: 'gateway', refused: 100, finished: 400, okPerSecond: 30 }],
    };
    expect(codes(broken)).toEqual([
      'errors.many',
      'thresholds.exceeded',
      'hint.rate-limit',
      'hint.long-tail',
    ]);
    const said = found({ ...broken, trust: untrustworthy });
    expect(said.map(({ code }) => code)).toEqual(['trust.no-causes', 'errors.many', 'thresholds.exceeded']);
    expect(said[0]?.evidence).toBe(
      'This run is untrustworthy, so no cause of slowness is listed here; the analysis (plimsoll why) names what sets its slow requests apart, which may be the doing of this machine. Findings about failures rest on statuses and connections, which do not depend on when this machine sent. The load generator itself was disturbed in 5 of 6 seconds.',
    );
    expect(said.slice(1).map(({ suggestion }) => suggestion)).toEqual(['', '']);
  });

  test('where the in-flight limit alone was reached, another machine is no advice', () => {
    const reasons = [{ ...untrustworthy.reasons[0], code: 'generator.dropped' }] as Facts['trust']['reasons'];
    expect(found({ trust: untrustworthy })[0]?.suggestion).toBe(
      'Run it again with less load, or on a machine that does nothing else.',
    );
    expect(found({ trust: { ...untrustworthy, reasons } })[0]?.suggestion).toBe(
      'Raise the in-flight limit of the plan, or lower the load.',
    );
  });

  test('what was seen is a hint in an untrustworthy run as well', () => {
    const endpoints = [makeEndpointFact({ redirected: 60, redirectedFromMs: 2_000 })];
    const [said] = found({ endpoints, trust: untrustworthy }).filter(({ kind }) => kind === 'hint');
    expect(said).toMatchObject({ code: 'redirects.many', suggestion: '' });
  });

  test('an untrustworthy run gives no hint of a cause, or about the run', () => {
    const warmup = { seconds: 2, finished: 120, failed: 0, time: makeTime({ mean: 300 }) };
    const hinted = {
      warmup,
      measuredTime: makeTime({ mean: 3 }),
      grades: [makeGradeRow({ grade: 'no-data' })],
    };
    expect(codes(hinted)).toEqual(['grades.missing', 'warmup.slower']);
    expect(codes({ ...hinted, trust: untrustworthy })).toEqual(['trust.no-causes']);
  });

  test('a degraded run still names causes: they rest on its trusted seconds', () => {
    const trust = { verdict: 'degraded' as const, sentence: '', reasons: [] };
    const endpoints = [makeEndpointFact({ serviceTime: makeTime({ p50: 10, p99: 400 }) })];
    expect(codes({ trust, endpoints })).toEqual(['hint.long-tail']);
  });

  test('bad ones come first, and of them what explains most', () => {
    const rows = [
      makeFailureFact('connect.refused', 10, { endpoint: 'pricing' }),
      makeFailureFact('http.5xx', 90),
    ];
    const endpoints = [
      makeEndpointFact({ ok: 510, failed: 90 }),
      makeEndpointFact({ endpoint: 'pricing', ok: 390, failed: 10 }),
    ];
    const facts = { passed: false, ok: 900, failed: 100, grades: [poor], failures: rows, endpoints };
    expect(codes(facts)).toEqual(['errors.endpoint', 'connections.failed', 'thresholds.exceeded']);
  });
});

describe('what excludes each other', () => {
  test('every code of the table belongs to a rule', () => {
    const known = new Set(RULES.map(({ code }) => code));
    expect(EXCLUSIONS.flat().filter((code) => !known.has(code))).toEqual([]);
    expect(known.size).toBe(RULES.length);
  });

  test('every row is in the order of the rules, so that its first one wins', () => {
    const order = RULES.map(({ code }) => code);
    for (const row of EXCLUSIONS) {
      expect(row).toEqual(order.filter((code) => row.includes(code)));
    }
  });

  test('of each row the first is kept', () => {
    const keep = (...given: string[]) => withoutExcluded(given, (code) => code);
    expect(keep('errors.many', 'errors.few')).toEqual(['errors.many']);
    expect(keep('load.overload', 'hint.connection-pool', 'degradation.graceful')).toEqual(['load.overload']);
    expect(keep('errors.few', 'thresholds.within')).toEqual(['errors.few', 'thresholds.within']);
  });

  test('what was itself left out leaves nothing out', () => {
    const given = ['service.dead', 'recovery.none', 'degradation.graceful', 'throughput.stable'];
    expect(withoutExcluded(given, (code) => code)).toEqual(['service.dead', 'throughput.stable']);
  });
});

describe('grades as a whole', () => {
  test('within thresholds stands beside nothing bad that no threshold looks at', () => {
    const broken = {
      ok: 190,
      failed: 10,
      grades: [makeGradeRow()],
      endpoints: [
        makeEndpointFact({ ok: 190 }),
        makeEndpointFact({ endpoint: 'pricing', ok: 0, failed: 10, failedMeanMs: 5 }),
      ],
      failures: [makeFailureFact('http.5xx', 10, { endpoint: 'pricing' })],
    };
    expect(codes(broken)).toEqual(['errors.endpoint']);
    expect(codes({ grades: [makeGradeRow()], ok: 60, failed: 2 })).toEqual(['errors.some']);
    const slow = {
      ok: 1_000,
      grades: [makeGradeRow({ endpoint: null })],
      endpoints: [makeEndpointFact({ serviceTime: makeTime({ p50: 913 }) })],
    };
    expect(codes(slow)).toEqual(['latency.endpoint', 'errors.few']);
    expect(codes({ grades: [makeGradeRow()], ok: 1_000, failed: 1 })).toEqual([
      'thresholds.within',
      'errors.few',
    ]);
  });

  test('several statistics of one time are told apart', () => {
    const rows = (['p90', 'p95'] as const).map((statistic) => ({ ...poor, statistic }));
    expect(found({ passed: false, grades: rows })[0]?.evidence).toBe(
      'Both graded figures are Poor: gateway curves p90 latency and gateway curves latency.',
    );
    expect(found({ passed: false, grades: [poor, makeGradeRow()] })[0]?.evidence).toMatch(
      /^1 of 2 graded figures is Poor:/,
    );
  });

  test('within thresholds: all that was to be graded is', () => {
    expect(found({ grades: [makeGradeRow(), makeGradeRow({ provable: false })] })).toEqual([
      {
        code: 'thresholds.within',
        kind: 'good',
        title: 'Within thresholds',
        evidence: 'Both graded figures meet Acceptable. The sample is too small to prove 1 of them.',
        suggestion: '',
      },
    ]);
    expect(codes({ grades: [makeGradeRow(), poor], passed: false })).toEqual(['thresholds.exceeded']);
    // A gate of none lets it pass; it is not within thresholds for that.
    expect(codes({ grades: [makeGradeRow(), poor] })).toEqual(['thresholds.exceeded']);
  });

  test('a service without data is said beside good grades, and nothing is within thresholds then', () => {
    const silent = makeGradeRow({
      service: 'metrics',
      endpoint: null,
      grade: 'no-data',
      value: null,
      margin: null,
    });
    const said = found({ grades: [makeGradeRow(), silent] });
    expect(said.map(({ code, evidence }) => [code, evidence])).toEqual([
      ['grades.missing', 'Without a grade: metrics latency. The other grades say nothing about these.'],
    ]);
    // Without any grade there are none to beware of.
    expect(found({ grades: [silent] })[0]?.evidence).toBe('Without a grade: metrics latency.');
    // What the plan could not have shown was not to be graded.
    const idle = makeGradeRow({ metric: 'throughput', grade: 'not-applicable', value: null, margin: null });
    expect(codes({ grades: [makeGradeRow(), idle] })).toEqual(['thresholds.within']);
  });

  test('the figure that is furthest past its threshold is named first', () => {
    const worse = makeGradeRow({ metric: 'throughput', grade: 'poor', margin: -190 });
    expect(found({ grades: [poor, worse, makeGradeRow()], passed: false })[0]).toMatchObject({
      evidence: '2 of 3 graded figures are Poor: gateway curves throughput and gateway curves latency.',
      suggestion: 'Start with the gateway curves throughput: it is furthest past its threshold.',
    });
  });
});

describe('setups and the warm-up', () => {
  const slow = { seconds: 2, finished: 120, failed: 0, time: makeTime({ mean: 300, p50: 320 }) };

  test('a warm-up that was much slower than the rest is mentioned', () => {
    expect(found({ warmup: slow, measuredTime: makeTime({ mean: 3, p50: 3 }) })).toEqual([
      {
        code: 'warmup.slower',
        shown: shownAt(0, 1),
        kind: 'hint',
        title: 'The warm-up was slower',
        evidence: 'The 2 s of warm-up are in no figure: their mean was 300 ms, and 3 ms afterwards.',
        suggestion: 'Clients of a freshly started service see this: measure it without a warm-up as well.',
      },
    ]);
  });

  test('one that was like the rest, or had hardly a request, is not', () => {
    expect(codes({ warmup: slow, measuredTime: makeTime({ mean: 200 }) })).toEqual([]);
    expect(codes({ warmup: { ...slow, finished: 19 }, measuredTime: makeTime({ mean: 3 }) })).toEqual([]);
    expect(codes({ warmup: null, measuredTime: makeTime({ mean: 3 }) })).toEqual([]);
  });

  test('one that failed more often is, too', () => {
    const warmup = { ...slow, failed: 30, time: makeTime({ mean: 3 }) };
    const facts = { warmup, measuredTime: makeTime({ mean: 3 }), ok: 500, failed: 0 };
    expect(found(facts).find(({ code }) => code === 'warmup.slower')).toMatchObject({
      title: 'The warm-up failed more often',
      evidence: 'The 2 s of warm-up are in no figure: 30 of 120 failed (25%) in them.',
    });
  });

  test('a setup that never succeeded explains what follows', () => {
    const failedSetups = [
      {
        className: 'buyer',
        service: 'auth',
        endpoint: 'login',
        failures: 3,
        message: 'status 500.',
        counts: true,
      },
    ];
    expect(found({ failedSetups, seconds: [makeTraceSecond(0)] })[0]).toMatchObject({
      code: 'setup.failed',
      suggestion: 'What class buyer sends afterwards lacks its setup data: fix that first.',
    });
  });
});
