import { describe, expect, test } from 'vitest';
import { statisticFor } from '../../../../../../src/contract/grade-metrics.ts';
import { gradeRowSchema, type Threshold } from '../../../../../../src/contract/threshold.ts';
import { bandOf, marginOf } from '../../../../../../src/main/services/analysis/grades/bands.ts';
import {
  gradeRow,
  type Observation,
  quantityOf,
} from '../../../../../../src/main/services/analysis/grades/grade.ts';
import { boundLatency } from '../../../../../../src/main/services/analysis/grades/latency-bounds.ts';
import { Histogram } from '../../../../../../src/workers/engine/measure/histogram.ts';
import { SUITE_THRESHOLDS } from '../../../../../support/suite-thresholds.ts';
import { planOf } from '../../plans/support.ts';

function observed(value: number | null, change: Partial<Observation> = {}): Observation {
  return {
    value,
    samples: 10_000,
    lower: value,
    upper: value,
    basis: 'Service time',
    samplesNeeded: 0,
    offered: null,
    ...change,
  };
}

function threshold(service: string, metric: Threshold['metric'], endpoint?: string): Threshold {
  const found = SUITE_THRESHOLDS.find(
    (one) => one.service === service && one.metric === metric && one.endpoint === endpoint,
  );
  if (found === undefined) throw new Error(`no threshold for ${service} ${endpoint}`);
  return found;
}

const LATENCY = { service: 'gateway', metric: 'latency', excellent: 50, good: 100, acceptable: 200 } as const;

describe('bands', () => {
  test.each([
    ['S-28', 'gateway', 'instruments', 50, 100, 200],
    ['S-29', 'gateway', 'curves', 50, 100, 200],
    ['S-30', 'gateway', 'products', 75, 150, 300],
    ['S-31', 'gateway', 'pricing', 100, 200, 400],
    ['S-32', 'gateway', 'historical', 250, 500, 1000],
    ['S-33', 'auth', 'verify_token', 25, 50, 100],
    ['S-34', 'auth', 'verify_ws_token', 25, 50, 100],
    ['S-35', 'entitlements', 'check', 50, 100, 200],
    ['S-36', 'metrics', 'track', 25, 50, 100],
    ['S-37', 'metrics', 'export', 250, 500, 1000],
    ['S-38', 'streaming', 'ws_connect', 500, 1000, 2000],
    ['S-39', 'streaming', 'sse_stream', 100, 200, 400],
  ])('%s %s.%s: just inside, and exactly on each bound', (_id, service, endpoint, e, g, a) => {
    const one = threshold(service, 'latency', endpoint);
    const just = [e, g, a].map((bound) => bandOf(one, bound - 0.001));
    expect(just).toEqual(['excellent', 'good', 'acceptable']);
    expect([e, g, a].map((bound) => bandOf(one, bound))).toEqual(['good', 'acceptable', 'poor']);
  });

  test.each([
    ['S-40', 'gateway', [0.1, 0.5, 1], [200, 100, 50]],
    ['S-41', 'auth', [0.05, 0.1, 0.5], [500, 200, 100]],
    ['S-42', 'entitlements', [0.1, 0.5, 1], [300, 150, 75]],
    ['S-43', 'metrics', [0.05, 0.1, 0.5], [600, 300, 150]],
    ['S-44', 'streaming', [0.2, 0.5, 2], [100, 50, 25]],
  ])('%s %s: error rate and throughput', (_id, service, errors, rates) => {
    const rate = threshold(service, 'errorRate');
    expect(errors.map((bound) => bandOf(rate, bound - 0.001))).toEqual(['excellent', 'good', 'acceptable']);
    expect(errors.map((bound) => bandOf(rate, bound))).toEqual(['good', 'acceptable', 'poor']);
    const throughput = threshold(service, 'throughput');
    expect(rates.map((bound) => bandOf(throughput, bound + 0.1))).toEqual([
      'excellent',
      'good',
      'acceptable',
    ]);
    expect(rates.map((bound) => bandOf(throughput, bound))).toEqual(['good', 'acceptable', 'poor']);
  });

  test('the WebSocket assessment includes its bounds', () => {
    const success = threshold('streaming', 'connectionSuccess');
    expect([95, 90, 80, 79.9].map((value) => bandOf(success, value))).toEqual([
      'excellent',
      'good',
      'acceptable',
      'poor',
    ]);
    const latency = threshold('streaming', 'messageLatency');
    expect([100, 500, 1000, 1000.1].map((value) => bandOf(latency, value))).toEqual([
      'excellent',
      'good',
      'acceptable',
      'poor',
    ]);
    const errors = threshold('streaming', 'errorsPerConnection');
    expect([0, 1, 5, 5.1].map((value) => bandOf(errors, value))).toEqual([
      'excellent',
      'good',
      'acceptable',
      'poor',
    ]);
  });

  test('a single target is Good inside and Poor outside', () => {
    const single: Threshold = { service: 'auth', endpoint: 'user_info', metric: 'latency', acceptable: 100 };
    expect([99.9, 100].map((value) => bandOf(single, value))).toEqual(['good', 'poor']);
  });

  test('the margin is the way to the next worse grade, negative beyond the last', () => {
    expect(marginOf(LATENCY, 42, 'excellent')).toBe(8);
    expect(marginOf(LATENCY, 160, 'acceptable')).toBe(40);
    expect(marginOf(LATENCY, 260, 'poor')).toBe(-60);
    const throughput = threshold('gateway', 'throughput');
    expect(marginOf(throughput, 120, 'good')).toBe(20);
    expect(marginOf(throughput, 30, 'poor')).toBe(-20);
    expect(marginOf({ ...LATENCY, excellent: 25 }, 24.815, 'excellent')).toBe(0.185);
  });
});

describe('a grade', () => {
  test('is provable where the bound on the bad side still has it', () => {
    const row = gradeRow(LATENCY, observed(40, { lower: 38, upper: 44 }));
    expect(row).toMatchObject({
      grade: 'excellent',
      provable: true,
      margin: 10,
      statistic: 'p95',
      unit: 'ms',
    });
    expect(row.note).toBe('With 95% confidence at most 44 ms. Service time.');
  });

  test('says how wrong it could be where the sample is too small (S-47)', () => {
    const row = gradeRow(
      { service: 'gateway', metric: 'errorRate', excellent: 0.1, good: 0.5, acceptable: 1 },
      observed(0, { samples: 500, lower: 0, upper: 0.5973, basis: '0 of 500 failed by target or network' }),
    );
    expect(row).toMatchObject({ grade: 'excellent', provable: false, samples: 500 });
    expect(row.note).toBe(
      'Inconclusive at n=500: the error rate could be up to 0.6%. 0 of 500 failed by target or network.',
    );
  });

  test('of a sample that cannot bound its statistic says what would', () => {
    const row = gradeRow(LATENCY, observed(40, { samples: 12, lower: null, upper: null, samplesNeeded: 59 }));
    expect(row.note).toBe('Inconclusive at n=12: too few to bound the p95 (that takes 59). Service time.');
  });

  test('Poor is provable where even the bound on the good side is Poor', () => {
    expect(gradeRow(LATENCY, observed(250, { lower: 210, upper: 300 })).provable).toBe(true);
    const doubtful = gradeRow(LATENCY, observed(250, { samples: 70, lower: 180, upper: 300 }));
    expect(doubtful.provable).toBe(false);
    expect(doubtful.note).toBe('Inconclusive at n=70: the p95 could be as low as 180 ms. Service time.');
  });

  test('exactly on a bound is the worse one, and says so (S-45)', () => {
    const row = gradeRow(LATENCY, observed(200));
    expect(row.grade).toBe('poor');
    expect(row.note).toBe('A value exactly on a threshold gets the worse grade. Service time.');
  });

  test('names the statistic it was given (S-46)', () => {
    const row = gradeRow(
      { ...LATENCY, statistic: 'p99' },
      observed(40, { samples: 9, lower: null, upper: null }),
    );
    expect(row.statistic).toBe('p99');
    expect(row.note).toContain('the p99');
    expect(gradeRow(threshold('streaming', 'messageLatency'), observed(8)).statistic).toBe('mean');
  });

  test('grades the p99.9 of a plan, where a thousand requests in a hundred thousand are slow', () => {
    const plan = planOf(`
      plimsoll: 1
      name: Shop
      services: { shop: { url: http://127.0.0.1:9 } }
      classes: { looking: { service: shop, tasks: { items: { get: /items } } } }
      thresholds: [{ service: shop, metric: latency, statistic: p999, acceptable: 300 }]
    `);
    const [asked] = plan.thresholds ?? [];
    if (asked === undefined) throw new Error('the plan has no threshold');
    const histogram = new Histogram();
    for (let nth = 0; nth < 100_000; nth += 1) histogram.record(nth < 1_000 ? 400_000 : 10_000);
    const bounds = boundLatency(histogram, statisticFor(asked) ?? 'mean');
    expect(bounds.value).toBeCloseTo(400, 0);
    const row = gradeRow(asked, observed(bounds.value, bounds));
    expect(row).toMatchObject({ statistic: 'p999', grade: 'poor', provable: true });
    expect(row.note).toContain('400 ms');
    expect(quantityOf(row.metric, row.statistic)).toBe('the p99.9');
    expect(gradeRowSchema.parse(row)).toEqual(row);
  });

  test('without data has no value and no margin', () => {
    const row = gradeRow(LATENCY, observed(null, { samples: 0, basis: 'no successful sample' }));
    expect(row).toMatchObject({ grade: 'no-data', value: null, margin: null, provable: false });
    expect(row.note).toBe('Nothing was measured: no successful sample.');
  });
});

describe('throughput against what was offered (S-48)', () => {
  const gateway = threshold('gateway', 'throughput');
  const offer = (perSecond: number, because = '') => ({ offered: { perSecond, because } });

  test('is not applicable where the plan could not reach the last bound, never Poor', () => {
    const because =
      '10 users on average who think 2 s between tasks offer about that, however fast the responses';
    const row = gradeRow(gateway, observed(4.9, offer(5, because)));
    expect(row).toMatchObject({ grade: 'not-applicable', value: 4.9, margin: null });
    expect(row.note).toBe(`Not applicable: offered 5/s (${because}).`);
    expect(gradeRow(gateway, observed(50, offer(50))).grade).toBe('not-applicable');
  });

  test('is graded where the plan could, with a word where the plan held it down', () => {
    const row = gradeRow(gateway, observed(59, offer(60)));
    expect(row.grade).toBe('acceptable');
    expect(row.note).toContain('The plan offered 60/s, so no better grade was possible.');
    expect(gradeRow(gateway, observed(59, offer(500))).note).toBe('Service time.');
  });

  test('is Poor where the plan offered enough and the target did not keep up', () => {
    expect(gradeRow(gateway, observed(30, offer(500))).grade).toBe('poor');
    expect(gradeRow(gateway, observed(300, offer(Number.POSITIVE_INFINITY))).grade).toBe('excellent');
  });
});
